"""From a checked definition to cells: everything that it names is looked up and must make sense."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from calibration.posterior.load import read_posterior
from experiments.design import REPLICATIONS_PER_DRAW, with_levers
from experiments.study.cells import Area, Cell, Common
from experiments.study.lever_designs import changed_scenario, lever_points
from experiments.study.lookup import Lookup
from experiments.study.parameter_designs import Point, parameter_points
from experiments.study.schema import POINT, DefinitionFile
from experiments.study.variants import Variant, variants
from sim.catalogue.municipality import Municipality
from sim.catalogue.sense import why_not
from sim.errors import InputError, nearest
from sim.input_file import InputFile, Place
from sim.outcomes.catalogue import COURSE_KEYS
from sim.parameters.load import ParameterSet, find, load_parameters
from sim.policy.scenario import STAFFS_NOBODY, LeverChange, Scenario
from sim.policy.settings import apply_settings

NO_LEVERS: Mapping[str, float] = {}
Policy = tuple[Scenario, Mapping[str, float]]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Skipped:
    """A scenario that makes no sense in a municipality, and why."""

    municipality: str
    scenario: str
    reason: str


class Builder:
    """Makes the cells of a definition; problems point at the line of the file."""

    def __init__(self, definition: DefinitionFile, file: InputFile, lookup: Lookup) -> None:
        self.definition, self.file, self.lookup = definition, file, lookup
        self.skipped: list[Skipped] = []
        self.parameters, changes = self._settings()
        self.changes: tuple[LeverChange, ...] = tuple(changes)
        self.series = self._series()
        self.common = self._common()

    def cells(self) -> tuple[Cell, ...]:
        """Every cell: municipality by municipality, variant by variant, point by point."""
        structures, points, designs = self._variants(), self._points(), self._lever_points()
        self._check_apart(structures, points, designs)
        areas = [self._area(number, designs) for number in range(len(self.definition.municipalities))]
        self._check_once([a.municipality.key for a in areas if a is not None], "municipalities")
        worlds = [(a, v, p) for a in areas if a is not None for v in structures for p in points]
        if not worlds:
            raise self.file.error("no scenario makes sense in any of the municipalities", ("municipalities",))
        return self._numbered(worlds)

    def _numbered(self, worlds: Sequence[tuple[Area, Variant, tuple[int, Point]]]) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        offset = 0
        for number, (area, variant, (point, values)) in enumerate(worlds):
            cells.append(Cell(number, offset, area, variant, point, values, self.common))
            offset += len(area.scenarios)
        return tuple(cells)

    def _common(self) -> Common:
        written = self.definition
        if written.draws != "point" and written.replications % REPLICATIONS_PER_DRAW:
            allowed = f"a multiple of {REPLICATIONS_PER_DRAW}: so many replications share a draw"
            raise self.file.error(
                "a draw is run in part", ("replications",), value=written.replications, allowed=allowed
            )
        return Common(
            self.parameters,
            written.replications,
            written.seed,
            float(written.years),
            written.draws,
            written.engine,
            tuple(written.settings),
        )

    def _settings(self) -> tuple[ParameterSet, list[LeverChange]]:
        try:
            return apply_settings(load_parameters(), self.definition.settings)
        except InputError as caught:
            caught.file, caught.line = self.file.name, self.file.line(("settings",))
            raise

    def _series(self) -> tuple[str, ...]:
        wanted = self.definition.keep.series
        if wanted == "all":
            return COURSE_KEYS
        if wanted == "none":
            return ()
        self._known(wanted, COURSE_KEYS, ("keep", "series"), "unknown monthly outcome")
        self._check_once(wanted, "keep", "series")
        return tuple(key for key in COURSE_KEYS if key in wanted)

    def _known(self, names: Sequence[str], valid: Sequence[str], place: Place, message: str) -> None:
        for number, name in enumerate(names):
            if name not in valid:
                shown = ", ".join(valid[:12]) + (" ..." if len(valid) > 12 else "")
                near = nearest(name, valid)
                raise self.file.error(message, (*place, number), value=name, allowed=shown, near=near)

    def _check_once(self, names: Sequence[str], *place: str) -> None:
        for number, name in enumerate(names):
            if name in names[:number]:
                raise self.file.error("named twice", place, value=name, allowed="each once")

    def _variants(self) -> list[Variant]:
        wanted, known = self.definition.structure.variants, variants()
        self._known(wanted, tuple(known), ("structure", "variants"), "unknown structural variant")
        self._check_once(wanted, "structure", "variants")
        return [known[key] for key in wanted]

    def _points(self) -> list[tuple[int, Point]]:
        designs = self.definition.parameters
        seed, base = self.definition.seed, self.parameters
        found = [p for n, d in enumerate(designs) for p in parameter_points(d, n, seed, base, self.file)]
        return list(enumerate(found)) if found else [(POINT, {})]

    def _lever_points(self) -> list[list[Mapping[str, float]]]:
        designs = enumerate(self.definition.levers)
        return [list(lever_points(design, n, self.definition.seed, self.file)) for n, design in designs]

    def _check_apart(
        self,
        structures: Sequence[Variant],
        points: Sequence[tuple[int, Point]],
        designs: Sequence[Sequence[Mapping[str, float]]],
    ) -> None:
        """A parameter or lever is set in one place only: otherwise a reader cannot tell which value holds."""
        given = {f"{find(key)[0].addresses[element]}" for key, element in self.parameters.given}
        by_variant = {name for variant in structures for name, _ in variant.values}
        by_design = {address for _, values in points for address in values}
        levers = {change.lever.name.lower() for change in self.changes}
        by_levers = {name for design in designs for values in design for name in values}
        for twice, places in (
            (given & by_design, "settings and a design"),
            (given & by_variant, "settings and a structural variant"),
            (by_variant & by_design, "a structural variant and a design"),
            (levers & by_levers, "settings and a design"),
        ):
            if twice:
                raise self.file.error(f"is set by {places}", value=min(twice), allowed="one of them")

    def _area(self, number: int, designs: Sequence[Sequence[Mapping[str, float]]]) -> Area | None:
        """A municipality with its policies; None where the base makes no sense."""
        name = self.definition.municipalities[number]
        place: Place = ("municipalities", number)
        area = self._found(self.lookup.municipality, name, place)
        if self.definition.draws == "posterior" and area.posterior:
            read_posterior(Path(area.posterior))
        kept: list[Policy] = []
        policies = self._policies(area, designs)
        for scenario, levers in policies:
            reason = why_not(scenario, area)
            if reason is None:
                kept.append((scenario, levers))
                continue
            if self.definition.where_senseless == "refuse":
                raise self.file.error(reason, place, value=area.key, allowed='where_senseless = "skip" leaves it out')
            self.skipped.append(Skipped(area.key, scenario.key, reason))
        if not kept or kept[0][0].key != policies[0][0].key:
            self._skip_all(area, kept, policies[0][0])
            return None
        return Area(name, area, tuple(s for s, _ in kept), tuple(levers for _, levers in kept))

    def _skip_all(self, area: Municipality, kept: Sequence[Policy], base: Scenario) -> None:
        """Without the base nothing can be compared."""
        reason = f"the base, {base.name_en}, makes no sense there"
        self.skipped += [Skipped(area.key, scenario.key, reason) for scenario, _ in kept]

    def _policies(self, area: Municipality, designs: Sequence[Sequence[Mapping[str, float]]]) -> list[Policy]:
        """Named scenarios, then those of each design, in the order written."""
        names = self.definition.scenarios
        scenarios = {}
        for number, name in enumerate(names):
            found = self._found(lambda n: self.lookup.scenario(n, area), name, ("scenarios", number))
            scenarios[name] = with_levers(found, self.changes)
        policies: list[Policy] = [(scenarios[name], NO_LEVERS) for name in names]
        for number, (design, points) in enumerate(zip(self.definition.levers, designs, strict=True)):
            wanted = design.scenarios or names[:1]
            self._known(wanted, names, ("levers", number, "scenarios"), "not a scenario of this definition")
            policies += [(changed_scenario(scenarios[name], dict(p)), p) for name in wanted for p in points]
        self._check_policies([scenario for scenario, _ in policies])
        return policies

    def _check_policies(self, scenarios: Sequence[Scenario]) -> None:
        seen: set[str] = set()
        for scenario in scenarios:
            if scenario.key in seen:
                raise self.file.error("scenario comes twice", ("scenarios",), value=scenario.key, allowed="each once")
            if scenario.staffs_nobody:
                raise self.file.error(STAFFS_NOBODY, ("levers",), value=scenario.key)
            seen.add(scenario.key)

    def _found(self, load: Callable[[str], Kind], name: str, place: Place) -> Kind:
        """What a name stands for; a problem with the name itself is one of this file."""
        try:
            return load(name)
        except InputError as caught:
            if caught.file is None:
                raise self.file.error(
                    caught.message, place, value=name, allowed=caught.allowed, near=caught.nearest
                ) from None
            raise
