"""Births, in-migrants and families: exogenous streams, so that one family more changes nothing for the others.

A family lives in the model from its first birth until `span_days` later, when its last possible child is 23. Families
leave at a constant rate, and families of any age move in at the rate that replaces them: the expected number of
children of every age is then constant, without any feedback.
"""

from sim.distributions import between, category
from sim.jit import jit
from sim.units import DAYS_PER_YEAR

MAX_CHILDREN = 4
ADULT_DAYS = 18 * DAYS_PER_YEAR
AFTERCARE_LIMIT_DAYS = 23 * DAYS_PER_YEAR

BIRTH_FAMILY = 4194304  # 2^22: a child's id is 4 x its family's id + its number, so births are 2^24 + k
MIGRANT_FAMILY = 8388608  # 2^23: in-migrants are 2^25 + k


@jit("i8(P,f8)")
def family_size(p, u: float) -> int:
    """Number of children that a family will have (1-4)."""
    return 1 + category(u, p[0].family_size_share[:])


@jit("f8(P,f8)")
def sibling_spacing_days(p, u: float) -> float:
    """Days between two births in a family."""
    return between(u, p[0].sibling_spacing_min_days, p[0].sibling_spacing_max_days)


@jit("f8(P)")
def mean_family_size(p) -> float:
    """Expected number of children per family."""
    total = 0.0
    weighted = 0.0
    for i in range(4):
        total += p[0].family_size_share[i]
        weighted += (i + 1) * p[0].family_size_share[i]
    return weighted / total


@jit("f8(P)")
def span_days(p) -> float:
    """Days from a family's first birth until its last possible child is 23."""
    return 23 * DAYS_PER_YEAR + 3 * p[0].sibling_spacing_max_days


@jit("f8(P,f8)")
def new_families_per_day(p, residents_0_17: float) -> float:
    """Rate of first births that holds the expected number of residents aged 0-17."""
    return residents_0_17 / (mean_family_size(p) * ADULT_DAYS)


@jit("f8(P,f8,f8)")
def in_migrants_per_day(p, residents_0_17: float, emigration_per_day: float) -> float:
    """Rate of in-migrating families that replaces those who leave, at every family age."""
    return new_families_per_day(p, residents_0_17) * span_days(p) * emigration_per_day
