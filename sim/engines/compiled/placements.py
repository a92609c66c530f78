"""Placement course: from decision to place, breakdown, acute action, return home, and the end at 18."""

from sim.engines.compiled.cases import (
    ask,
    close_case,
    drop_plans,
    end_without_result,
    lever,
    open_case,
    set_measure,
    set_stage,
    set_status,
    wait_for_home,
    want,
)
from sim.engines.compiled.clocks import cancel, child_draw, renew, schedule, write_child, write_work
from sim.engines.compiled.impairment import end_impairment_case
from sim.engines.compiled.intake import begin_assessment, choose_home_measure, choose_placement, observe
from sim.jit import inner
from sim.outcomes.ledger import Flow, add
from sim.policy.levers import Lever
from sim.rules.choice import course_index
from sim.rules.placement import crisis_ends_in_placement, has_aftercare
from sim.rules.places import acute_type, move_in_days, next_type
from sim.vocabulary import (
    DETAIL_MEASURE,
    FIRST_PLACEMENT,
    Clock,
    Event,
    Measure,
    Need,
    PlaceStage,
    Status,
    Stream,
    Task,
)


@inner("void(W,i8)")
def await_move(w, c):
    """A place of the wanted type is arranged; the child moves in after some days."""
    child = w.child[c]
    set_stage(w, c, PlaceStage.AWAITS_MOVE)
    days = move_in_days(w.p, child_draw(w, c, Stream.MOVE_IN), child.wanted)
    schedule(w, Clock.PLACE, c, w.g[0].now + days)


@inner("void(W,i8)")
def count_wait(w, c):
    """Count the days that a child at home has waited for its placement since it was decided."""
    child = w.child[c]
    if child.measure < Measure.NETWORK_CARE:
        add(w.ledger, Flow.PLANNED_STARTS, 1.0)
        add(w.ledger, Flow.PLANNED_WAIT_DAYS, w.g[0].now - child.decided_at)


@inner("void(W,i8)")
def move_in(w, c):
    """The child moves into the wanted placement."""
    child = w.child[c]
    measure = child.wanted
    count_wait(w, c)
    drop_plans(w, c)
    set_measure(w, c, measure, False)
    write_child(w, Event.PLACED, c, DETAIL_MEASURE + measure, 0.0)


@inner("void(W,i8)")
def on_place(w, c):
    """The day of moving in has come; or the wait for a foster home was too long and the next type is used."""
    child = w.child[c]
    if child.place_stage == PlaceStage.AWAITS_HOME:
        child.wanted = next_type(child.band)
        await_move(w, c)
        return
    if child.wanted == child.measure:
        drop_plans(w, c)
        return
    if child.wanted != Measure.FOSTER_FAMILY or w.g[0].homes_free > 0:
        move_in(w, c)
        return
    wait_for_home(w, c)
    set_stage(w, c, PlaceStage.AWAITS_HOME)
    write_child(w, Event.AWAITS_HOME, c, -1, float(w.g[0].n_waiting))
    schedule(w, Clock.PLACE, c, w.g[0].now + lever(w, c, Lever.PLACE_WAIT_DAYS))


@inner("void(W)")
def dispatch_places(w):
    """The places office gives free homes to those who have waited longest."""
    while w.g[0].homes_free > 0 and w.g[0].n_waiting > 0:
        move_in(w, w.waiting[0])


@inner("void(W,i8)")
def begin_course(w, c):
    """A course with limited seats begins: its cost, its length."""
    child = w.child[c]
    index = course_index(child.measure)
    w.g[0].seats[index] -= 1.0
    add(w.ledger, Flow.COURSES_EARLY + index, 1.0)
    add(w.ledger, Flow.ONE_OFF_ORE, w.p[0].course_start_dkk[index] * 100.0)
    write_child(w, Event.COURSE_BEGINS, c, DETAIL_MEASURE + child.measure, w.g[0].seats[index])
    schedule(w, Clock.COURSE, c, w.g[0].now + w.p[0].course_days[index])


@inner("b1(i8)")
def is_course(measure):
    """Whether a measure is a course with limited seats."""
    return measure == Measure.EARLY_COURSE or measure == Measure.HOME_COURSE or measure == Measure.PARENT_TRAINING


@inner("void(W,i8)")
def start_home_measure(w, c):
    """A measure at home begins; if the last seat of a course is gone meanwhile, family treatment instead."""
    child = w.child[c]
    measure = child.wanted
    wish = child.course_wanted
    since = child.course_since
    drop_plans(w, c)
    if is_course(measure) and w.g[0].seats[course_index(measure)] < 1.0:
        wish = measure
        since = w.g[0].now
        measure = Measure.FAMILY_TREATMENT
    set_measure(w, c, measure, False)
    child.course_wanted = wish
    child.course_since = since
    if is_course(measure):
        begin_course(w, c)


@inner("void(W,i8)")
def take_seat(w, c):
    """A child on a waiting list gets its seat."""
    child = w.child[c]
    child.wanted = child.course_wanted
    child.course_wanted = Measure.NONE
    start_home_measure(w, c)


@inner("void(W,i8,i8)")
def finish_decision(w, d, c):
    """The caseworker has arranged and matched: a measure at home begins, a placement is awaited."""
    child = w.child[c]
    if child.place_stage != PlaceStage.DECISION:
        return
    write_work(w, Event.DECISION_MADE, d, c, DETAIL_MEASURE + child.wanted, 0.0)
    if child.wanted >= Measure.NETWORK_CARE:
        await_move(w, c)
    else:
        start_home_measure(w, c)


@inner("void(W,i8)")
def place_acutely(w, c):
    """Acute placement: passes every gate and every list."""
    child = w.child[c]
    measure = acute_type(w.p, child_draw(w, c, Stream.BREAKDOWN_TYPE), child.band, float(w.g[0].homes_free))
    drop_plans(w, c)
    if measure == child.measure:
        measure = next_type(child.band)
    if measure == child.measure:
        measure = Measure.INSTITUTION if measure != Measure.INSTITUTION else Measure.RESIDENTIAL_FACILITY
    add(w.ledger, Flow.ACUTE_PLACEMENTS, 1.0)
    set_measure(w, c, measure, True)
    write_child(w, Event.PLACED, c, DETAIL_MEASURE + measure, 1.0)


@inner("void(W,i8)")
def on_breakdown(w, c):
    """A placement breaks down: acute re-placement inside the same episode, and acute work."""
    child = w.child[c]
    write_child(w, Event.BREAKDOWN, c, DETAIL_MEASURE + child.measure, 0.0)
    add(w.ledger, Flow.BREAKDOWNS, 1.0)
    renew(w, Clock.BREAKDOWN, c, child_draw(w, c, Stream.BREAKDOWN), 0.0)
    place_acutely(w, c)
    ask(w, Task.CRISIS, c, w.g[0].now)


@inner("void(W,i8)")
def place_from_crisis(w, c):
    """An acute placement of a child that may not have a case yet, or be in assessment."""
    child = w.child[c]
    if child.status == Status.IN_ASSESSMENT:
        cancel(w, Clock.STATEMENTS, c)
        end_without_result(w, c)
    if child.status != Status.OPEN:
        open_case(w, c)
    place_acutely(w, c)


@inner("void(W,i8,i8)")
def finish_crisis(w, d, c):
    """Acute work is done: an acute placement, an assessment, or neither."""
    child = w.child[c]
    add(w.ledger, Flow.CRISES, 1.0)
    write_work(w, Event.CRISIS, d, c, -1, float(child.need))
    if child.measure >= Measure.NETWORK_CARE:
        return
    observed = observe(w, d, c, Stream.OBSERVATION, w.p[0].task_hours[Task.CRISIS], 1.0)
    coping = w.family[child.family].coping
    if crisis_ends_in_placement(w.p, child_draw(w, c, Stream.CRISIS_OUTCOME), observed, coping):
        place_from_crisis(w, c)
    elif child.status != Status.OPEN and child.status != Status.IN_ASSESSMENT and observed >= Need.VULNERABLE:
        begin_assessment(w, c)


@inner("void(W,i8)")
def return_home(w, c):
    """The child goes home; its case goes on with a measure at home."""
    child = w.child[c]
    now = w.g[0].now
    add(w.ledger, Flow.RETURNS_HOME, 1.0)
    drop_plans(w, c)
    child.returned_at = now
    child.supported = 1 if lever(w, c, Lever.DISCHARGE_SUPPORT) > 0.0 else 0
    if child.supported == 1:
        add(w.ledger, Flow.ONE_OFF_ORE, w.p[0].discharge_support_dkk * 100.0)
    write_child(w, Event.RETURNED_HOME, c, -1, now - child.placed_since)
    set_measure(w, c, choose_home_measure(w, c, Need.VULNERABLE), False)
    if is_course(child.measure):
        begin_course(w, c)


@inner("void(W,i8)")
def on_course(w, c):
    """Early help or a course ends; a child with a case goes on with family treatment."""
    child = w.child[c]
    child.tried |= 4 if child.measure <= Measure.EARLY_COURSE else 8
    write_child(w, Event.COURSE_ENDS, c, DETAIL_MEASURE + child.measure, 0.0)
    if child.status == Status.OPEN:
        set_measure(w, c, Measure.FAMILY_TREATMENT, False)
    else:
        set_measure(w, c, Measure.NONE, False)


@inner("void(W,i8)")
def enter_aftercare(w, c):
    """A placed young person turns 18 and stays in aftercare: the case goes on, need is no longer followed."""
    drop_plans(w, c)
    set_status(w, c, Status.AFTERCARE)
    for clock in (Clock.NEED, Clock.NOTIFICATION, Clock.EXCITED_NOTIFICATION, Clock.BREAKDOWN, Clock.DRIFT):
        cancel(w, clock, c)
    write_child(w, Event.AFTERCARE, c, -1, 1.0)


@inner("b1(W,i8)")
def stays_in_aftercare(w, c):
    """Whether a young person of 18 stays in aftercare; only those placed can."""
    child = w.child[c]
    if child.measure < FIRST_PLACEMENT or child.status != Status.OPEN:
        return False
    add(w.ledger, Flow.AGED_OUT_PLACED, 1.0)
    return has_aftercare(w.p, child_draw(w, c, Stream.AFTERCARE))


@inner("void(W,i8)")
def end_everything(w, c):
    """The child leaves the model: its case is closed, its measure ends, its clocks stop."""
    if w.child[c].status == Status.IN_ASSESSMENT:
        end_without_result(w, c)
    close_case(w, c, Status.CLOSED)
    if w.child[c].measure != Measure.NONE:
        set_measure(w, c, Measure.NONE, False)
    for clock in (
        Clock.NEED,
        Clock.NOTIFICATION,
        Clock.EXCITED_NOTIFICATION,
        Clock.BREAKDOWN,
        Clock.DRIFT,
        Clock.AGE,
        Clock.COURSE,
    ):
        cancel(w, clock, c)
    end_impairment_case(w, c)


@inner("void(W,i8,i8)")
def change_measure(w, c, observed):
    """A measure that does not help is changed to what would be chosen now, if that is another."""
    child = w.child[c]
    if child.measure >= Measure.NETWORK_CARE:
        other = choose_placement(w, c)
        if other != child.measure:
            want(w, c, other)
        return
    other = choose_home_measure(w, c, observed)
    if other == child.measure:
        other = Measure.CONTACT_PERSON if child.measure == Measure.FAMILY_TREATMENT else Measure.FAMILY_TREATMENT
    want(w, c, other)
