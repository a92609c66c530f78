"""Impairment cases: opened and closed, services, lost earnings, coordinators, and the month's hours and money."""

from sim.engines.compiled.children import count, refresh
from sim.engines.compiled.clocks import cancel, child_draw, renew, write_child
from sim.engines.compiled.outreach import covered_share
from sim.jit import inner
from sim.outcomes.ledger import MICRO, Flow, Stock, add, shift
from sim.policy.levers import Lever
from sim.rules.impairment import (
    adviser_hours_per_day,
    adviser_posts,
    carries_impairment,
    coordination_hours_per_day,
    core_team_ore_per_day,
    covered,
    is_complex,
    is_offered,
    post_hours_per_day,
    posts_of_hours,
    relief,
    screening_ore_per_day,
    services,
    shortage_hours_per_day,
)
from sim.rules.outreach import mixed
from sim.vocabulary import Band, Clock, Event, Stream


# ---- services
@inner("i8(W,i8)")
def services_now(w, c):
    """Services that fit the child's age and case now (bits)."""
    child = w.child[c]
    less = relief(w.p[0].coordination_respite_effect, child.enrolled == 1, w.g[0].coordination_cover)
    bits = services(
        w.p, child.respite_draw, child.day_care_draw, child.practical_draw, child.complex_case == 1, child.band, less
    )
    return bits


@inner("void(W,i8)")
def refresh_services(w, c):
    """Bring the services of a case up to the child's age and its coordination."""
    child = w.child[c]
    if child.impairment_case == 0:
        return
    bits = services_now(w, c)
    if bits != child.services:
        count(w, c, -1)
        child.services = bits
        count(w, c, 1)


# ---- family coordinators
@inner("b1(W,i8)")
def is_to_be_offered(w, c):
    """Whether the policy offers this child's parents a family coordinator now."""
    child = w.child[c]
    if child.complex_case == 0 or child.offered == 1:
        return False
    row = w.lever[child.arm]
    on, enrols = row[Lever.IMPAIRMENT_COORDINATION] > 0.0, row[Lever.COORDINATION_ENROLS] > 0.0
    return is_offered(on, enrols, True, w.g[0].now - child.born, row[Lever.COORDINATION_AGE_TO_YEARS])


@inner("void(W,i8)")
def offer_coordination(w, c):
    """A complex case is offered a family coordinator, if the policy offers one and has not yet."""
    child = w.child[c]
    if not is_to_be_offered(w, c):
        return
    accepted = 1 if child_draw(w, c, Stream.ACCEPTS_COORDINATION) < w.p[0].p_accepts_coordination else 0
    count(w, c, -1)
    child.offered = 1
    child.enrolled = accepted
    child.enrolled_since = w.g[0].now
    count(w, c, 1)
    w.g[0].n_enrolled += accepted
    add(w.ledger, Flow.COORDINATION_OFFERED, 1.0)
    add(w.ledger, Flow.COORDINATION_ACCEPTED, float(accepted))
    write_child(w, Event.COORDINATION_OFFERED, c, -1, float(accepted))
    refresh_services(w, c)
    refresh(w, c)


@inner("void(W,i8)")
def end_coordination(w, c):
    """The coordinator's work with an enrolled family ends with the policy."""
    child = w.child[c]
    count(w, c, -1)
    child.enrolled = 0
    count(w, c, 1)
    w.g[0].n_enrolled -= 1
    write_child(w, Event.COORDINATION_ENDED, c, -1, w.g[0].now - child.enrolled_since)


@inner("b1(W,i8)")
def is_to_settle(w, c):
    """Whether a family's coordinator has to be offered, or has to end, as the policy's levers now are."""
    if w.child[c].enrolled == 1:
        return w.lever[1, Lever.IMPAIRMENT_COORDINATION] == 0.0
    return is_to_be_offered(w, c)


@inner("i8(W)")
def next_to_settle(w):
    """Child of least id whose coordination does not follow the levers; -1 if there is none."""
    best = -1
    for c in range(w.g[0].n_children):
        child = w.child[c]
        open_question = child.id >= 0 and child.complex_case == 1 and is_to_settle(w, c)
        if open_question and (best < 0 or child.id < w.child[best].id):
            best = c
    return best


@inner("void(W)")
def settle_coordination(w):
    """Offers and enrolment follow the policy's levers and arms, in the order of children's ids."""
    while True:
        c = next_to_settle(w)
        if c < 0:
            return
        if w.child[c].enrolled == 1:
            end_coordination(w, c)
        else:
            offer_coordination(w, c)


# ---- the case
@inner("void(W,i8)")
def note_opening(w, c):
    """Count a new impairment case, and write it."""
    child = w.child[c]
    add(w.ledger, Flow.IMPAIRMENT_CASES_NEW, 1.0)
    if child.band <= Band.AGE_6:
        add(w.ledger, Flow.IMPAIRMENT_CASES_NEW_0_6, 1.0)
        add(w.ledger, Flow.IMPAIRMENT_ENTRY_AGE_DAYS, w.g[0].now - child.born)
    if child.false_label == 1:
        add(w.ledger, Flow.FALSE_LABELS, 1.0)
    write_child(w, Event.IMPAIRMENT_CASE_OPENED, c, -1, float(child.complex_case - child.false_label))


@inner("void(W,i8)")
def open_impairment_case(w, c):
    """A case in the special track is opened: a true one, or one on a false label."""
    child = w.child[c]
    count(w, c, -1)
    child.impairment_case = 1
    child.false_label = 1 - child.impaired
    if child.impaired == 1 and is_complex(w.p, child_draw(w, c, Stream.COMPLEX)):
        child.complex_case = 1
    child.respite_draw = child_draw(w, c, Stream.RESPITE)
    child.day_care_draw = child_draw(w, c, Stream.SPECIAL_DAY_CARE)
    child.practical_draw = child_draw(w, c, Stream.PRACTICAL_HELP)
    child.services = services_now(w, c)
    count(w, c, 1)
    w.g[0].n_impairment += 1
    note_opening(w, c)
    offer_coordination(w, c)


@inner("void(W,i8,f8)")
def close_impairment_case(w, c, withdrawn):
    """The case in the special track ends, and with it services, lost earnings and coordination."""
    child = w.child[c]
    count(w, c, -1)
    w.g[0].n_impairment -= 1
    w.g[0].n_enrolled -= child.enrolled
    child.impairment_case = child.false_label = child.complex_case = child.services = 0
    child.lost_earnings = child.offered = child.enrolled = 0
    count(w, c, 1)
    write_child(w, Event.IMPAIRMENT_CASE_CLOSED, c, -1, withdrawn)


@inner("void(W,i8)")
def on_impairment_case(w, c):
    """An impairment case is opened, or a false label is withdrawn."""
    renew(w, Clock.IMPAIRMENT_CASE, c, child_draw(w, c, Stream.IMPAIRMENT_CASE_TIME), 0.0)
    if w.child[c].impairment_case == 1:
        close_impairment_case(w, c, 1.0)
    else:
        open_impairment_case(w, c)
    refresh(w, c)


@inner("void(W,i8)")
def end_impairment_case(w, c):
    """The child leaves or turns 18: its impairment case ends for good."""
    if w.child[c].impairment_case == 1:
        close_impairment_case(w, c, 0.0)
    cancel(w, Clock.IMPAIRMENT_CASE, c)
    cancel(w, Clock.LOST_EARNINGS, c)


@inner("void(W,i8)")
def on_lost_earnings(w, c):
    """A parent's lost earnings begin to be paid, or end."""
    child = w.child[c]
    renew(w, Clock.LOST_EARNINGS, c, child_draw(w, c, Stream.LOST_EARNINGS_TIME), 0.0)
    count(w, c, -1)
    child.lost_earnings = 1 - child.lost_earnings
    count(w, c, 1)
    write_child(w, Event.LOST_EARNINGS, c, -1, float(child.lost_earnings))
    refresh(w, c)


# ---- the month's hours and money
@inner("void(W,f8)")
def set_adviser_posts(w, n_cases):
    """Special advisers have posts for so many impairment cases."""
    g = w.g[0]
    before = int(g.impairment_posts * MICRO + 0.5)
    g.impairment_posts = adviser_posts(w.p, n_cases)
    shift(w.ledger, Stock.IMPAIRMENT_POSTS_MICRO, g.now, int(g.impairment_posts * MICRO + 0.5) - before)


@inner("f8(W)")
def coordination_hours_needed(w):
    """Hours per day that all enrolled families ask of their coordinators (summed in whole millionths)."""
    total = 0
    for c in range(w.g[0].n_children):
        child = w.child[c]
        if child.id >= 0 and child.enrolled == 1:
            siblings = w.family[child.family].n_minors - 1
            hours = coordination_hours_per_day(w.p, w.g[0].now - child.enrolled_since, siblings)
            total += int(hours * MICRO + 0.5)
    return total / MICRO


@inner("f8(W)")
def posts_carrying(w):
    """Filled posts of the desks that carry what the advisers' posts lack."""
    total = 0.0
    for d in range(w.g[0].n_desks):
        desk = w.desk[d]
        if desk.established == 1 and desk.in_post == 1 and carries_impairment(w.g[0].impairment_team == 1, desk.team):
            total += desk.fte
    return total


@inner("void(W,f8)")
def set_cover(w, cover):
    """Coordinators have time for another share of what is asked of them: their effects follow."""
    if cover == w.g[0].coordination_cover:
        return
    w.g[0].coordination_cover = cover
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0 and w.child[c].enrolled == 1:
            refresh_services(w, c)
            refresh(w, c)


@inner("f8(W)")
def impairment_ore_per_day(w):
    """Cost per day of coordinators, core team and screening."""
    g = w.g[0]
    row = w.lever[0]
    core = core_team_ore_per_day(w.p, row[Lever.COORDINATOR_HOURS_PER_WEEK], row[Lever.CORE_TEAM_HOURS_PER_WEEK])
    usual = screening_ore_per_day(w.p, row[Lever.SCREENING_INTENSITY], g.residents)
    changed = screening_ore_per_day(w.p, w.lever[1, Lever.SCREENING_INTENSITY], g.residents)
    return core + mixed(usual, changed, covered_share(w))


@inner("void(W)")
def plan_impairment(w):
    """The month's hours: what coordinators cover, what advisers have to do, and what is left for the teams' desks."""
    g = w.g[0]
    g.coordination_needed_per_day = coordination_hours_needed(w)
    posts = posts_of_hours(w.lever[0, Lever.COORDINATOR_HOURS_PER_WEEK])
    set_cover(w, covered(post_hours_per_day(w.p, posts), g.coordination_needed_per_day))
    hours = adviser_hours_per_day(w.p, float(g.n_impairment), float(g.n_enrolled), g.coordination_cover)
    g.impairment_hours_per_day = hours
    carrying = posts_carrying(w)
    lacking = shortage_hours_per_day(w.p, hours, g.impairment_posts)
    g.impairment_hours_per_post = lacking / carrying if carrying > 0.0 else 0.0
    g.impairment_ore_per_day = impairment_ore_per_day(w)


@inner("void(W,f8)")
def book_impairment(w, now):
    """Book hours and money of impairment cases since the last booking."""
    g = w.g[0]
    days = now - g.impairment_since
    g.impairment_since = now
    add(w.ledger, Flow.HOURS_IMPAIRMENT, g.impairment_hours_per_day * days)
    add(w.ledger, Flow.HOURS_COORDINATION, g.coordination_needed_per_day * g.coordination_cover * days)
    add(w.ledger, Flow.COORDINATION_HOURS_NEEDED, g.coordination_needed_per_day * days)
    add(w.ledger, Flow.COORDINATION_ORE, g.impairment_ore_per_day * days)


@inner("void(W)")
def impairment_changed(w):
    """A lever of impairment cases took another value: timetable and every child follow."""
    g = w.g[0]
    g.impairment_stale = 0
    book_impairment(w, g.now)
    plan_impairment(w)
    for c in range(g.n_children):
        if w.child[c].id >= 0:
            refresh_services(w, c)
            refresh(w, c)
