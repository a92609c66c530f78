"""Whole-family coordination: what it saves and takes of a desk's hours, what it costs, and what it may change.

A coordinator without authority stands beside the caseworkers and costs money; one worker for all takes the adults'
cases along, has to learn the other law, and needs no coordination between colleagues.
"""

import math

from sim.jit import jit
from sim.policy.levers import Lever
from sim.vocabulary import Employment, WholeFamily


@jit("f8(P,i8)")
def coordinated_share(p, mode: int) -> float:
    """Share of the full effect of coordination: all with one worker, less with a coordinator without authority."""
    if mode == WholeFamily.OFF:
        return 0.0
    return 1.0 if mode == WholeFamily.ONE_WORKER else p[0].coordinator_share


@jit("f8(P,f8[])")
def employment_gain(p, levers) -> float:
    """Factor on leaving benefits for work or education."""
    coordinated = coordinated_share(p, int(levers[Lever.WHOLE_FAMILY]))
    effort = p[0].employment_effort_effect * levers[Lever.PARENTS_EMPLOYMENT_EFFORT]
    return 1.0 + effort + p[0].coordination_employment_effect * coordinated


@jit("f8(P,f8[])")
def coping_gain(p, levers) -> float:
    """Factor on the recovery of parents' coping."""
    coordinated = coordinated_share(p, int(levers[Lever.WHOLE_FAMILY]))
    ambassador = p[0].ambassador_coping_effect * levers[Lever.FAMILY_AMBASSADOR]
    return 1.0 + ambassador + p[0].coordination_coping_effect * coordinated


@jit("f8(P,f8[])")
def readiness_gain(p, levers) -> float:
    """Factor on the rate at which parents of a placed child become ready to have it home."""
    return 1.0 + p[0].ambassador_readiness_effect * levers[Lever.FAMILY_AMBASSADOR]


@jit("i8(P,f8[],i8)")
def effort_ore_per_day(p, levers, employment: int) -> int:
    """What is spent on a family with an open case [øre per day], rounded to whole øre so that sums are exact."""
    ore = p[0].ambassador_ore_per_day * levers[Lever.FAMILY_AMBASSADOR]
    if int(levers[Lever.WHOLE_FAMILY]) == WholeFamily.COORDINATOR:
        ore += p[0].coordinator_ore_per_day
    if employment == Employment.BENEFITS:
        ore += p[0].employment_effort_ore_per_day * levers[Lever.PARENTS_EMPLOYMENT_EFFORT]
    return int(math.floor(ore + 0.5))


# ---- a desk's hours
@jit("f8(P,i8)")
def saved_cases(p, mode: int) -> float:
    """Background time saved on a further case of a family at the same desk, in cases."""
    return p[0].whole_family_saving_share * coordinated_share(p, mode)


@jit("f8(P,f8,f8)")
def learned_speed(p, share: float, days: float) -> float:
    """Factor on the speed of a desk with this share of its cases under one worker, so many days after that began."""
    left = max(1.0 - days / p[0].whole_family_learning_days, 0.0)
    return 1.0 - share * (1.0 - p[0].whole_family_first_speed) * left


# ---- who is there for a family
@jit("i8(i8,i8,i8)")
def n_beside_desks(mode: int, employment: int, n_adult_cases: int) -> int:
    """Professionals a family has beside its children's caseworkers: those of the adults' cases, and a coordinator."""
    adults = n_adult_cases if employment == Employment.BENEFITS and mode != WholeFamily.ONE_WORKER else 0
    return adults + (1 if mode == WholeFamily.COORDINATOR else 0)


# ---- admission
@jit("f8(P,f8)")
def next_admission(p, now: float) -> float:
    """Day of the next meeting that admits families to a project."""
    meetings = math.floor(now / p[0].admission_interval_days)
    return (meetings + 1.0) * p[0].admission_interval_days
