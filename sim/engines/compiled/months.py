"""The calendar's own events: every month a sample, every year posts, seats and judgements."""

from sim.engines.compiled.arms import set_arm
from sim.engines.compiled.cases import change_homes
from sim.engines.compiled.children import change_need, draw_next_need, refresh
from sim.engines.compiled.clocks import child_draw, renew, schedule, town_draw, write, write_child
from sim.engines.compiled.demography import judge_false_flag
from sim.engines.compiled.desks import add_task, desk_background, is_at_work, other_hours
from sim.engines.compiled.impairment import book_impairment, plan_impairment
from sim.engines.compiled.measurement import read_month
from sim.engines.compiled.outreach import book_outreach, plan_outreach
from sim.engines.compiled.parents import is_in_case
from sim.engines.compiled.placements import take_seat
from sim.engines.compiled.workforce import set_all_posts
from sim.jit import inner
from sim.outcomes.ledger import Flow, add, next_month
from sim.outcomes.years import begin_year, end_year, is_whole_year, note_both_ends
from sim.policy.levers import Lever
from sim.rules.whole_family import n_beside_desks
from sim.rules.work import is_overloaded, productivity
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from sim.vocabulary import Clock, Event, Measure, Need, Status, Stream, Task, Team

MONTHS_BEFORE_START = 1200


@inner("i8(W,i8)")
def n_desks_of_family(w, f):
    """Desks that have open cases of a family."""
    family = w.family[f]
    total = 0
    for i in range(4):
        c = family.members[i]
        if c < 0 or not is_in_case(w, c):
            continue
        is_new = True
        for j in range(i):
            s = family.members[j]
            if s >= 0 and is_in_case(w, s) and w.child[s].desk == w.child[c].desk:
                is_new = False
        total += 1 if is_new else 0
    return total


@inner("b1(W,i8)")
def stands_for_family(w, c):
    """Whether the child is the first of its family with an open case."""
    child = w.child[c]
    for i in range(child.sibling):
        s = w.family[child.family].members[i]
        if s >= 0 and is_in_case(w, s):
            return False
    return is_in_case(w, c)


@inner("void(W,i8)")
def sample_family(w, f):
    """A family's share in the monthly samples: professionals around it."""
    family = w.family[f]
    mode = int(w.lever[family.arm, Lever.WHOLE_FAMILY])
    beside = n_beside_desks(mode, family.employment, family.n_adult_cases)
    add(w.ledger, Flow.SAMPLE_FAMILIES, 1.0)
    add(w.ledger, Flow.SAMPLE_PROFESSIONALS, float(n_desks_of_family(w, f) + beside))


@inner("void(W,i8)")
def sample_desk(w, d):
    """A desk's share in the monthly samples: cases' days since follow-up, effective posts, overload."""
    desk = w.desk[d]
    now = w.g[0].now
    for i in range(desk.n_cases):
        child = w.child[w.case[d, i]]
        if child.status == Status.OPEN:
            add(w.ledger, Flow.SAMPLE_DAYS_SINCE_FOLLOW_UP, now - child.follow_last)
            add(w.ledger, Flow.SAMPLE_CASES, 1.0)
        if stands_for_family(w, w.case[d, i]):
            sample_family(w, child.family)
    add(w.ledger, Flow.SAMPLE_DESKS, 1.0)
    if is_overloaded(w.p, desk.fte, desk_background(w, d), other_hours(w, d)):
        add(w.ledger, Flow.SAMPLE_OVERLOADED, 1.0)
    if is_at_work(w, d):
        add(w.ledger, Flow.SAMPLE_EFFECTIVE_POSTS, desk.fte * productivity(w.p, now - desk.hired))


@inner("void(W,f8)")
def book_further_costs(w, now):
    """Book the policy's further costs and its grant for the days of the month that has passed."""
    meta = w.ledger.meta[0]
    years = (now - (meta.origin + meta.month * DAYS_PER_MONTH)) / DAYS_PER_YEAR
    add(w.ledger, Flow.FURTHER_COST_ORE, w.lever[1, Lever.FURTHER_COST_DKK_PER_YEAR] * 100.0 * years)
    add(w.ledger, Flow.GRANT_ORE, w.lever[1, Lever.GRANT_DKK_PER_YEAR] * 100.0 * years)


@inner("void(W)")
def on_month(w):
    """A month ends: stocks are brought up to date, samples are taken, the policy's further costs are booked."""
    g = w.g[0]
    book_further_costs(w, g.now)
    book_outreach(w, g.now)
    book_impairment(w, g.now)
    read_month(w)
    next_month(w.ledger, g.now)
    plan_outreach(w)
    plan_impairment(w)
    add(w.ledger, Flow.SAMPLES, 1.0)
    for d in range(g.n_desks):
        if w.desk[d].established == 1 and w.desk[d].team != Team.RECEPTION:
            sample_desk(w, d)
    month = int((g.now + MONTHS_BEFORE_START * DAYS_PER_MONTH) / DAYS_PER_MONTH + 0.5) + 1
    schedule(w, Clock.MONTH, 0, (month - MONTHS_BEFORE_START) * DAYS_PER_MONTH)


@inner("i8(W,i8)")
def longest_waiting(w, course):
    """Child who has waited longest for a seat on a course; -1 if there is none."""
    best = -1
    for c in range(w.g[0].n_children):
        child = w.child[c]
        if child.id < 0 or child.course_wanted != course or child.status != Status.OPEN:
            continue
        if child.measure >= Measure.NETWORK_CARE or child.place_stage != 0:
            continue
        if (
            best < 0
            or child.course_since < w.child[best].course_since
            or (child.course_since == w.child[best].course_since and child.id < w.child[best].id)
        ):
            best = c
    return best


@inner("void(W,i8,i8)")
def give_seats(w, index, course):
    """A year's seats go to those who have waited longest."""
    w.g[0].seats[index] = w.lever[0, Lever.COURSES_EARLY_PER_YEAR + index]
    while w.g[0].seats[index] >= 1.0:
        c = longest_waiting(w, course)
        if c < 0:
            return
        take_seat(w, c)


@inner("void(W,f8)")
def count_year(w, ends):
    """A model year ends: if it was whole, it is counted who was placed at both ends, and who was notified."""
    if not is_whole_year(w.ledger, ends):
        return
    for c in range(w.g[0].n_children):
        child = w.child[c]
        if child.id >= 0:
            note_both_ends(w.ledger, ends, child.measure_at_year_start, child.measure)
    end_year(w.ledger, ends)


@inner("void(W)")
def start_year(w):
    """A model year begins: where every child is on its first day."""
    for c in range(w.g[0].n_children):
        w.child[c].measure_at_year_start = w.child[c].measure
    begin_year(w.ledger, w.g[0].now)


@inner("void(W)")
def on_year(w):
    """A year ends: posts follow the cases until policy start, seats are new, false flags are judged."""
    g = w.g[0]
    count_year(w, g.now)
    start_year(w)
    if g.now <= 0.0 and w.p[0].structure_posts_follow_cases > 0.0:
        set_all_posts(w)
    for c in range(g.n_children):
        if w.child[c].id >= 0:
            judge_false_flag(w, c)
    give_seats(w, 0, Measure.EARLY_COURSE)
    give_seats(w, 1, Measure.HOME_COURSE)
    give_seats(w, 2, Measure.PARENT_TRAINING)
    w.g[0].seats[3] = w.lever[0, Lever.FAMILY_ANALYSES_PER_YEAR]
    year = int(g.now / DAYS_PER_YEAR + MONTHS_BEFORE_START + 0.5) + 1 - MONTHS_BEFORE_START
    schedule(w, Clock.YEAR, 0, year * DAYS_PER_YEAR)


@inner("void(W)")
def on_home_recruited(w):
    """A foster home is recruited."""
    rate = w.p[0].home_recruitment_per_day * w.g[0].homes_usual * w.lever[0, Lever.HOME_RECRUITMENT_FACTOR]
    renew(w, Clock.HOME_RECRUITED, 0, town_draw(w, Stream.HOME_RECRUITED), rate)
    add(w.ledger, Flow.HOMES_RECRUITED, 1.0)
    write(w, Event.HOME_RECRUITED, -1, -1, -1, -1, float(w.g[0].homes + 1))
    change_homes(w, 1)


@inner("void(W)")
def on_home_lost(w):
    """A free foster home leaves the pool."""
    renew(w, Clock.HOME_LOST, 0, town_draw(w, Stream.HOME_LOST), 0.0)
    write(w, Event.HOME_LOST, -1, -1, -1, -1, float(w.g[0].homes - 1))
    change_homes(w, -1)


@inner("void(W,i8)")
def on_need(w, c):
    """Need rises or falls; a child at home with a case who reaches 4b may need acute work."""
    child = w.child[c]
    need = draw_next_need(w, c)
    renew(w, Clock.NEED, c, child_draw(w, c, Stream.NEED_TIME), 0.0)
    change_need(w, c, need)
    set_arm(w, c)
    write_child(w, Event.NEED, c, -1, float(need))
    at_home = child.status == Status.OPEN and child.measure < Measure.NETWORK_CARE
    if need == Need.ENDANGERED and at_home and child_draw(w, c, Stream.CRISIS_NEEDED) < w.p[0].p_crisis_at_endangered:
        add_task(w, child.desk, Task.CRISIS, c, w.g[0].now)
    refresh(w, c)
