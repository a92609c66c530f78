"""Arms: whom a policy covers, child by child."""

from sim.engines.compiled.children import count, refresh
from sim.engines.compiled.clocks import schedule, write_family
from sim.engines.compiled.impairment import offer_coordination
from sim.engines.compiled.parents import settle_parents
from sim.jit import inner
from sim.rules.whole_family import next_admission
from sim.rules.workforce import team_of
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Clock, Coverage, Employment, Event, Measure, Team


@inner("b1(W,i8)")
def is_eligible(w, c):
    """Whether the policy can cover this child now."""
    g = w.g[0]
    child = w.child[c]
    age = (g.now - child.born) / DAYS_PER_YEAR
    needy = child.need >= g.lowest_need or (g.or_placed == 1 and child.measure >= Measure.NETWORK_CARE)
    if age < g.age_from or age >= g.age_to or not needy:
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
    if g.coverage == Coverage.NOMINATION:
        return w.family[w.child[c].family].nominated
    if g.coverage == Coverage.DISTRICTS and not in_covered_district(w, c):
        return 0
    return 1 if is_eligible(w, c) else 0


@inner("b1(W)")
def has_project(w):
    """Whether the policy has a project team (in a run of labels only, one that is never formed)."""
    return w.g[0].project_existing + w.g[0].project_new > 0


@inner("b1(W,i8)")
def takes_place(w, c):
    """Whether a case that opens takes a free place in the project of a lottery: an eligible child of a family team."""
    g = w.g[0]
    child = w.child[c]
    if g.coverage != Coverage.LOTTERY or g.arms_drawn == 0 or not has_project(w):
        return False
    if child.lottery == 1 or g.lottery_open >= g.lottery_size:
        return False
    team = team_of(g.by_age == 1, g.impairment_team == 1, child.band, child.impaired == 1, False)
    return (team == Team.CHILDREN or team == Team.YOUTH) and is_eligible(w, c)


@inner("void(W,i8)")
def count_place(w, c):
    """A case opens: it is covered if it takes a free place, and covered ones are counted."""
    if takes_place(w, c):
        w.child[c].lottery = 1
    w.g[0].lottery_open += w.child[c].lottery


@inner("void(W,i8)")
def move_arm(w, c):
    """Bring a child's arm up to date, without offers. While both arms have the same levers, no rate depends on it."""
    arm = arm_of(w, c)
    child = w.child[c]
    if arm == child.arm:
        return
    count(w, c, -1)
    child.arm = arm
    count(w, c, 1)
    if w.g[0].arms_differ == 1:
        refresh(w, c)
    settle_parents(w, child.family)


@inner("void(W,i8)")
def set_family_arms(w, f):
    """Bring the arms of a family's children up to date."""
    for i in range(4):
        if w.family[f].members[i] >= 0:
            set_arm(w, w.family[f].members[i])


@inner("void(W,i8)")
def discharge(w, f):
    """A family's last case has closed: it leaves the project, and the next admission fills its place."""
    g = w.g[0]
    if w.family[f].nominated == 0 or w.family[f].n_open > 0:
        return
    w.family[f].nominated = 0
    g.n_nominated -= 1
    write_family(w, Event.FAMILY_DISCHARGED, f, -1, float(g.n_nominated))
    set_family_arms(w, f)
    schedule(w, Clock.ADMISSION, 0, next_admission(w.p, g.now))


@inner("void(W,i8)")
def set_arm(w, c):
    """Bring a child's arm up to date; newly covered parents may be offered a coordinator."""
    move_arm(w, c)
    offer_coordination(w, c)


@inner("void(W)")
def set_arms(w):
    """Bring every child's arm up to date."""
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0:
            move_arm(w, c)
