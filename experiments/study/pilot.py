"""A few units run on this machine, to know what a task on a cluster needs: seconds of a unit by cell, and memory."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experiments.progress import progress_bar
from experiments.provenance import peak_memory_mb
from experiments.replication import Done, Failed
from experiments.study.cells import Cell
from experiments.study.resting import Watch, resting_mb
from experiments.study.study import Study
from experiments.study.unit import run_unit
from sim.errors import RunError

SECONDS = 60.0  # after which no other unit is begun
UNITS_MOST = 24


@dataclass(frozen=True)
class Pilot:
    """What was measured."""

    units: int
    unit_seconds: tuple[float, ...]  # of each cell; where none was measured, as the dearest run of the municipality
    memory_mb: float  # largest memory of this process
    memory_per_unit_mb: float  # what a unit holds while it runs: as much again for each that runs beside it


def measure(study: Study, language: str) -> Pilot:
    """Run some units, one at a time. The first is not counted: it may compile.

    A unit that fails counts as what it took: failures are rows of the experiment. Where all fail there is no pilot.
    """
    results = [run_unit(study, 0)]
    held = resting_mb()
    measured: dict[int, float] = {}
    began = time.monotonic()
    cells = list(_representatives(study))[:UNITS_MOST]
    with progress_bar(len(cells), language, "units") as bar, Watch() as watch:
        for cell in cells:
            if measured and time.monotonic() - began > SECONDS:
                break
            started = time.monotonic()
            results.append(run_unit(study, study.unit_of(cell.number, len(measured) % study.replications)))
            measured[cell.number] = time.monotonic() - started
            bar.step()
    _check_some(results)
    return Pilot(len(measured), _by_cell(study, measured), peak_memory_mb(), max(0.0, watch.most_mb - held))


def _check_some(results: Sequence[Done | Failed]) -> None:
    failed = [result for result in results if isinstance(result, Failed)]
    if len(failed) == len(results):
        raise RunError(f"the pilot failed: {failed[0].reason}\nrepeat it with: {failed[0].command}")


def _representatives(study: Study) -> Iterator[Cell]:
    """The largest cell of each municipality, then one of each variant, then the others."""
    largest = sorted(study.cells, key=lambda cell: -len(cell.scenarios))
    first = {cell.municipality: cell for cell in reversed(largest)}
    second = {cell.variant: cell for cell in reversed(largest)}
    yield from {cell.number: cell for cell in [*first.values(), *second.values(), *study.cells]}.values()


def _by_cell(study: Study, measured: dict[int, float]) -> tuple[float, ...]:
    per_run: dict[str, list[float]] = defaultdict(list)
    for number, seconds in measured.items():
        per_run[study.cells[number].municipality].append(seconds / len(study.cells[number].scenarios))
    dearest = {name: max(found) for name, found in per_run.items()}
    most = max(dearest.values())
    return tuple(
        measured.get(cell.number, dearest.get(cell.municipality, most) * len(cell.scenarios)) for cell in study.cells
    )
