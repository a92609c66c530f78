"""What both engines start from: a municipality, parameters and a scenario as plain numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.catalogue.municipality import Municipality
from sim.errors import InputError
from sim.parameters.load import ParameterSet
from sim.policy.levers import LEVERS, Lever, usual_levers
from sim.policy.scenario import LeverChange, Scenario
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import N_DISTRICTS_MOST

FRAILTY_POINTS = 1025
_SAME_DAY = 1e-6  # days: a ramp of whole months has no step just before its last
_INFO = {info.lever: info for info in LEVERS.values()}
# what can be seen of a child from outside, whichever engine runs; sorted by id
_SEEN = "id family district need impairment measure status arm desk"
SEEN = np.dtype([*((name, "i8") for name in _SEEN.split()), ("born", "f8"), ("placed_since", "f8")])


@dataclass(frozen=True)
class Part:
    """A part of a municipality (most have one): its share of the families and its own levels."""

    share: float
    level: float
    notification: float
    impairment: float
    propensity: float
    benefits: float
    migrant_benefits: float
    emigration_per_day: float


@dataclass(frozen=True)
class Setup:
    """Everything an engine needs to know about a municipality."""

    residents: float
    homes_usual: float
    growth_per_day: float
    n_districts: int
    n_schools: float
    n_day_cares: float
    by_age: bool
    impairment_team: bool
    reception_team: bool
    assessment_team: bool
    parts: tuple[Part, ...]
    levers: NDArray[np.float64]
    frailty: NDArray[np.float64]
    parameters: NDArray[Any]


@dataclass(frozen=True)
class LeverStep:
    """A lever takes a value at a time; arm -1 is both arms."""

    time: float
    arm: int
    lever: int
    value: float


@dataclass(frozen=True)
class Plan:
    """A scenario as an engine carries it out: arms are drawn at time 0, the policy begins with its first step.

    `staffs_all`: levers of staffing set the posts of all teams; else those of the covered children's own team.
    """

    steps: tuple[LeverStep, ...]
    begins: float
    coverage: int
    covered_districts: int
    first_district: int
    staffs_all: bool
    scenario: Scenario


def frailty_table(shape: float) -> NDArray[np.float64]:
    """Quantiles of the gamma distribution with mean 1, rescaled so that the interpolated table has mean 1."""
    u = np.linspace(0.0, 1.0, FRAILTY_POINTS)
    u[-1] = 1.0 - 0.25 / FRAILTY_POINTS
    table = stats.gamma.ppf(u, shape, scale=1.0 / shape)
    return np.asarray(table / np.mean(0.5 * (table[1:] + table[:-1])))


def _part(municipality: Municipality, share: float, elasticity: float) -> Part:
    return Part(
        share=share,
        level=municipality.socioeconomic_level**elasticity,
        notification=municipality.notification_level,
        impairment=municipality.impairment_level,
        propensity=municipality.residential_propensity,
        benefits=municipality.p_family_on_benefits,
        migrant_benefits=municipality.p_migrant_family_on_benefits,
        emigration_per_day=municipality.emigration_per_year / DAYS_PER_YEAR,
    )


def _n_districts(municipality: Municipality) -> int:
    """School districts of a municipality; the ledger has room for so many."""
    n = municipality.n_districts
    if not 1 <= n <= N_DISTRICTS_MOST:
        allowed = f"1 to {N_DISTRICTS_MOST} school districts"
        raise InputError("out of bounds", field="figures.n_districts.value", value=n, allowed=allowed)
    return n


def make_setup(municipality: Municipality, parameters: ParameterSet) -> Setup:
    """The numbers of a municipality under a set of parameters."""
    parts = municipality.part_municipalities()
    total = sum(p.residents_0_17 for p in parts)
    teams = municipality.teams
    elasticity = parameters.value("socioeconomic_elasticity")
    return Setup(
        residents=float(municipality.residents_0_17),
        homes_usual=municipality.foster_homes_per_1000 * municipality.residents_0_17 / 1000.0,
        growth_per_day=municipality.growth_per_year / DAYS_PER_YEAR,
        n_districts=_n_districts(municipality),
        n_schools=float(max(municipality.schools, 1)),
        n_day_cares=float(municipality.day_care_institutions),
        by_age=teams.by_age,
        impairment_team=teams.impairment,
        reception_team=teams.reception or teams.acute,
        assessment_team=teams.assessment,
        parts=tuple(_part(p, p.residents_0_17 / total, elasticity) for p in parts),
        levers=usual_levers(
            municipality.caseload, parameters.value("place_wait_days"), parameters.value("protected_share")
        ),
        frailty=frailty_table(parameters.value("frailty_shape")),
        parameters=parameters.pack(),
    )


def _ramp_days(change: LeverChange) -> list[float]:
    """Days after its start on which a change takes a step: every month of its ramp, and the ramp's last day."""
    months: list[float] = []
    while (len(months) + 1) * DAYS_PER_MONTH < change.ramp_days - _SAME_DAY:
        months.append((len(months) + 1) * DAYS_PER_MONTH)
    return [*months, change.ramp_days]


def _course(change: LeverChange, before: float, usual: float) -> list[LeverStep]:
    """The steps of one change: at once or by a ramp in a straight line, and back to the usual value at its end."""
    arm = 1 if _INFO[change.lever].by_arm and not change.for_everybody else -1
    days = _ramp_days(change)
    values = [before + (change.value - before) * day / change.ramp_days for day in days[:-1]] + [change.value]
    lever, start = int(change.lever), change.start_days
    steps = [LeverStep(start + day, arm, lever, v) for day, v in zip(days, values, strict=True)]
    if change.end_days is not None:
        steps = [s for s in steps if s.time < change.end_days]
        steps.append(LeverStep(change.end_days, arm, lever, usual))
    return steps


def _lever_course(changes: Sequence[LeverChange], usual: float) -> list[LeverStep]:
    """The steps of one lever: from its start on a later change counts, and no step of an earlier one any more."""
    steps: list[LeverStep] = []
    for change in sorted(changes, key=lambda c: c.start_days):
        before = [s for s in steps if s.time <= change.start_days]
        course = _course(change, before[-1].value if before else usual, usual)
        steps = [s for s in before if s.time < course[0].time] + course
    return steps


def lever_steps(changes: Sequence[LeverChange], usual: NDArray[np.float64]) -> tuple[LeverStep, ...]:
    """Dated steps in order; those that set the value a lever has already are dropped."""
    steps: list[LeverStep] = []
    for lever in Lever:
        value = float(usual[1, lever])
        for step in _lever_course([c for c in changes if c.lever == lever], value):
            if step.value != value:
                steps.append(step)
                value = step.value
    return tuple(sorted(steps, key=lambda s: (s.time, s.lever)))


def _begins(scenario: Scenario, steps: Sequence[LeverStep]) -> float:
    """Day on which the policy begins: with its first step; a project with its first change, or at once without one."""
    if scenario.project is not None and not scenario.only_labels:
        return min((change.start_days for change in scenario.changes), default=0.0)
    return steps[0].time if steps else math.inf


def make_plan(scenario: Scenario, setup: Setup) -> Plan:
    """A scenario as dated steps. One that changes nothing is the status quo: it never begins.

    Where the coverage is labels only, levers act on everybody: they are those of a base that covers all.
    """
    steps = lever_steps(scenario.changes, setup.levers)
    if scenario.only_labels:
        steps = tuple(replace(step, arm=-1) for step in steps)
    return Plan(
        steps=steps,
        begins=_begins(scenario, steps),
        coverage=int(scenario.coverage),
        covered_districts=max(1, round(scenario.share * setup.n_districts)),
        first_district=scenario.first_district % setup.n_districts,
        staffs_all=scenario.staffs_all or scenario.only_labels,
        scenario=scenario,
    )
