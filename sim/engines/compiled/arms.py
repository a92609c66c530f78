"""Arms: whom a policy covers, child by child."""

from sim.engines.compiled.children import count, refresh
from sim.jit import inner
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Coverage, Employment, Measure


@inner("b1(W,i8)")
def is_eligible(w, c):
    """Whether the policy can cover this child now."""
    g = w.g[0]
    child = w.child[c]
    age = (g.now - child.born) / DAYS_PER_YEAR
    if age < g.age_from or age >= g.age_to or child.need < g.lowest_need:
        return False
    if g.only_impaired == 1 and child.impaired == 0:
        return False
    if g.only_placed == 1 and child.measure < Measure.NETWORK_CARE:
        return False
    return g.only_benefits == 0 or w.family[child.family].employment == Employment.BENEFITS


@inner("b1(W,i8)")
def in_covered_district(w, c):
    """Whether the child's family lives in one of the districts that the policy covers."""
    g = w.g[0]
    district = w.family[w.child[c].family].district
    return (district - g.first_district + g.n_districts) % g.n_districts < g.covered_districts


@inner("i8(W,i8)")
def arm_of(w, c):
    """Arm of a child: 1 if the policy covers it, 0 if not (or before the policy)."""
    g = w.g[0]
    if g.now < 0.0 or g.coverage == Coverage.NOBODY:
        return 0
    if g.coverage == Coverage.LOTTERY:
        return w.child[c].lottery
    if g.coverage == Coverage.DISTRICTS and not in_covered_district(w, c):
        return 0
    return 1 if is_eligible(w, c) else 0


@inner("void(W,i8)")
def set_arm(w, c):
    """Bring a child's arm up to date."""
    arm = arm_of(w, c)
    child = w.child[c]
    if arm == child.arm:
        return
    count(w, c, -1)
    child.arm = arm
    count(w, c, 1)
    refresh(w, c)


@inner("void(W)")
def set_arms(w):
    """Bring every child's arm up to date."""
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0:
            set_arm(w, c)
