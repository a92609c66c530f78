"""Cases: opening, closing, the main measure, and when follow-ups are due."""

from sim.engines.compiled.arms import count_place, discharge, set_arm
from sim.engines.compiled.children import (
    count,
    refresh,
    refresh_family,
    settle_onset,
    settle_unmet,
    watch,
)
from sim.engines.compiled.clocks import cancel, child_draw, renew, schedule, set_rate, write_child
from sim.engines.compiled.desks import add_task, desk_in, drop_tasks, join, mode_of, part, requeue, wake
from sim.engines.compiled.parents import change_open
from sim.engines.compiled.world import ERROR_WAITING, MAX_WAITING
from sim.jit import inner
from sim.outcomes.ledger import Flow, Spell, Stock, add, add_at, end_spell, shift
from sim.policy.levers import Lever
from sim.rules.economy import insourced_price, price_factor
from sim.rules.followup import booking_days, follow_up_group, interval_days, opens_at
from sim.rules.impairment import p_reason_impairment
from sim.rules.placement import p_without_consent, response
from sim.rules.workforce import team_of
from sim.vocabulary import (
    DETAIL_MEASURE,
    N_QUEUED_TASKS,
    RANK_OF_MEASURE,
    STEP_OF_MEASURE,
    Band,
    Clock,
    Event,
    Measure,
    Need,
    PlaceStage,
    Reason,
    Schedule,
    Status,
    Step,
    Stream,
    Task,
    Team,
    WholeFamily,
)


@inner("f8(W,i8,i8)")
def lever(w, c, which):
    """Value of a lever for this child's arm."""
    return w.lever[w.child[c].arm, which]


# ---- foster homes
@inner("void(W)")
def homes_changed(w):
    """The rate at which free homes leave the pool follows their number."""
    set_rate(w, Clock.HOME_LOST, 0, w.g[0].homes_free * w.p[0].home_turnover_per_day)


@inner("void(W,i8)")
def change_homes(w, n):
    """Homes come to the pool (or leave it, if negative)."""
    g = w.g[0]
    g.homes += n
    g.homes_free += n
    shift(w.ledger, Stock.HOMES, g.now, n)
    shift(w.ledger, Stock.HOMES_FREE, g.now, n)
    homes_changed(w)
    if n > 0 and g.n_waiting > 0:
        schedule(w, Clock.DISPATCH, len(w.desk), g.now)


@inner("void(W,i8)")
def release_home(w, c):
    """A foster placement ends: its home retires or is free again, and the places office looks at its list."""
    g = w.g[0]
    shift(w.ledger, Stock.HOMES, g.now, -1)
    g.homes -= 1
    if child_draw(w, c, Stream.HOME_RETIRES) >= w.p[0].p_home_retires:
        change_homes(w, 1)


@inner("void(W)")
def take_home(w):
    """A free home takes a child."""
    g = w.g[0]
    g.homes_free -= 1
    shift(w.ledger, Stock.HOMES_FREE, g.now, -1)
    homes_changed(w)


@inner("void(W,i8)")
def wait_for_home(w, c):
    """The child joins the list of those waiting for a foster home."""
    g = w.g[0]
    if g.n_waiting >= MAX_WAITING:
        g.error = ERROR_WAITING
        return
    w.waiting[g.n_waiting] = c
    g.n_waiting += 1


@inner("void(W,i8)")
def stop_waiting(w, c):
    """The child leaves that list; the others keep their turn."""
    g = w.g[0]
    kept = 0
    for i in range(g.n_waiting):
        if w.waiting[i] != c:
            w.waiting[kept] = w.waiting[i]
            kept += 1
    g.n_waiting = kept


# ---- follow-ups
@inner("void(W,i8,f8)")
def set_due(w, c, due):
    """The next follow-up is due then; it opens a lead time before, but for the booking."""
    child = w.child[c]
    child.follow_due = due
    schedule(w, Clock.FOLLOW_UP_DUE, c, due)
    if child.follow_open == 0:
        booking = booking_days(w.p, child_draw(w, c, Stream.BOOKING))
        schedule(w, Clock.FOLLOW_UP_OPENS, c, opens_at(w.p, w.g[0].now, due, booking))


@inner("f8(W,i8,b1,f8)")
def follow_up_interval(w, c, first, since):
    """Days from `since` until the next follow-up by the policy's schedule."""
    child = w.child[c]
    group = follow_up_group(child.measure, child.running_at_start == 1)
    schedule_now = int(lever(w, c, Lever.FOLLOW_UP_SCHEDULE))
    return interval_days(w.p, schedule_now, group, since - child.follow_start, first)


@inner("void(W,i8,b1,f8)")
def plan_follow_up(w, c, first, since):
    """Set the next due date, counted from `since`; a formal reconsideration brings it forward."""
    child = w.child[c]
    due = since + follow_up_interval(w, c, first, since)
    reconsider = lever(w, c, Lever.RECONSIDERATION_DAYS)
    if child.measure >= Measure.NETWORK_CARE and reconsider > 0.0 and child.reconsidered == 0:
        date = child.placed_since + reconsider
        if since < date < due:
            due = date
    set_due(w, c, due)


@inner("void(W,i8)")
def judge_first_follow_up(w, c):
    """A measure ends without a first follow-up: counted as late if three months had passed."""
    child = w.child[c]
    if child.awaits_first == 1 and w.g[0].now >= child.follow_first_limit:
        add_at(w.ledger, Flow.FIRST_FOLLOWUPS_DUE, child.follow_first_limit, 1.0)
    child.awaits_first = 0


@inner("void(W,i8)")
def start_follow_ups(w, c):
    """A measure begins in an open case: its first follow-up is planned, one of the measure before is dropped."""
    child = w.child[c]
    judge_first_follow_up(w, c)
    child.follow_open = 0
    child.follow_missed = 0
    w.task[c * N_QUEUED_TASKS + Task.FOLLOW_UP].queue = -1
    child.follow_start = w.g[0].now
    child.follow_last = w.g[0].now
    child.running_at_start = 0
    child.awaits_first = 1
    child.follow_first_limit = w.g[0].now + w.p[0].schedule_first_days[Schedule.LAW][0]
    plan_follow_up(w, c, True, w.g[0].now)


@inner("void(W,i8)")
def stop_follow_ups(w, c):
    """No more follow-ups."""
    judge_first_follow_up(w, c)
    w.child[c].follow_open = 0
    w.child[c].follow_missed = 0
    cancel(w, Clock.FOLLOW_UP_OPENS, c)
    cancel(w, Clock.FOLLOW_UP_DUE, c)


# ---- the main measure
@inner("void(W,i8)")
def begin_work(w, f):
    """Family and network work with a family begins anew."""
    w.family[f].work_hours = 0.0
    w.family[f].work_since = w.g[0].now


@inner("void(W,i8,b1)")
def begin_episode(w, c, acute):
    """A care episode begins: reason, consent and the family's clock of readiness."""
    child = w.child[c]
    family = w.family[child.family]
    now = w.g[0].now
    impairment = child.impairment if child.impaired == 1 else 0
    by_impairment = child_draw(w, c, Stream.REASON) < p_reason_impairment(w.p, impairment)
    child.reason = Reason.IMPAIRMENT if by_impairment else Reason.SOCIAL
    forced = child_draw(w, c, Stream.CONSENT) < p_without_consent(w.p, family.coping, acute)
    child.without_consent = 1 if forced else 0
    child.placed_since = now
    child.reconsidered = 0
    child.ever_placed = 1
    if child.band < Band.AGE_18_22:
        add(w.ledger, Flow.PLACEMENT_STARTS, 1.0)
        if child.band >= Band.AGE_12:
            add(w.ledger, Flow.STARTS_12_17, 1.0)
        if child.arm > 0:
            add(w.ledger, Flow.STARTS_TREATED, 1.0)
        if forced:
            add(w.ledger, Flow.STARTS_WITHOUT_CONSENT, 1.0)
    if child.returned_at != 0.0 and now - child.returned_at <= w.p[0].reentry_window_days:
        add(w.ledger, Flow.REENTRIES, 1.0)
    if family.n_placed == 0:
        family.ready = 0
        family.placed_since = now
        begin_work(w, child.family)
    family.n_placed += 1
    refresh_family(w, child.family)


@inner("void(W,i8)")
def end_episode(w, c):
    """A care episode ends."""
    child = w.child[c]
    family = w.family[child.family]
    end_spell(w.ledger, Spell.PLACEMENT, child.placed_since, w.g[0].now, True)
    child.without_consent = 0
    child.reason = Reason.SOCIAL
    family.n_placed -= 1
    renew(w, Clock.BREAKDOWN, c, child_draw(w, c, Stream.BREAKDOWN), 0.0)
    refresh_family(w, child.family)


@inner("void(W,i8,i8)")
def count_step(w, c, measure):
    """Count a move between ranks of the ladder in an open case."""
    child = w.child[c]
    if child.status != Status.OPEN:
        return
    before = RANK_OF_MEASURE[child.measure]
    after = RANK_OF_MEASURE[measure]
    if after > before and before > 0:
        add(w.ledger, Flow.STEPS_UP, 1.0)
    if before > after and after > 0:
        add(w.ledger, Flow.STEPS_DOWN, 1.0)


@inner("void(W,i8,i8,b1)")
def set_measure(w, c, measure, acute):
    """The child's main measure becomes another: its response and price are drawn, stocks and clocks follow."""
    child = w.child[c]
    old = child.measure
    if measure == old:
        return
    now = w.g[0].now
    count(w, c, -1)
    count_step(w, c, measure)
    if old == Measure.FOSTER_FAMILY:
        release_home(w, c)
    if measure == Measure.FOSTER_FAMILY:
        take_home(w)
    was_placed = old >= Measure.NETWORK_CARE
    placed = measure >= Measure.NETWORK_CARE
    child.measure = measure
    child.measure_since = now
    if placed:
        child.held_back = 0
    broad = lever(w, c, Lever.BROAD_HOME_MEASURES) > 0.0 and STEP_OF_MEASURE[measure] == Step.HOME_BASED
    child.response = response(w.p, child_draw(w, c, Stream.RESPONSE))
    if broad:
        child.response *= 1.0 + w.p[0].broad_measures_effect
    child.price_factor = price_factor(w.p, child_draw(w, c, Stream.PRICE))
    if broad:
        child.price_factor *= w.p[0].broad_measures_price_factor
    child.insourced = lever(w, c, Lever.INSOURCING_SHARE) if STEP_OF_MEASURE[measure] == Step.HOME_BASED else 0.0
    child.price_factor *= insourced_price(w.p, child.insourced)
    write_child(w, Event.MEASURE, c, DETAIL_MEASURE + measure, 1.0 if acute else 0.0)
    if placed and not was_placed:
        begin_episode(w, c, acute)
    if was_placed and not placed:
        end_episode(w, c)
    count(w, c, 1)
    if placed != was_placed:
        set_arm(w, c)
    settle_unmet(w, c)
    settle_onset(w, c)
    cancel(w, Clock.COURSE, c)
    if child.status == Status.OPEN and measure >= Measure.EARLY_COURSE:
        start_follow_ups(w, c)
    refresh(w, c)


@inner("void(W,i8,i8)")
def set_stage(w, c, stage):
    """How far a decided placement has come."""
    child = w.child[c]
    if child.place_stage == stage:
        return
    if child.place_stage == PlaceStage.AWAITS_HOME:
        stop_waiting(w, c)
    count(w, c, -1)
    child.place_stage = stage
    count(w, c, 1)


@inner("void(W,i8)")
def drop_plans(w, c):
    """Nothing is planned any more for this child: no decision, no place, no seat."""
    child = w.child[c]
    set_stage(w, c, PlaceStage.NOTHING)
    child.wanted = Measure.NONE
    child.course_wanted = Measure.NONE
    cancel(w, Clock.PLACE, c)


# ---- the case
@inner("b1(W,i8)")
def has_one_worker(w, c):
    """Whether one worker is to have all cases of this child's family."""
    return mode_of(w, c) == WholeFamily.ONE_WORKER


@inner("i8(W,i8)")
def coordinated_sibling(w, c):
    """First sibling with an open case whose worker is to have this child's case too, or -1."""
    if not has_one_worker(w, c):
        return -1
    for i in range(4):
        s = w.family[w.child[c].family].members[i]
        if s >= 0 and s != c and w.child[s].status == Status.OPEN and has_one_worker(w, s):
            return s
    return -1


@inner("i8(W,i8)")
def case_team(w, c):
    """Team that holds this child's case."""
    g = w.g[0]
    child = w.child[c]
    in_project = child.arm == 1 and g.team_n[Team.PROJECT] > 0
    s = -1 if in_project else coordinated_sibling(w, c)
    if s >= 0:
        return w.desk[w.child[s].desk].team
    return team_of(g.by_age == 1, g.impairment_team == 1, child.band, child.impaired == 1, in_project)


@inner("i8(W,i8)")
def sibling_desk(w, c):
    """Desk of a sibling's open case in the same team, or -1: siblings share their caseworker."""
    team = case_team(w, c)
    family = w.family[w.child[c].family]
    for i in range(4):
        s = family.members[i]
        if s >= 0 and s != c and w.child[s].status == Status.OPEN:
            d = w.child[s].desk
            if d >= 0 and w.desk[d].team == team:
                return d
    return -1


@inner("i8(W,i8)")
def desk_for_case(w, c):
    """Desk that takes this child's case: a sibling's; the one it has, if of the right team; else the lightest."""
    d = sibling_desk(w, c)
    if d >= 0:
        return d
    team = case_team(w, c)
    own = w.child[c].desk
    if own >= 0 and w.desk[own].team == team:
        return own
    return desk_in(w, team)


@inner("void(W,i8,i8)")
def set_status(w, c, status):
    """The case stands elsewhere now."""
    count(w, c, -1)
    if w.child[c].status == Status.OPEN:
        w.g[0].lottery_open -= w.child[c].lottery
    w.child[c].status = status
    count(w, c, 1)


@inner("void(W,i8,i8)")
def take_over(w, c, d):
    """A desk takes the case that opens: the assessor keeps it, or hands over what the assessment found."""
    assessor = w.child[c].desk
    if assessor == d:
        return
    if assessor >= 0:
        part(w, c)
    join(w, c, d)
    if assessor >= 0:
        add(w.ledger, Flow.WORKER_CHANGES, 1.0)
        add_task(w, d, Task.HAND_OVER, c, w.g[0].now + w.p[0].task_due_days[Task.HAND_OVER])


@inner("void(W,i8)")
def end_without_result(w, c):
    """An assessment ends without a result: need has fallen, the child leaves, or acute placement overtakes it."""
    add(w.ledger, Flow.ASSESSMENTS_LAPSED, 1.0)
    if w.g[0].now >= w.child[c].assess_due:
        add_at(w.ledger, Flow.ASSESSMENTS_DUE, w.child[c].assess_due, 1.0)
    write_child(w, Event.ASSESSMENT_LAPSED, c, -1, 0.0)
    w.task[c * N_QUEUED_TASKS + Task.ASSESSMENT].queue = -1


@inner("void(W,i8)")
def open_case(w, c):
    """A case is opened and given to a desk."""
    child = w.child[c]
    count(w, c, -1)
    child.missed = 0
    child.status = Status.OPEN
    count(w, c, 1)
    count_place(w, c)
    set_arm(w, c)
    child.follow_last = w.g[0].now
    child.contact_hours = 0.0
    child.meeting_last = w.g[0].now
    take_over(w, c, desk_for_case(w, c))
    family = w.family[child.family]
    if family.n_open == 0:
        begin_work(w, child.family)
    change_open(w, child.family, 1)
    add(w.ledger, Flow.CASES_OPENED, 1.0)
    write_child(w, Event.CASE_OPENED, c, -1, float(w.desk[child.desk].n_cases))
    refresh_family(w, child.family)
    child.drift_on = 0.0
    watch(w, c)
    refresh(w, c)


@inner("void(W,i8,i8)")
def close_case(w, c, status):
    """A case ends: no tasks, no follow-ups, no plans. An assessment in progress ends with it."""
    child = w.child[c]
    was_open = child.status == Status.OPEN or child.status == Status.AFTERCARE
    drop_tasks(w, c)
    stop_follow_ups(w, c)
    drop_plans(w, c)
    cancel(w, Clock.STATEMENTS, c)
    if was_open:
        change_open(w, child.family, -1)
        add(w.ledger, Flow.CASES_CLOSED, 1.0)
        write_child(w, Event.CASE_CLOSED, c, -1, 0.0)
    if child.desk >= 0:
        part(w, c)
    if child.need >= Need.EXPOSED:
        child.exposed_since = w.g[0].now
    set_status(w, c, status)
    if was_open:
        refresh_family(w, child.family)
    refresh(w, c)
    discharge(w, child.family)


@inner("void(W,i8,i8,b1)")
def move_case(w, c, d, hand_over):
    """A case moves to another desk, with its outstanding tasks and perhaps a hand-over."""
    child = w.child[c]
    old_queue = w.desk[child.desk].queue
    part(w, c)
    join(w, c, d)
    requeue(w, c, old_queue, d)
    write_child(w, Event.CASE_MOVED, c, -1, float(w.desk[d].n_cases))
    if hand_over:
        add(w.ledger, Flow.WORKER_CHANGES, 1.0)
        add_task(w, d, Task.HAND_OVER, c, w.g[0].now + w.p[0].task_due_days[Task.HAND_OVER])
    wake(w, d)
    refresh(w, c)


@inner("void(W,i8,i8,f8)")
def ask(w, kind, c, due):
    """A task for the desk that has the child's case."""
    add_task(w, w.child[c].desk, kind, c, due)


@inner("void(W,i8,i8)")
def want(w, c, measure):
    """A measure is decided: the caseworker has to arrange (and, for a placement, match) it."""
    child = w.child[c]
    if child.place_stage != PlaceStage.NOTHING or child.status != Status.OPEN:
        return
    child.wanted = measure
    child.decided_at = w.g[0].now
    set_stage(w, c, PlaceStage.DECISION)
    write_child(w, Event.PLACEMENT_DECIDED, c, DETAIL_MEASURE + measure, 0.0)
    ask(w, Task.DECISION, c, w.g[0].now + w.p[0].task_due_days[Task.DECISION])
