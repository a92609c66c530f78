"""Nomination: so many families at any time, admitted jointly by lot, each replaced when its last case has closed."""

from sim.engines.compiled.arms import has_project, is_eligible, set_family_arms
from sim.engines.compiled.cases import desk_for_case, move_case
from sim.engines.compiled.clocks import family_draw, schedule, write_family
from sim.jit import inner
from sim.rules.whole_family import next_admission
from sim.vocabulary import Clock, Event, Status, Stream, Team


@inner("b1(W,i8)")
def can_be_nominated(w, f):
    """Whether a family has an eligible child with an open case, and is not in the project."""
    family = w.family[f]
    if family.nominated == 1 or family.n_open == 0:
        return False
    for i in range(4):
        c = family.members[i]
        if c >= 0 and w.child[c].status == Status.OPEN and is_eligible(w, c):
            return True
    return False


@inner("b1(W,i8,i8)")
def admitted_before(w, f, other):
    """Whether family f is admitted before another: by lot, drawn once for each."""
    if w.family[f].lot != w.family[other].lot:
        return w.family[f].lot < w.family[other].lot
    return w.family[f].id < w.family[other].id


@inner("i8(W)")
def next_nominated(w):
    """Family that is admitted next; -1 if none can be."""
    best = -1
    for f in range(w.g[0].n_families):
        if not can_be_nominated(w, f):
            continue
        if w.family[f].lot == 0.0:
            w.family[f].lot = family_draw(w, f, Stream.NOMINATION)
        if best < 0 or admitted_before(w, f, best):
            best = f
    return best


@inner("void(W,i8)")
def bring_to_project(w, f):
    """The family's open cases come to one worker of the project team, if there is one already."""
    g = w.g[0]
    if not has_project(w) or g.policy_begun == 0 or g.only_labels == 1 or g.team_n[Team.PROJECT] == 0:
        return
    for i in range(4):
        c = w.family[f].members[i]
        if c >= 0 and w.child[c].status == Status.OPEN and w.desk[w.child[c].desk].team != Team.PROJECT:
            move_case(w, c, desk_for_case(w, c), True)


@inner("void(W)")
def nominate(w):
    """Free places in the project go to families by lot; the next meeting looks again if some stay free."""
    g = w.g[0]
    while g.n_nominated < g.nomination_size:
        f = next_nominated(w)
        if f < 0:
            schedule(w, Clock.ADMISSION, 0, next_admission(w.p, g.now))
            return
        w.family[f].nominated = 1
        g.n_nominated += 1
        write_family(w, Event.FAMILY_ADMITTED, f, -1, float(g.n_nominated))
        set_family_arms(w, f)
        bring_to_project(w, f)
