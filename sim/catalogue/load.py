"""Municipalities and scenarios by key, or from one's own file: whatever is wrong is one InputError."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim.catalogue.municipality import Figure, Municipality, Teams
from sim.catalogue.projections import projections
from sim.catalogue.schema import ChangeTable, MunicipalityFile, SameAsFile, ScenarioFile
from sim.errors import InputError, nearest, unknown
from sim.input_file import InputFile, Place, read_toml, validate
from sim.policy.levers import Lever
from sim.policy.scenario import STAFFING, STAFFS_NOBODY, Eligibility, LeverChange, Project, Scenario
from sim.policy.settings import find_lever, lever_value
from sim.units import to_inside
from sim.vocabulary import Coverage, Need

FOLDER = Path(__file__).resolve().parent
MUNICIPALITIES = FOLDER / "municipalities"
SCENARIOS = FOLDER / "scenarios"
# where a scenario without a municipality of its own runs by default
DEFAULT_MUNICIPALITY = "ishoej"
FEWEST_CASES, MOST_CASES = 10, 45

_CASELOAD = re.compile(r"caseload-(\d{1,9})")


def _keys(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


@cache
def municipality_keys() -> tuple[str, ...]:
    """Keys of the municipalities that come with the package."""
    return _keys(MUNICIPALITIES)


@cache
def scenario_keys(with_generated: bool = False) -> tuple[str, ...]:
    """Keys of the scenarios that come with the package; `with_generated` adds caseload-10 ... caseload-45."""
    generated = tuple(f"caseload-{n}" for n in range(FEWEST_CASES, MOST_CASES + 1)) if with_generated else ()
    return _keys(SCENARIOS) + generated


def is_path(key_or_path: str | Path) -> bool:
    """Whether a file is meant: something with a path separator, or ending in .toml."""
    text = str(key_or_path)
    return isinstance(key_or_path, Path) or "/" in text or "\\" in text or text.endswith(".toml")


def _own_file(path: str | Path) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def load_municipality(key_or_path: str | Path) -> Municipality:
    """A municipality by key, or from one's own file."""
    if is_path(key_or_path):
        return _read_municipality(_own_file(key_or_path))
    return _shipped_municipality(str(key_or_path))


@cache
def _shipped_municipality(key: str) -> Municipality:
    if key not in municipality_keys():
        raise unknown("municipality", key, municipality_keys())
    return _read_municipality(MUNICIPALITIES / f"{key}.toml")


def _read_municipality(path: Path) -> Municipality:
    file = read_toml(path)
    written = validate(MunicipalityFile, file)
    figures = {key: Figure(**getattr(written.figures, key).model_dump()) for key in type(written.figures).model_fields}
    return Municipality(
        key=written.key,
        name_en=written.name_en,
        name_da=written.name_da,
        summary_en=written.summary_en,
        summary_da=written.summary_da,
        source=written.source,
        has_placement_target=written.has_placement_target,
        is_covered_area=written.is_covered_area,
        teams=Teams(**written.teams.model_dump(exclude={"note"})),
        figures=figures,
        parts=tuple(written.parts),
        loaded_parts=_parts(file, written),
        posterior=_posterior(path, file, written),
    )


def _posterior(path: Path, file: InputFile, written: MunicipalityFile) -> str:
    """The file of a municipality's own draws, which lies beside its own file; nothing where it has none."""
    if not written.posterior:
        return ""
    draws = path.resolve().parent / written.posterior
    if not draws.is_file():
        raise file.error("no such file", ("posterior",), value=written.posterior, allowed="a file beside this one")
    return str(draws)


def _parts(file: InputFile, written: MunicipalityFile) -> tuple[Municipality, ...]:
    """The parts of a municipality; a part has no parts of its own."""
    parts = []
    for place, key in enumerate(written.parts):
        others = [k for k in municipality_keys() if k != written.key]
        if key not in others:
            raise _not_in(file, ("parts", place), "unknown municipality", key, others)
        part = _shipped_municipality(key)
        if part.parts:
            raise file.error("a part cannot have parts of its own", ("parts", place), value=key)
        parts.append(part)
    return tuple(parts)


def _not_in(file: InputFile, place: Place, message: str, name: str, valid: Sequence[str]) -> InputError:
    return file.error(message, place, value=name, allowed=", ".join(valid), near=nearest(name, valid))


def load_scenario(key_or_path: str | Path, municipality: str | Path | Municipality | None = None) -> Scenario:
    """A scenario by key, or from one's own file, as it runs in a municipality (by default the scenario's own)."""
    own = is_path(key_or_path)
    scenario = _read_scenario(_own_file(key_or_path)) if own else _shipped_scenario(str(key_or_path))
    place = municipality or scenario.municipality
    area = place if isinstance(place, Municipality) else load_municipality(place)
    if scenario.coverage == Coverage.DISTRICTS and area.is_covered_area:
        return _with(scenario, coverage=Coverage.ALL, share=1.0)
    return scenario


def _with(scenario: Scenario, **changed: Any) -> Scenario:
    return Scenario(**{**vars(scenario), **changed})


@cache
def _shipped_scenario(key: str) -> Scenario:
    number = _CASELOAD.fullmatch(key)
    if number:
        return _caseload_scenario(key, int(number[1]))
    if key not in scenario_keys():
        raise _unknown_scenario(key)
    return _read_scenario(SCENARIOS / f"{key}.toml")


def _unknown_scenario(key: str) -> InputError:
    error = unknown("scenario", key, scenario_keys())
    error.allowed = f"{', '.join(scenario_keys())}, caseload-{FEWEST_CASES} to caseload-{MOST_CASES}"
    error.nearest = nearest(key, scenario_keys(with_generated=True))
    return error


def _caseload_scenario(key: str, cases: int) -> Scenario:
    """Status quo with another caseload from policy start."""
    if not FEWEST_CASES <= cases <= MOST_CASES:
        allowed = f"caseload-{FEWEST_CASES} to caseload-{MOST_CASES}"
        near = min(max(cases, FEWEST_CASES), MOST_CASES)
        raise InputError("unknown scenario", value=key, allowed=allowed, nearest=f"caseload-{near}")
    return Scenario(
        key=f"caseload-{cases}",
        name_en=f"Caseload of {cases}",
        name_da=f"Sagstal på {cases}",
        source="a grid over the caseload, not a document's policy",
        summary_en=f"Status quo with {cases} open cases per established post of the case-holding teams.",
        summary_da=f"Som i dag, men med {cases} sager pr. normeret stilling i de sagsbærende team.",
        assumed=("posts are set once, as open cases at policy start divided by the caseload, and not adjusted later",),
        municipality=DEFAULT_MUNICIPALITY,
        changes=(LeverChange(Lever.CASELOAD, float(cases)),),
    )


def _read_scenario(path: Path) -> Scenario:
    file = read_toml(path)
    if "same_as" in file.data:
        return _read_same_as(file)
    written = validate(ScenarioFile, file)
    _check_names(file, written)
    scenario = _scenario(file, written)
    if scenario.staffs_nobody:
        number = next(n for n, change in enumerate(scenario.changes) if change.lever in STAFFING)
        raise file.error(STAFFS_NOBODY, ("changes", number, "lever"), value=written.changes[number].lever)
    return scenario


def _scenario(file: InputFile, written: ScenarioFile) -> Scenario:
    return Scenario(
        key=written.key,
        name_en=written.name_en,
        name_da=written.name_da,
        source=written.source,
        summary_en=written.summary_en,
        summary_da=written.summary_da,
        assumed=tuple(written.assumed),
        municipality=written.municipality or DEFAULT_MUNICIPALITY,
        variant_of=written.variant_of,
        coverage=Coverage[written.coverage.kind.upper()],
        share=written.coverage.share,
        n_children=written.coverage.n_children,
        n_families=written.coverage.n_families,
        eligibility=_eligibility(written),
        project=Project(**written.project.model_dump()) if written.project else None,
        changes=_changes(file, written.changes),
        projections=projections(file, written, SCENARIOS),
    )


def _read_same_as(file: InputFile) -> Scenario:
    """A plain key that stands for one of its variants: the variant's content under its own key."""
    written = validate(SameAsFile, file)
    others = [key for key in scenario_keys() if key != written.key]
    if written.same_as not in others:
        raise _not_in(file, ("same_as",), "unknown scenario", written.same_as, others)
    target = SCENARIOS / f"{written.same_as}.toml"
    if "same_as" in read_toml(target).data:
        raise file.error("must name a scenario that is written out", ("same_as",), value=written.same_as)
    variant = _read_scenario(target)
    return _with(
        variant,
        key=written.key,
        name_en=written.name_en,
        name_da=written.name_da,
        summary_en=written.summary_en or variant.summary_en,
        summary_da=written.summary_da or variant.summary_da,
        variant_of="",
    )


def _check_names(file: InputFile, written: ScenarioFile) -> None:
    """The scenario and the municipality that a file names must exist."""
    if written.variant_of and written.variant_of not in scenario_keys():
        raise _not_in(file, ("variant_of",), "unknown scenario", written.variant_of, scenario_keys())
    if not written.municipality or is_path(written.municipality):
        return
    if written.municipality not in municipality_keys():
        raise _not_in(file, ("municipality",), "unknown municipality", written.municipality, municipality_keys())


def _eligibility(written: ScenarioFile) -> Eligibility:
    fields = written.eligibility.model_dump()
    fields["lowest_need"] = int(Need[fields["lowest_need"].upper()])
    return Eligibility(**fields)


def _changes(file: InputFile, tables: list[ChangeTable]) -> tuple[LeverChange, ...]:
    """Lever changes in the order written; one lever cannot change twice at the same time."""
    changes: list[LeverChange] = []
    for number, table in enumerate(tables):
        change = _change(file, ("changes", number), table)
        if any((c.lever, c.start_days) == (change.lever, change.start_days) for c in changes):
            raise file.error("lever is set twice at the same time", ("changes", number, "lever"), value=table.lever)
        changes.append(change)
    return tuple(changes)


def _change(file: InputFile, place: Place, table: ChangeTable) -> LeverChange:
    """One lever change, with the lever, the value and the unit checked."""
    try:
        info = find_lever(table.lever)
        value = lever_value(info, table.value)
    except InputError as caught:
        at = "lever" if caught.message.startswith("unknown lever") else "value"
        raise file.error(
            caught.message, (*place, at), value=caught.value, allowed=caught.allowed, near=caught.nearest
        ) from None
    if table.unit and table.unit != info.unit:
        raise file.error("wrong unit", (*place, "unit"), value=table.unit, allowed=info.unit)
    if info.names and table.ramp_months:
        raise file.error(
            "a choice cannot be reached gradually", (*place, "ramp_months"), value=table.ramp_months, allowed="0"
        )
    end = None if table.end_months is None else to_inside(table.end_months, "months")
    return LeverChange(
        info.lever,
        value,
        to_inside(table.start_months, "months"),
        to_inside(table.ramp_months, "months"),
        end,
        table.for_everybody,
    )
