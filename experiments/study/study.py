"""A study: its cells, its units of work and its rows, all numbered before anything runs.

unit = replication x number of cells + cell; row = replication x rows per replication + offset of the cell + scenario.
More replications only append units and rows: no number changes.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from experiments.design import hash_of, model_hash
from experiments.options import REPLICATIONS_MOST
from experiments.study.build import Builder, Skipped
from experiments.study.cells import Cell, Common
from experiments.study.document import Document, Overrides, read_definition
from experiments.study.lookup import Lookup
from experiments.study.schema import DefinitionFile
from sim.errors import InputError
from sim.input_file import InputFile, validate


@dataclass(frozen=True)
class Row:
    """One run: a scenario (by its place in the cell) in one replication of a cell."""

    number: int
    cell: Cell
    replication: int
    scenario: int


@dataclass(frozen=True, eq=False)
class Study:
    """A definition with everything looked up. Pickled, it is its document: a worker makes it again, once."""

    document: Document
    definition: DefinitionFile
    cells: tuple[Cell, ...]
    skipped: tuple[Skipped, ...]
    series: tuple[str, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_text, (json.dumps(asdict(self.document)),)

    @property
    def common(self) -> Common:
        """What every cell shares."""
        return self.cells[0].common

    @property
    def replications(self) -> int:
        """Replications of every cell."""
        return self.common.replications

    @property
    def base(self) -> str:
        """Key of the scenario that differences are taken against."""
        return self.cells[0].scenarios[0]

    @property
    def keeps_groups(self) -> bool:
        """Whether outcomes by group are kept."""
        return self.definition.keep.groups

    @property
    def n_cells(self) -> int:
        """Worlds to warm up per replication."""
        return len(self.cells)

    @property
    def n_units(self) -> int:
        """Units of work: what is scheduled, stored whole, or fails."""
        return self.n_cells * self.replications

    @cached_property
    def rows_per_replication(self) -> int:
        """Runs of one replication of every cell."""
        return sum(len(cell.area.scenarios) for cell in self.cells)

    @property
    def n_rows(self) -> int:
        """Runs."""
        return self.rows_per_replication * self.replications

    @cached_property
    def _offsets(self) -> list[int]:
        return [cell.offset for cell in self.cells]

    def unit(self, unit: int) -> tuple[Cell, int]:
        """Cell and replication of a unit."""
        replication, cell = divmod(unit, self.n_cells)
        return self.cells[cell], replication

    def unit_of(self, cell: int, replication: int) -> int:
        """The unit of a cell's replication."""
        return replication * self.n_cells + cell

    def rows_of(self, unit: int) -> range:
        """The rows of a unit, one per scenario."""
        cell, replication = self.unit(unit)
        first = replication * self.rows_per_replication + cell.offset
        return range(first, first + len(cell.area.scenarios))

    def row(self, number: int) -> Row:
        """A row by its number, which does not depend on how many replications there are."""
        most = self.rows_per_replication * REPLICATIONS_MOST - 1
        if not 0 <= number <= most:
            raise InputError("no such row", field="--row", value=number, allowed=f"0 to {most:,}")
        replication, within = divmod(number, self.rows_per_replication)
        cell = self.cells[bisect_right(self._offsets, within) - 1]
        return Row(number, cell, replication, within - cell.offset)

    def unit_of_row(self, number: int) -> int:
        """The unit that a row belongs to."""
        row = self.row(number)
        return self.unit_of(row.cell.number, row.replication)

    def repeat_command(self, row: int) -> str:
        """The command that runs the unit of a row again, alone."""
        return f"{self.document.command} --row {row}"

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """Columns of what designs set: `lever.NAME`, then `parameter.ADDRESS`."""
        levers = [f"lever.{name}" for cell in self.cells for values in cell.area.levers for name in values]
        parameters = [name for cell in self.cells for name in cell.axes]
        return tuple(dict.fromkeys([*levers, *parameters]))

    def inputs(self) -> dict[str, str]:
        """Everything that a row depends on, by name: texts that are equal when the inputs are."""
        return dict(self._inputs)

    @cached_property
    def _inputs(self) -> dict[str, str]:
        common, areas = self.common, list({cell.area.name: cell.area for cell in self.cells}.values())
        structures = {cell.variant: cell.structure.values for cell in self.cells}
        points = [[cell.point, cell.values] for cell in self.cells if cell.area is areas[0]]
        municipalities = [replace(area.municipality, posterior="") for area in areas]
        scenarios: dict[str, list[str]] = {}
        for area in areas:
            for place, scenario in enumerate(area.scenarios):  # the place is part of the number of its rows
                scenarios.setdefault(scenario.key, []).append(hash_of([area.municipality.key, place, scenario]))
        return {
            "municipalities": ", ".join(f"{m.key} {hash_of(m)}" for m in municipalities),
            "scenarios": ", ".join(f"{key} {hash_of(hashes)}" for key, hashes in scenarios.items()),
            "parameters": hash_of(common.parameters),
            "variants": ", ".join(f"{key} {hash_of(values)}" for key, values in structures.items()),
            "points": f"{len({cell.point for cell in self.cells})} {hash_of(points)}",
            "seed": str(common.seed),
            "years": repr(common.years),
            "draws": self._draws(),
            "engine": common.engine,
            "series": f"{len(self.series)} {hash_of(self.series)}",
            "groups": str(self.keeps_groups),
            "model": model_hash(),
        }

    def _draws(self) -> str:
        if self.common.draws != "posterior":
            return self.common.draws
        files = [cell.experiment.posterior().sha256[:16] for cell in self._first_cells()]
        return " ".join(["posterior", *(files if len(set(files)) > 1 else files[:1])])

    def _first_cells(self) -> list[Cell]:
        """One cell of each municipality."""
        return list({cell.area.name: cell for cell in reversed(self.cells)}.values())

    @cached_property
    def input_hash(self) -> str:
        """One hash of all inputs."""
        return hash_of(self.inputs())


def load_study(name: str, overrides: Overrides | None = None) -> Study:
    """The study of a definition, by key or path: everything is checked and nothing is run."""
    document, file, definition = read_definition(name, overrides or Overrides())
    return _made(document, file, definition)


def study_of(document: Document, name: str = "definition") -> Study:
    """A study from its document, as a manifest or a worker has it; `name` is said where something is wrong."""
    file = InputFile(name, "", dict(document.definition))
    return _made(document, file, validate(DefinitionFile, file))


def _made(document: Document, file: InputFile, definition: DefinitionFile) -> Study:
    lookup = Lookup(Path(document.folder), document.files)
    builder = Builder(definition, file, lookup)
    cells = builder.cells()
    kept = replace(document, files=lookup.used)
    return Study(kept, definition, cells, tuple(builder.skipped), builder.series)


@lru_cache(maxsize=4)
def _from_text(text: str) -> Study:
    """A study sent to another process; units of the same study share it there."""
    data: Mapping[str, Any] = json.loads(text)
    return study_of(Document(**data))
