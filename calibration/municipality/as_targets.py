"""A municipality's own figures as targets: outcome, value in its unit, and how far a count may be from the truth.

A target that cannot be put on the scale of a fit (none counted, all in time) is kept for comparison.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from calibration.municipality.as_municipality import to_municipality
from calibration.municipality.between import residents
from calibration.municipality.fields import TYPES, load_fields
from calibration.municipality.own import OwnFigures
from calibration.targets.load import Targets
from calibration.targets.schema import TargetRecord, Window
from sim.catalogue.municipality import Municipality
from sim.outcomes.catalogue import END, find_outcome

TURNOVER = "worker_turnover"


@dataclass(frozen=True)
class _Error:
    """Reporting error of a count or share: relative to it, and at least so much [children, events; share]."""

    relative: float
    least: float
    reason: str


_STOCK = _Error(0.01, 0.5, "later publications revise the stock by about 1 %")
_TYPE = _Error(0.03, 1.0, "types are re-categorised: about 3 %, at least one child")
_SHARE = _Error(0.0, 0.03, "what counts as held in time differs between case systems")
ERRORS = {
    "placed_0_17": _STOCK,
    "placed_0_22": _STOCK,
    "placement_starts": _Error(0.1, 1.0, "re-starts and changes of place may be among them"),
    "notifications": _Error(0.02, 1.0, "late registration: two publications of a year differ by about 2 %"),
    "children_notified": _Error(0.05, 1.0, "publications of the same year differ by up to a tenth"),
    "preventive_children": _Error(0.075, 1.0, "placed children with a preventive measure beside may be among them"),
    "assessments_within_4_months": _SHARE,
    "first_followups_within_3_months": _SHARE,
    "impairment_cases": _Error(0.1, 1.0, "what is a case of its own differs between municipalities"),
    **dict.fromkeys(TYPES, _TYPE),
}
# staff counted in persons while posts are full time
_TURNOVER_ERROR = _Error(0.1, 0.5, "persons who left over full-time posts")
# spread of residents aged 18-22 where they are assumed, as a share of those aged 0-22
_ASSUMED_RESIDENTS = 0.05


def to_targets(own: OwnFigures) -> Targets:
    """Targets of the figures that the model has an outcome for, by key."""
    area = to_municipality(own)
    found = {name: _target(own, area, name) for name in own.values if load_fields()[name].outcome}
    if own.has("caseworkers_left", "caseworker_posts"):
        found[TURNOVER] = _turnover(own)
    return {f"{own.key}-{name.replace('_', '-')}": record for name, record in found.items()}


def _target(own: OwnFigures, area: Municipality, name: str) -> TargetRecord:
    info, error, given = load_fields()[name], ERRORS[name], own.values[name]
    scale, whole, spread = 1.0, 1.0, 0.0
    if find_outcome(info.outcome).unit.startswith("per 1,000"):
        scale, (whole, spread) = 1000.0, _residents(own, area, info.per)
    # in this order: all residents give 1,000 exactly
    value = scale * given / whole
    sd = math.hypot(scale * max(error.relative * given, error.least) / whole, spread * value)
    reason = error.reason + (f"; residents aged 18-22 assumed, {100 * spread:g} %" if spread else "")
    count = round(given) if info.is_whole else None
    return _record(own, info.outcome, info.meaning_en, value, sd, reason, count, (name,))


def _residents(own: OwnFigures, area: Municipality, per: str) -> tuple[float, float]:
    """Residents that a rate is of, and the spread of the rate [share] where they are assumed."""
    known = residents(per, own.values)
    if known is not None:
        return known, 0.0
    return float(area.residents_0_17 + area.residents_18_22), _ASSUMED_RESIDENTS


def _turnover(own: OwnFigures) -> TargetRecord:
    left, posts, error = own.values["caseworkers_left"], own.values["caseworker_posts"], _TURNOVER_ERROR
    sd = max(error.relative * left, error.least) / posts
    names = ("caseworkers_left", "caseworker_posts")
    return _record(own, TURNOVER, "filled posts of caseworkers", left / posts, sd, error.reason, round(left), names)


def _record(
    own: OwnFigures,
    outcome: str,
    population: str,
    value: float,
    sd: float,
    reason: str,
    count: int | None,
    names: tuple[str, ...],
) -> TargetRecord:
    is_share = find_outcome(outcome).unit == "share"
    return TargetRecord(
        outcome=outcome,
        municipality=own.key,
        age_band=_ages(names[0]),
        window=_window(outcome),
        population=population,
        era=own.date.isoformat() if outcome.endswith(END) else _year_before(own.date),
        value=value,
        unit=find_outcome(outcome).unit,
        error_kind="reporting",
        reporting_error=sd,
        error_reason=reason,
        count=count,
        source=own.source(*names),
        grade="document",
        use="fit" if value > 0.0 and not (is_share and value >= 1.0) else "check",
    )


def _window(outcome: str) -> Window:
    return "stock" if outcome.endswith(END) else "flow"


def _ages(name: str) -> str:
    if name == "caseworkers_left":
        return "none"
    is_young = name in (*TYPES, "placed_0_22", "preventive_children", "first_followups_within_3_months")
    return "0-22" if is_young else "0-17"


def _year_before(day: date) -> str:
    """The calendar year if the twelve months up to the day are one, give or take a day, else both years."""
    last = day if day.month == 12 else day - timedelta(days=1)
    return str(last.year) if (last.month, last.day) == (12, 31) else f"{day.year - 1}-{day.year}"
