"""What the lists show: municipalities, scenarios, outcomes, parameters and levers as plain records."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sim.catalogue.load import is_path, load_municipality, load_scenario, municipality_keys, scenario_keys
from sim.catalogue.municipality import Municipality
from sim.catalogue.sense import why_not
from sim.errors import unknown
from sim.input_file import read_toml
from sim.outcomes.catalogue import END, OUTCOMES, RUN_KEYS, Outcome, find_outcome
from sim.parameters.load import find, load_records
from sim.parameters.schema import Record
from sim.policy.levers import LEVERS, LeverInfo
from sim.policy.projection import Projection
from sim.policy.scenario import LeverChange, Scenario
from sim.policy.settings import LEVER_PREFIX
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import Need

Plain = dict[str, Any]


def municipality_record(municipality: Municipality) -> Plain:
    """A municipality with its figures."""
    names = ("key", "name_en", "name_da", "summary_en", "summary_da", "source", "has_placement_target")
    return {
        **{name: getattr(municipality, name) for name in names},
        "parts": list(municipality.parts),
        "teams": [name for name, exists in asdict(municipality.teams).items() if exists],
        "figures": {key: asdict(figure) for key, figure in municipality.figures.items()},
    }


def scenario_record(scenario: Scenario) -> Plain:
    """A scenario with what it changes, when and for whom."""
    names = ("key", "name_en", "name_da", "source", "summary_en", "summary_da", "municipality", "variant_of")
    rules = scenario.eligibility
    return {
        **{name: getattr(scenario, name) for name in names},
        "assumed": list(scenario.assumed),
        "coverage": scenario.coverage.name.lower(),
        "share": scenario.share,
        "n_children": scenario.n_children,
        "n_families": scenario.n_families,
        "eligibility": {**asdict(rules), "lowest_need": Need(rules.lowest_need).name.lower()},
        "project": asdict(scenario.project) if scenario.project else None,
        "changes": [_change_record(change) for change in scenario.changes],
        "projections": [_projection_record(projection) for projection in scenario.projections],
        "makes_no_sense_in": _senseless(scenario),
    }


def _senseless(scenario: Scenario) -> Plain:
    """The municipalities in which it makes no sense, with the reason."""
    reasons = {key: why_not(scenario, load_municipality(key)) for key in municipality_keys()}
    return {key: reason for key, reason in reasons.items() if reason}


def _change_record(change: LeverChange) -> Plain:
    info = LEVERS[change.lever.name.lower()]
    value = info.names[int(change.value)] if info.names else change.value
    return {
        "lever": info.key,
        "name_en": info.name_en,
        "name_da": info.name_da,
        "value": value,
        "unit": info.unit,
        "start_months": _months(change.start_days),
        "ramp_months": _months(change.ramp_days),
        "end_months": None if change.end_days is None else _months(change.end_days),
    }


def _projection_record(projection: Projection) -> Plain:
    return {
        "kind": projection.kind.value,
        "values": list(projection.values_dkk),
        "unit": "DKK",
        "year": projection.first_year,
        "calendar_year": projection.calendar_year,
        "price_year": projection.price_year,
        "source": projection.source,
    }


def _months(days: float) -> float:
    return round(days / DAYS_PER_MONTH, 3)


def outcome_record(outcome: Outcome) -> Plain:
    """An outcome with its definition."""
    return {**asdict(outcome), "has_end": outcome.has_end, "has_course": outcome.has_course}


def parameter_record(record: Record) -> Plain:
    """A parameter with its evidence."""
    names = (
        "key",
        "name_en",
        "name_da",
        "process",
        "value",
        "unit",
        "meaning",
        "source",
        "grade",
        "population",
        "year",
    )
    return {
        **{name: getattr(record, name) for name in names},
        "prior": record.prior_text,
        "bounds": list(record.bounds),
        "labels": [list(axis) for axis in record.axes],
        "addresses": list(record.addresses),
    }


def lever_record(info: LeverInfo) -> Plain:
    """A lever with its bounds and its value under the status quo."""
    usual = info.names[int(info.usual)] if info.names else info.usual
    return {
        "key": LEVER_PREFIX + info.key,
        "name_en": info.name_en,
        "name_da": info.name_da,
        "meaning": info.meaning_en,
        "unit": info.unit,
        "usual": info.usual_from or usual,
        "bounds": [info.low, info.high],
        "allowed": list(info.names),
        "may_differ_by_arm": info.by_arm,
        "source": "a lever of the model; scenarios cite their own sources",
    }


def _municipalities() -> list[Plain]:
    return [municipality_record(load_municipality(key)) for key in municipality_keys()]


def _scenarios() -> list[Plain]:
    return [scenario_record(load_scenario(key)) for key in scenario_keys(with_generated=True)]


def _outcomes() -> list[Plain]:
    return [outcome_record(outcome) for outcome in OUTCOMES.values()]


def _parameters() -> list[Plain]:
    return [parameter_record(record) for record in load_records().values()]


RECORDS_OF: dict[str, Callable[[], list[Plain]]] = {
    "municipalities": _municipalities,
    "scenarios": _scenarios,
    "outcomes": _outcomes,
    "parameters": _parameters,
}


def find_record(key: str) -> tuple[str, Plain]:
    """What a key, or a file of one's own, names: its kind and its record."""
    if is_path(key):
        return _record_of_file(key)
    if key in municipality_keys():
        return "municipality", municipality_record(load_municipality(key))
    if key in scenario_keys(with_generated=True):
        return "scenario", scenario_record(load_scenario(key))
    if key.removesuffix(END) in OUTCOMES:
        return "outcome", outcome_record(find_outcome(key))
    if key.split(".")[0] in load_records():
        return "parameter", parameter_record(find(key)[0])
    name = key.removeprefix(LEVER_PREFIX)
    if name in LEVERS:
        return "lever", lever_record(LEVERS[name])
    raise _unknown(key)


def _record_of_file(path: str) -> tuple[str, Plain]:
    if "figures" in read_toml(path).data:
        return "municipality", municipality_record(load_municipality(path))
    return "scenario", scenario_record(load_scenario(path))


def _unknown(key: str) -> Exception:
    levers = [LEVER_PREFIX + name for name in LEVERS]
    known = [*municipality_keys(), *scenario_keys(with_generated=True), *OUTCOMES, *RUN_KEYS, *load_records(), *levers]
    error = unknown("key", key, known)
    error.allowed = "keys that `sagstal municipalities`, `scenarios`, `outcomes` and `parameters` list, and lever.NAME"
    return error
