"""Functional impairment, as far as need and placements for that reason go."""

from sim.distributions import exponential
from sim.jit import jit
from sim.vocabulary import Impairment


@jit("i8(P,f8,f8)")
def impairment(p, u: float, level: float) -> int:
    """Which impairment a child has or will have (0 none, 1 ADHD, 2 autism, 3 other)."""
    reached = 0.0
    for kind in range(1, 4):
        reached += p[0].impairment_share[kind] * level
        if u < reached:
            return kind
    return Impairment.NONE


@jit("f8(P,f8)")
def onset_days(p, u: float) -> float:
    """Age [day] at which the impairment shows: mostly before seven."""
    return exponential(u, p[0].impairment_onset_mean_days)


@jit("f8(P,i8)")
def p_reason_impairment(p, impairment_now: int) -> float:
    """Probability that a placement of this child is for the impairment rather than for social reasons."""
    return p[0].p_reason_impairment if impairment_now != Impairment.NONE else 0.0
