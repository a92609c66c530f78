"""Work: a desk looks at its queue, works in sessions, and gives what is left to family and network work."""

from sim.engines.compiled.cases import lever
from sim.engines.compiled.clocks import cancel, schedule, write_work
from sim.engines.compiled.desks import can_look, desk_speed, first_live, pop, push, wake
from sim.engines.compiled.families import work_with_family
from sim.engines.compiled.followups import finish_follow_up, finish_meeting
from sim.engines.compiled.intake import finish_assessment, finish_screening
from sim.engines.compiled.placements import finish_crisis, finish_decision
from sim.jit import inner
from sim.outcomes.ledger import Flow, add
from sim.policy.levers import Lever
from sim.rules.work import (
    FAMILY_BLOCK_DAYS,
    LEAST_HOURS,
    URGENT_KEYS_BELOW,
    family_work_order,
    protected_hours,
    session_hours,
)
from sim.vocabulary import N_QUEUED_TASKS, Clock, Event, Measure, Status, Task


@inner("i8(W,i8)")
def next_family(w, d):
    """Child whose family gets family and network work next; -1 if the desk has no open case."""
    best = -1
    least = 0.0
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        child = w.child[c]
        if child.status != Status.OPEN:
            continue
        placed = child.measure >= Measure.NETWORK_CARE
        if placed and lever(w, c, Lever.FAMILY_WORK_WHILE_PLACED) <= 0.0:
            continue
        family = w.family[child.family]
        order = family_work_order(w.p, placed, family.ready == 1, family.coping, family.work_hours)
        if best < 0 or order < least or (order == least and child.id < w.child[best].id):
            best = c
            least = order
    return best


@inner("void(W,i8,i8,i8,f8,f8,i8)")
def begin_session(w, d, kind, c, key, hours, protected):
    """A desk begins a session of so many hours on a task."""
    desk = w.desk[d]
    desk.busy = 1
    desk.protected = protected
    desk.task_kind = kind
    desk.task_slot = c
    desk.task_id = w.child[c].id
    desk.task_key = key
    desk.task_begun = w.g[0].now
    desk.task_hours = hours
    desk.speed = desk_speed(w, d)
    schedule(w, Clock.TASK, d, w.g[0].now + hours / desk.speed)


@inner("void(W,i8,i8,f8)")
def credit_family_work(w, d, c, hours):
    """Hours of family work have been done."""
    child = w.child[c]
    add(w.ledger, Flow.HOURS_FAMILY_WORK, hours)
    child.contact_hours += hours
    write_work(w, Event.FAMILY_WORK, d, c, -1, hours)
    work_with_family(w, child.family, hours)


@inner("void(W,i8)")
def interrupt_family_work(w, d):
    """A task has come: what was done of the family work counts."""
    desk = w.desk[d]
    c = desk.task_slot
    cancel(w, Clock.TASK, d)
    desk.busy = 0
    if w.child[c].id == desk.task_id:
        credit_family_work(w, d, c, (w.g[0].now - desk.task_begun) * desk.speed)


@inner("b1(W,i8)")
def owes_family_work(w, d):
    """Whether the protected share is due before the next task that is not urgent."""
    desk = w.desk[d]
    return desk.owed_hours >= w.p[0].session_hours and w.entry[desk.queue, 0].key > URGENT_KEYS_BELOW


@inner("b1(W,i8)")
def begin_protected(w, d):
    """Begin protected family work if it is owed and there is a family for it."""
    if not owes_family_work(w, d):
        return False
    c = next_family(w, d)
    if c < 0:
        return False
    hours = w.p[0].session_hours
    w.desk[d].owed_hours -= hours
    begin_session(w, d, Task.FAMILY_WORK, c, 0.0, hours, 1)
    return True


@inner("void(W,i8)")
def begin_next_task(w, d):
    """Take the first task of the queue and work one session on it."""
    q = w.desk[d].queue
    entry = w.entry[q, 0]
    key = entry.key
    c = entry.slot
    kind = entry.kind
    pop(w, q)
    task = w.task[c * N_QUEUED_TASKS + kind]
    begin_session(w, d, kind, c, key, session_hours(w.p, task.hours_left), 0)


@inner("void(W,i8)")
def begin_leftover(w, d):
    """Nothing waits: family and network work for a day, or until a task comes."""
    c = next_family(w, d)
    if c >= 0:
        hours = desk_speed(w, d) * FAMILY_BLOCK_DAYS
        begin_session(w, d, Task.FAMILY_WORK, c, 0.0, hours, 0)


@inner("void(W,i8)")
def dispatch(w, d):
    """A desk looks at its queue."""
    desk = w.desk[d]
    desk.waking = 0
    if not can_look(w, d):
        return
    waits = first_live(w, desk.queue) == 1
    if desk.busy == 1:
        if not waits:
            return
        interrupt_family_work(w, d)
        waits = first_live(w, desk.queue) == 1
    if not waits:
        begin_leftover(w, d)
    elif not begin_protected(w, d):
        begin_next_task(w, d)


@inner("void(W,i8,i8,i8,f8)")
def finish_task(w, d, kind, c, hours):
    """A task is finished."""
    if kind == Task.SCREENING:
        finish_screening(w, d, c)
    elif kind == Task.ASSESSMENT:
        finish_assessment(w, d, c)
    elif kind == Task.DECISION:
        finish_decision(w, d, c)
    elif kind == Task.FOLLOW_UP:
        finish_follow_up(w, d, c, hours)
    elif kind == Task.NETWORK_MEETING:
        finish_meeting(w, d, c, hours)
    elif kind == Task.CRISIS:
        finish_crisis(w, d, c)
    elif kind == Task.HAND_OVER:
        write_work(w, Event.HAND_OVER, d, c, -1, hours)


@inner("void(W,i8,f8)")
def account_hours(w, d, hours):
    """Hours of a queued task have been worked; the protected share is owed on them."""
    desk = w.desk[d]
    add(w.ledger, Flow.HOURS_SCREENING + desk.task_kind, hours)
    child = w.child[desk.task_slot]
    arm = child.arm if child.id == desk.task_id else 0
    desk.owed_hours += protected_hours(w.p, hours, w.lever[arm, Lever.PROTECTED_SHARE])


@inner("b1(W,i8,f8)")
def use_hours(w, d, hours):
    """Take worked hours off the task; False if it is no longer this desk's (it ended, or moved with its case)."""
    desk = w.desk[d]
    task = w.task[desk.task_slot * N_QUEUED_TASKS + desk.task_kind]
    if w.child[desk.task_slot].id != desk.task_id or task.queue < 0 or task.key != desk.task_key:
        return False
    task.hours_left -= hours
    if task.queue == desk.queue:
        return True
    task.hours_left = max(task.hours_left, LEAST_HOURS)
    return False


@inner("void(W,i8,f8)")
def end_session(w, d, hours):
    """A session on a queued task ends: the task is finished, or its rest waits under its old key."""
    desk = w.desk[d]
    c = desk.task_slot
    kind = desk.task_kind
    account_hours(w, d, hours)
    if not use_hours(w, d, hours):
        return
    task = w.task[c * N_QUEUED_TASKS + kind]
    if task.hours_left > LEAST_HOURS:
        push(w, task.queue, task.key, desk.task_id, kind, c)
        return
    task.queue = -1
    finish_task(w, d, kind, c, task.hours)


@inner("void(W,i8)")
def on_task(w, d):
    """A session ends as planned."""
    desk = w.desk[d]
    desk.busy = 0
    if desk.task_kind == Task.FAMILY_WORK:
        if w.child[desk.task_slot].id == desk.task_id:
            credit_family_work(w, d, desk.task_slot, desk.task_hours)
    else:
        end_session(w, d, desk.task_hours)
    wake(w, d)


@inner("void(W,i8)")
def stop_work(w, d):
    """The holder leaves or is absent: the session ends where it is, its rest goes back under its old key."""
    desk = w.desk[d]
    if desk.busy == 0:
        return
    cancel(w, Clock.TASK, d)
    desk.busy = 0
    hours = (w.g[0].now - desk.task_begun) * desk.speed
    c = desk.task_slot
    if desk.task_kind == Task.FAMILY_WORK:
        if w.child[c].id == desk.task_id:
            credit_family_work(w, d, c, hours)
        return
    account_hours(w, d, hours)
    if use_hours(w, d, hours):
        task = w.task[c * N_QUEUED_TASKS + desk.task_kind]
        task.hours_left = max(task.hours_left, LEAST_HOURS)
        push(w, task.queue, task.key, desk.task_id, desk.task_kind, c)
