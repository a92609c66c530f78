"""Follow-up: opened, due, missed, held; and the monthly review of what drifts."""

from sim.distributions import normal
from sim.engines.compiled.cases import ask, close_case, follow_up_interval, lever, plan_follow_up, set_measure, want
from sim.engines.compiled.children import note_missed, refresh, refresh_family, watch
from sim.engines.compiled.clocks import child_draw, schedule, write_child, write_work
from sim.engines.compiled.desks import is_pending_task
from sim.engines.compiled.families import work_with_family
from sim.engines.compiled.intake import choose_placement, is_held_back, observe, wants_placement
from sim.engines.compiled.placements import change_measure, return_home
from sim.jit import inner
from sim.outcomes.ledger import Flow, add, add_at
from sim.policy.levers import Lever
from sim.rules.followup import (
    counts_from,
    response_reading,
    review_at_home,
    review_placement,
    revises,
    share_of_usual_look,
)
from sim.vocabulary import (
    DETAIL_REVIEW,
    STEP_OF_MEASURE,
    Band,
    Clock,
    Event,
    Measure,
    Review,
    Status,
    Stream,
    Task,
)


@inner("void(W,i8)")
def on_follow_up_opens(w, c):
    """A follow-up can be worked on from now."""
    child = w.child[c]
    if child.follow_open == 1:
        return
    child.follow_open = 1
    write_child(w, Event.FOLLOW_UP_OPENS, c, -1, child.follow_due)
    ask(w, Task.FOLLOW_UP, c, child.follow_due)


@inner("void(W,i8)")
def on_follow_up_due(w, c):
    """The due date passes without a held follow-up: missed, and the next date is set. Nothing else changes."""
    child = w.child[c]
    child.follow_missed = 1
    write_child(w, Event.FOLLOW_UP_MISSED, c, -1, w.g[0].now - child.follow_last)
    add(w.ledger, Flow.FOLLOWUPS_DUE, 1.0)
    child.follow_due = w.g[0].now + follow_up_interval(w, c, False, w.g[0].now)
    schedule(w, Clock.FOLLOW_UP_DUE, c, child.follow_due)


@inner("void(W,i8)")
def judge_timeliness(w, c):
    """Count a held follow-up: on time if its due date had not passed; the first of a measure against three months."""
    child = w.child[c]
    now = w.g[0].now
    add(w.ledger, Flow.FOLLOWUPS_HELD, 1.0)
    if child.measure >= Measure.NETWORK_CARE and child.band < Band.AGE_18_22:
        add(w.ledger, Flow.FOLLOWUPS_OF_PLACED, 1.0)
    if child.follow_missed == 0:
        add(w.ledger, Flow.FOLLOWUPS_DUE, 1.0)
        add(w.ledger, Flow.FOLLOWUPS_ON_TIME, 1.0)
    if child.awaits_first == 1:
        add_at(w.ledger, Flow.FIRST_FOLLOWUPS_DUE, child.follow_first_limit, 1.0)
        if now <= child.follow_first_limit:
            add_at(w.ledger, Flow.FIRST_FOLLOWUPS_IN_TIME, child.follow_first_limit, 1.0)
    child.awaits_first = 0
    child.follow_missed = 0
    child.follow_open = 0
    child.follow_last = now
    child.tried |= 1 << STEP_OF_MEASURE[child.measure]


@inner("b1(W,i8)")
def practice_applies(w, c):
    """Whether a new placement practice applies: running placements are not recalled unless the policy says so."""
    return w.child[c].running_at_start == 0 or lever(w, c, Lever.RECALL) > 0.0


@inner("b1(W,i8,f8)")
def is_reconsidered(w, c, date):
    """Whether the follow-up of this date is the formal reconsideration; of placements from before only on recall."""
    child = w.child[c]
    days = lever(w, c, Lever.RECONSIDERATION_DAYS)
    if days <= 0.0 or child.reconsidered == 1 or not practice_applies(w, c):
        return False
    if date - child.placed_since < days:
        return False
    child.reconsidered = 1
    return True


@inner("i8(W,i8,i8,b1,f8,f8)")
def review_of(w, c, observed, revise, date, days_since_look):
    """What follows from the follow-up of this date."""
    child = w.child[c]
    if child.measure < Measure.NETWORK_CARE:
        share = share_of_usual_look(w.p, days_since_look)
        if wants_placement(w, c, observed, share) and not is_held_back(w, c, observed):
            return Review.PLACE
        return review_at_home(w.p, child_draw(w, c, Stream.REVIEW), observed, child.measure, revise)
    family = w.family[child.family]
    limit = lever(w, c, Lever.MAX_RESIDENTIAL_DAYS) if practice_applies(w, c) else 0.0
    return review_placement(
        w.p,
        child_draw(w, c, Stream.REVIEW),
        observed,
        child.measure,
        family.ready == 1,
        family.kin_found == 1,
        revise,
        is_reconsidered(w, c, date),
        w.g[0].now - child.measure_since,
        days_since_look,
        limit,
    )


@inner("void(W,i8,i8,i8)")
def act_on_review(w, c, review, observed):
    """Carry out what a follow-up decided."""
    child = w.child[c]
    if review == Review.CLOSE:
        set_measure(w, c, Measure.NONE, False)
        close_case(w, c, Status.CLOSED)
    elif review == Review.RETURN_HOME:
        return_home(w, c)
    elif review == Review.STEP_DOWN and child.measure >= Measure.NETWORK_CARE:
        kin = w.family[child.family].kin_found == 1
        want(w, c, Measure.NETWORK_CARE if kin else Measure.FOSTER_FAMILY)
    elif review == Review.STEP_DOWN:
        want(w, c, Measure.FAMILY_TREATMENT)
    elif review == Review.INTENSIFY:
        want(w, c, Measure.INTENSIVE_HOME)
    elif review == Review.PLACE:
        want(w, c, choose_placement(w, c))
    elif review == Review.CHANGE:
        change_measure(w, c, observed)


@inner("void(W,i8,i8,f8)")
def finish_follow_up(w, d, c, hours):
    """A follow-up was held: need and response are read again, and something may follow."""
    child = w.child[c]
    date = counts_from(w.g[0].now, child.follow_due, child.follow_missed == 1)
    days_since_look = w.g[0].now - child.follow_last
    if child.status == Status.AFTERCARE:
        judge_timeliness(w, c)
        write_work(w, Event.FOLLOW_UP_HELD, d, c, DETAIL_REVIEW + Review.KEEP, 0.0)
        plan_follow_up(w, c, False, date)
        return
    if child.status != Status.OPEN:
        return
    judge_timeliness(w, c)
    child.contact_hours += hours
    observed = observe(w, d, c, Stream.OBSERVATION, hours, 1.0)
    reading = response_reading(w.p, child.response, normal(child_draw(w, c, Stream.RESPONSE_READING)))
    days_on = w.g[0].now - child.measure_since
    revise = revises(w.p, child_draw(w, c, Stream.REVISION), child.measure, reading, days_on)
    review = review_of(w, c, observed, revise, date, days_since_look)
    write_work(w, Event.FOLLOW_UP_HELD, d, c, DETAIL_REVIEW + review, float(observed))
    measure = child.measure
    act_on_review(w, c, review, observed)
    if child.status == Status.OPEN and child.measure == measure:
        plan_follow_up(w, c, False, date)
    refresh(w, c)


@inner("void(W,i8,i8,f8)")
def finish_meeting(w, d, c, hours):
    """A network meeting was held: it counts as network work with the family."""
    child = w.child[c]
    child.contact_hours += hours
    child.meeting_last = w.g[0].now
    add(w.ledger, Flow.NETWORK_MEETINGS, 1.0)
    add(w.ledger, Flow.ONE_OFF_ORE, w.p[0].network_meeting_dkk * 100.0)
    write_work(w, Event.NETWORK_MEETING, d, c, -1, hours)
    work_with_family(w, child.family, w.p[0].meeting_family_hours)


@inner("void(W,i8)")
def call_meeting(w, c):
    """A network meeting is called when the policy's interval has passed."""
    child = w.child[c]
    interval = lever(w, c, Lever.NETWORK_MEETING_INTERVAL_DAYS)
    is_due = interval > 0.0 and w.g[0].now - child.meeting_last >= interval
    if is_due and not is_pending_task(w, c, Task.NETWORK_MEETING):
        ask(w, Task.NETWORK_MEETING, c, w.g[0].now + w.p[0].task_due_days[Task.NETWORK_MEETING])


@inner("void(W,i8)")
def on_drift(w, c):
    """Now and then: contact fades, effects age, a meeting may be called; it stops without case and need."""
    child = w.child[c]
    child.drift_on = 0.0
    child.contact_level += (child.contact_hours - child.contact_level) / w.p[0].contact_memory_months_count
    child.contact_hours = 0.0
    note_missed(w, c)
    if child.status == Status.OPEN:
        call_meeting(w, c)
    watch(w, c)
    refresh(w, c)
    if child.measure >= Measure.NETWORK_CARE:
        refresh_family(w, child.family)
