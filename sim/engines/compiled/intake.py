"""Notification, reception, early help and the § 50 assessment."""

from sim.engines.compiled.cases import (
    close_case,
    end_without_result,
    lever,
    open_case,
    set_measure,
    set_status,
    want,
)
from sim.engines.compiled.children import at_embedded_school, count, excite, next_excited, note_missed, notified
from sim.engines.compiled.clocks import child_draw, is_pending, renew, schedule, write_child, write_work
from sim.engines.compiled.desks import add_task, desk_in, join
from sim.jit import inner
from sim.outcomes.ledger import Flow, add, add_at
from sim.outcomes.years import note_notified
from sim.policy.levers import Lever
from sim.rules.assessment import lapses, statements_days
from sim.rules.choice import (
    course_index,
    family_type_tried,
    fitting_course,
    gate_holds_back,
    home_measure,
    p_wants_placement,
    step_at_home,
    was_tried,
)
from sim.rules.notification import channel
from sim.rules.outreach import UNDER_10_DAYS, is_relevant
from sim.rules.places import below_target_mix, preferred_type, usual_type
from sim.rules.reception import brings_follow_up_forward, observed_need, reading_error, screen_notification
from sim.rules.workforce import family_team
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import (
    DETAIL_CHANNEL,
    DETAIL_SCREENED,
    Clock,
    Event,
    Gate,
    Measure,
    Screened,
    Status,
    Step,
    Stream,
    Task,
    Team,
)


@inner("f8(W,i8)")
def age_days(w, c):
    """The child's age now."""
    return w.g[0].now - w.child[c].born


@inner("i8(W,i8)")
def intake_desk(w, c):
    """Desk that screens: the pooled reception, or the least burdened desk of the team that would have the case."""
    if w.g[0].reception_team == 1:
        return w.g[0].reception_desk
    child = w.child[c]
    if child.desk >= 0:
        return child.desk
    return desk_in(w, family_team(w.g[0].by_age == 1, child.band))


# ---- notification
@inner("void(W,i8)")
def count_notification(w, c):
    """Count a notification: under 10 years, relevant, repeated within a year, how many of the child this year."""
    child = w.child[c]
    now = w.g[0].now
    add(w.ledger, Flow.NOTIFICATIONS, 1.0)
    if age_days(w, c) < UNDER_10_DAYS:
        add(w.ledger, Flow.NOTIFICATIONS_UNDER_10, 1.0)
    if is_relevant(child.need):
        add(w.ledger, Flow.NOTIFICATIONS_RELEVANT, 1.0)
    if child.notified_last != 0.0 and now - child.notified_last <= DAYS_PER_YEAR:
        add(w.ledger, Flow.NOTIFICATIONS_REPEATED, 1.0)
    child.notified_last = now
    child.notifications_this_year += 1
    if child.notifications_this_year == 1:
        add(w.ledger, Flow.CHILDREN_NOTIFIED, 1.0)
    note_notified(w.ledger, child.notifications_this_year)


@inner("void(W,i8,i8)")
def notify(w, c, excited):
    """Somebody notifies: it is logged, excites further ones, and is screened."""
    child = w.child[c]
    relevant = 1 if is_relevant(child.need) else 0
    rates = w.channel_rate[child.arm, at_embedded_school(w, c), relevant, child.band]
    who = channel(child_draw(w, c, Stream.CHANNEL), rates)
    write_child(w, Event.NOTIFICATION, c, DETAIL_CHANNEL + who, float(excited))
    count_notification(w, c)
    excite(w, c)
    if child.status == Status.UNKNOWN or child.status == Status.CLOSED:
        child.notified_at = w.g[0].now
        set_status(w, c, Status.NOTIFIED)
    add_task(w, intake_desk(w, c), Task.SCREENING, c, w.g[0].now + w.p[0].task_due_days[Task.SCREENING])


@inner("void(W,i8)")
def on_notification(w, c):
    """A notification from the background rate."""
    renew(w, Clock.NOTIFICATION, c, child_draw(w, c, Stream.NOTIFICATION_TIME), notified(w, c))
    notify(w, c, 0)


@inner("void(W,i8)")
def on_excited_notification(w, c):
    """A notification that an earlier one brought about."""
    next_excited(w, c)
    notify(w, c, 1)


# ---- reading need
@inner("i8(W,i8,i8,i8,f8,f8)")
def observe(w, d, c, stream, hours, factor):
    """Need as read by the holder of this desk after so many hours."""
    error = reading_error(w.p, hours, w.g[0].now - w.desk[d].hired) * factor
    return observed_need(child_draw(w, c, stream), w.child[c].need, error)


# ---- early help and assessment
@inner("void(W,i8)")
def give_early_help(w, c):
    """Advice or early help (§ 11) without a case."""
    child = w.child[c]
    set_status(w, c, Status.CLOSED)
    if child.measure < Measure.EARLY_HELP:
        add(w.ledger, Flow.EARLY_HELPS, 1.0)
        set_measure(w, c, Measure.EARLY_HELP, False)
        schedule(w, Clock.COURSE, c, w.g[0].now + w.p[0].early_help_days)


@inner("void(W,i8)")
def begin_assessment(w, c):
    """A § 50 assessment begins: statements are asked for; four months by law."""
    child = w.child[c]
    now = w.g[0].now
    set_status(w, c, Status.IN_ASSESSMENT)
    note_missed(w, c)
    team = Team.ASSESSMENT if w.g[0].assessment_team == 1 else family_team(w.g[0].by_age == 1, child.band)
    join(w, c, desk_in(w, team))
    child.assess_due = now + w.p[0].assessment_limit_days
    add(w.ledger, Flow.ASSESSMENTS_BEGUN, 1.0)
    write_child(w, Event.ASSESSMENT_BEGINS, c, -1, child.assess_due)
    schedule(w, Clock.STATEMENTS, c, now + statements_days(w.p, child_draw(w, c, Stream.STATEMENTS)))


@inner("void(W,i8)")
def on_statements(w, c):
    """Statements are in: the assessment lapses, or its hours begin."""
    child = w.child[c]
    write_child(w, Event.STATEMENTS_IN, c, -1, float(child.need))
    if lapses(w.p, child_draw(w, c, Stream.LAPSE), child.need):
        end_without_result(w, c)
        close_case(w, c, Status.CLOSED)
        return
    add_task(w, child.desk, Task.ASSESSMENT, c, child.assess_due)


# ---- screening done
@inner("void(W,i8,i8)")
def hear_of_case(w, d, c):
    """A notification about a child in assessment or with a case: the follow-up may be brought forward."""
    child = w.child[c]
    observed = observe(w, d, c, Stream.SCREENING_READING, w.p[0].task_hours[Task.SCREENING], 1.0)
    write_work(w, Event.SCREENED, d, c, DETAIL_SCREENED + Screened.TO_CASE, float(observed))
    may = child.status == Status.OPEN and child.follow_open == 0 and is_pending(w, Clock.FOLLOW_UP_OPENS, c)
    if may and brings_follow_up_forward(w.p, child_draw(w, c, Stream.FORWARD), observed):
        schedule(w, Clock.FOLLOW_UP_OPENS, c, w.g[0].now)


@inner("void(W,i8,i8)")
def finish_screening(w, d, c):
    """A notification has been screened."""
    child = w.child[c]
    if child.status != Status.NOTIFIED:
        hear_of_case(w, d, c)
        return
    add(w.ledger, Flow.SCREENED, 1.0)
    if w.g[0].now - child.notified_at <= 1.0:
        add(w.ledger, Flow.SCREENED_WITHIN_24_HOURS, 1.0)
    observed = observe(w, d, c, Stream.OBSERVATION, w.p[0].task_hours[Task.SCREENING], 1.0)
    result = screen_notification(w.p, child_draw(w, c, Stream.SCREENING), observed)
    write_work(w, Event.SCREENED, d, c, DETAIL_SCREENED + result, float(observed))
    if result == Screened.ASSESSMENT:
        begin_assessment(w, c)
    elif result == Screened.EARLY_HELP:
        give_early_help(w, c)
    else:
        set_status(w, c, Status.CLOSED)
    if result == Screened.ACUTE:
        add_task(w, intake_desk(w, c), Task.CRISIS, c, w.g[0].now)


# ---- choice of measure
@inner("b1(W,i8)")
def mix_asks_family(w, c):
    """Whether the target mix asks for a family-type placement now."""
    target = lever(w, c, Lever.TARGET_MIX_FAMILY_SHARE)
    if target <= 0.0:
        return False
    family_side = 0.0
    total = 0.0
    for band in range(8):
        for measure in range(10, 16):
            n = w.ledger.stock[measure * 8 + band]
            total += n
            if measure < Measure.RESIDENTIAL_FACILITY:
                family_side += n
        if lever(w, c, Lever.TARGET_MIX_COUNTS_HOME) > 0.0:
            n = w.ledger.stock[Measure.INTENSIVE_HOME * 8 + band]
            family_side += n
            total += n
    return below_target_mix(target, family_side, total)


@inner("i8(W,i8)")
def choose_placement(w, c):
    """Type of placement to look for."""
    child = w.child[c]
    family = w.family[child.family]
    propensity = w.part[family.part].propensity
    usual = usual_type(w.p, child_draw(w, c, Stream.PLACEMENT_TYPE), child.band, propensity)
    followed = child_draw(w, c, Stream.PREFERENCE) < w.p[0].p_preference_followed[child.band]
    preference = int(lever(w, c, Lever.PREFERENCE))
    ladder = int(lever(w, c, Lever.GATE)) == Gate.STRICT and not family_type_tried(child.tried)
    return preferred_type(usual, family.kin_found == 1, preference, followed, mix_asks_family(w, c), ladder)


@inner("i8(W,i8,i8)")
def choose_home_measure(w, c, observed):
    """Home-based measure, or a place on a course that fits and is offered."""
    child = w.child[c]
    usual = home_measure(w.p, child_draw(w, c, Stream.HOME_MEASURE), observed, child.band)
    course = fitting_course(observed, child.band)
    u = child_draw(w, c, Stream.COURSE_CHOICE)
    if course == Measure.NONE or u >= w.p[0].p_course_choice:
        return usual
    index = course_index(course)
    if w.lever[0, Lever.COURSES_EARLY_PER_YEAR + index] <= 0.0:
        return usual
    if w.g[0].seats[index] >= 1.0:
        return course
    child.course_wanted = course
    child.course_since = w.g[0].now
    return usual


@inner("b1(W,i8,i8,f8)")
def wants_placement(w, c, observed, share_of_look):
    """Whether the caseworker wants a placement, before any gate."""
    child = w.child[c]
    family = w.family[child.family]
    wish = p_wants_placement(
        w.p,
        observed,
        family.coping,
        was_tried(child.tried, Step.HOME_BASED),
        age_days(w, c),
        lever(w, c, Lever.PLACE_YOUNG_FACTOR),
        share_of_look,
    )
    return child_draw(w, c, Stream.CHOICE) < wish


@inner("b1(W,i8,i8)")
def is_held_back(w, c, observed):
    """Whether the gate holds a wanted placement back; the child is marked and the decision logged."""
    child = w.child[c]
    family = w.family[child.family]
    held = gate_holds_back(
        int(lever(w, c, Lever.GATE)), child.tried, observed, family.coping, lever(w, c, Lever.MAY_START_HIGH) > 0.0
    )
    if held:
        count(w, c, -1)
        child.held_back = 1
        count(w, c, 1)
        add(w.ledger, Flow.HELD_BACK, 1.0)
        write_child(w, Event.PLACEMENT_HELD_BACK, c, -1, float(observed))
    return held


@inner("i8(W,i8)")
def asks_early_first(w, c):
    """Whether a strict gate wants early help tried before home-based measures."""
    strict = int(lever(w, c, Lever.GATE)) == Gate.STRICT
    return 1 if strict and not was_tried(w.child[c].tried, Step.EARLY_HELP) else 0


@inner("void(W,i8,i8)")
def decide(w, c, observed):
    """What an assessment leads to: no case, early help, or a case with a measure at home or a placement."""
    if wants_placement(w, c, observed, 1.0):
        open_case(w, c)
        if is_held_back(w, c, observed):
            want(w, c, choose_home_measure(w, c, observed))
        else:
            want(w, c, choose_placement(w, c))
        return
    step = step_at_home(w.p, child_draw(w, c, Stream.STEP_AT_HOME), observed, asks_early_first(w, c) == 1)
    if step == Step.HOME_BASED:
        open_case(w, c)
        want(w, c, choose_home_measure(w, c, observed))
        return
    close_case(w, c, Status.CLOSED)
    if step == Step.EARLY_HELP:
        give_early_help(w, c)


@inner("f8(W,i8)")
def analysis_factor(w, c):
    """Factor on misreading: a family analysis, while there is capacity, sees more."""
    if w.g[0].seats[3] < 1.0:
        return 1.0
    w.g[0].seats[3] -= 1.0
    add(w.ledger, Flow.FAMILY_ANALYSES, 1.0)
    add(w.ledger, Flow.ONE_OFF_ORE, w.p[0].course_start_dkk[3] * 100.0)
    return w.p[0].family_analysis_error_factor


@inner("void(W,i8,i8)")
def finish_assessment(w, d, c):
    """An assessment is done: need is read, the four months are judged, and a decision follows."""
    child = w.child[c]
    if child.status != Status.IN_ASSESSMENT:
        return
    in_time = w.g[0].now <= child.assess_due
    due = child.assess_due
    observed = observe(w, d, c, Stream.OBSERVATION, w.p[0].task_hours[Task.ASSESSMENT], analysis_factor(w, c))
    add(w.ledger, Flow.ASSESSMENTS, 1.0)
    add_at(w.ledger, Flow.ASSESSMENTS_DUE, due, 1.0)
    if in_time:
        add_at(w.ledger, Flow.ASSESSMENTS_IN_TIME, due, 1.0)
    write_work(w, Event.ASSESSMENT_DONE, d, c, -1, float(observed))
    decide(w, c, observed)
    if child.status == Status.OPEN:
        add_at(w.ledger, Flow.GRANTED_DUE, due, 1.0)
        if in_time:
            add_at(w.ledger, Flow.GRANTED_IN_TIME, due, 1.0)
