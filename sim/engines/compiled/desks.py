"""Desks: queues, sessions and cases. A desk is one server; a pooled team shares one queue."""

from sim.engines.compiled.clocks import child_draw, schedule, set_rate
from sim.engines.compiled.world import ERROR_CASES, ERROR_QUEUE, MAX_CASES, Q
from sim.jit import inner
from sim.policy.levers import Lever
from sim.rules.impairment import carries_impairment
from sim.rules.whole_family import learned_speed, saved_cases
from sim.rules.work import background_hours, hours_per_day, queue_key, task_hours
from sim.rules.workforce import does_outreach, resignation_rate
from sim.vocabulary import N_QUEUED_TASKS, Clock, Employment, Measure, Stream, Task, Team, WholeFamily


# ---- a queue is a heap ordered by (key, child id, kind)
@inner("b1(W,i8,i8,i8)")
def goes_first(w, q, i, j):
    """Whether entry i of queue q goes before entry j."""
    a = w.entry[q, i]
    b = w.entry[q, j]
    if a.key != b.key:
        return a.key < b.key
    if a.id != b.id:
        return a.id < b.id
    return a.kind < b.kind


@inner("void(W,i8,i8,i8)")
def swap(w, q, i, j):
    """Exchange two entries of a queue."""
    a = w.entry[q, i]
    b = w.entry[q, j]
    a.key, b.key = b.key, a.key
    a.id, b.id = b.id, a.id
    a.kind, b.kind = b.kind, a.kind
    a.slot, b.slot = b.slot, a.slot


@inner("void(W,i8,i8)")
def rise_to_place(w, q, i):
    """Let an entry rise to where it belongs."""
    while i > 0 and goes_first(w, q, i, (i - 1) >> 1):
        swap(w, q, i, (i - 1) >> 1)
        i = (i - 1) >> 1


@inner("void(W,i8)")
def drop_dead(w, q):
    """Take the dead entries out of a full queue: the live ones keep their order, which is that of their keys."""
    n = 0
    for i in range(w.n_entry[q]):
        if is_live(w, q, i):
            swap(w, q, n, i)
            n += 1
    w.n_entry[q] = n
    for i in range(1, n):
        rise_to_place(w, q, i)


@inner("void(W,i8,f8,i8,i8,i8)")
def push(w, q, key, child_id, kind, slot):
    """Put a task into a queue."""
    if w.n_entry[q] >= Q:
        drop_dead(w, q)
    i = w.n_entry[q]
    if i >= Q:
        w.g[0].error = ERROR_QUEUE
        return
    w.n_entry[q] = i + 1
    entry = w.entry[q, i]
    entry.key = key
    entry.id = child_id
    entry.kind = kind
    entry.slot = slot
    rise_to_place(w, q, i)


@inner("void(W,i8)")
def pop(w, q):
    """Take the first task out of a queue."""
    n = w.n_entry[q] - 1
    w.n_entry[q] = n
    swap(w, q, 0, n)
    i = 0
    while True:
        kid = 2 * i + 1
        if kid >= n:
            break
        if kid + 1 < n and goes_first(w, q, kid + 1, kid):
            kid += 1
        if not goes_first(w, q, kid, i):
            break
        swap(w, q, i, kid)
        i = kid


@inner("b1(W,i8,i8)")
def is_live(w, q, i):
    """Whether an entry still stands for its task: a task that moved or ended leaves its entry behind."""
    entry = w.entry[q, i]
    task = w.task[entry.slot * N_QUEUED_TASKS + entry.kind]
    return w.child[entry.slot].id == entry.id and task.queue == q and task.key == entry.key


@inner("i8(W,i8)")
def first_live(w, q):
    """Drop dead entries; whether a live one is now at the head of the queue (0 or 1)."""
    while w.n_entry[q] > 0:
        if is_live(w, q, 0):
            return 1
        pop(w, q)
    return 0


# ---- desks
@inner("b1(W,i8)")
def is_at_work(w, d):
    """Whether the post is filled and its holder is not absent."""
    desk = w.desk[d]
    return desk.in_post == 1 and desk.absent == 0


@inner("b1(W,i8)")
def can_look(w, d):
    """Whether a desk can look at its queue: free, or doing family work that may be interrupted."""
    desk = w.desk[d]
    interruptible = desk.busy == 1 and desk.task_kind == Task.FAMILY_WORK and desk.protected == 0
    return is_at_work(w, d) and desk.waking == 0 and (desk.busy == 0 or interruptible)


@inner("void(W,i8)")
def wake(w, d):
    """Let a desk look at its queue once everything else of this instant has happened."""
    if can_look(w, d):
        w.desk[d].waking = 1
        schedule(w, Clock.DISPATCH, d, w.g[0].now)


@inner("void(W,i8)")
def wake_pool(w, d):
    """Wake the desk, or in a pooled team the first desk that can look."""
    team = w.desk[d].team
    if team != Team.RECEPTION:
        wake(w, d)
        return
    for i in range(w.g[0].n_desks):
        if w.desk[i].team == team and can_look(w, i):
            wake(w, i)
            return


@inner("i8(i8)")
def hours_stream(kind):
    """Random stream of the hours of a kind of task."""
    return Stream.HOURS_SCREENING + kind


@inner("b1(W,i8,i8)")
def is_pending_task(w, c, kind):
    """Whether the child has an unfinished task of this kind."""
    return w.task[c * N_QUEUED_TASKS + kind].queue >= 0


@inner("i8(W,i8,i8)")
def cover_for(w, d, kind):
    """Desk that takes a task: acute work and screening of an absent desk go to the least burdened one at work."""
    urgent = kind == Task.CRISIS or kind == Task.SCREENING
    if not urgent or is_at_work(w, d) or w.desk[d].team == Team.RECEPTION:
        return d
    best = d
    for i in range(w.g[0].n_desks):
        fits = w.desk[i].team == w.desk[d].team and is_at_work(w, i)
        if fits and (best == d or w.desk[i].n_cases < w.desk[best].n_cases):
            best = i
    return best


@inner("void(W,i8,i8,i8,f8)")
def add_task(w, d, kind, c, due):
    """A task for a child enters a desk's queue; at most one of a kind is outstanding per child."""
    task = w.task[c * N_QUEUED_TASKS + kind]
    if task.queue >= 0:
        return
    d = cover_for(w, d, kind)
    u = child_draw(w, c, hours_stream(kind))
    placed = w.child[c].measure >= Measure.NETWORK_CARE or w.child[c].wanted >= Measure.NETWORK_CARE
    task.hours_left = task_hours(w.p, u, kind, placed)
    task.hours = task.hours_left
    task.key = queue_key(w.p, kind, w.g[0].now, due)
    task.queue = w.desk[d].queue
    if w.desk[d].team == Team.RECEPTION:
        w.g[0].intake_hours += task.hours_left
    push(w, task.queue, task.key, w.child[c].id, kind, c)
    wake_pool(w, d)


@inner("void(W,i8)")
def drop_tasks(w, c):
    """The child's outstanding tasks end; entries left in queues are dead."""
    for kind in range(N_QUEUED_TASKS):
        w.task[c * N_QUEUED_TASKS + kind].queue = -1


# ---- cases
@inner("void(W,i8)")
def workload_changed(w, d):
    """The rate of resignation follows the number of cases."""
    desk = w.desk[d]
    if desk.in_post == 1:
        rate = resignation_rate(w.p, desk.n_cases / desk.fte, desk.team != Team.RECEPTION)
        set_rate(w, Clock.RESIGNATION, d, rate)


@inner("void(W,i8,i8)")
def join(w, c, d):
    """A desk takes a child's case."""
    desk = w.desk[d]
    n = desk.n_cases
    if n >= MAX_CASES:
        w.g[0].error = ERROR_CASES
        return
    w.case[d, n] = c
    desk.n_cases = n + 1
    child = w.child[c]
    child.desk = d
    child.case_index = n
    child.relation_since = w.g[0].now
    child.contact_level = 0.0
    workload_changed(w, d)


@inner("void(W,i8)")
def part(w, c):
    """A desk gives up a child's case."""
    child = w.child[c]
    d = child.desk
    desk = w.desk[d]
    n = desk.n_cases - 1
    desk.n_cases = n
    last = w.case[d, n]
    w.case[d, child.case_index] = last
    w.child[last].case_index = child.case_index
    child.desk = -1
    workload_changed(w, d)


@inner("b1(W,i8,i8)")
def is_of_team(w, d, team):
    """Whether an established desk belongs to a team."""
    return w.desk[d].established == 1 and w.desk[d].team == team


@inner("i8(W,i8,b1)")
def lightest_desk(w, team, only_in_post):
    """Desk of a team with the fewest cases per post; -1 if there is none."""
    best = -1
    for i in range(w.g[0].n_desks):
        desk = w.desk[i]
        if not is_of_team(w, i, team) or (only_in_post and desk.in_post == 0):
            continue
        if best < 0 or desk.n_cases / desk.fte < w.desk[best].n_cases / w.desk[best].fte:
            best = i
    return best


@inner("i8(W,i8)")
def desk_in(w, team):
    """Desk of a team that takes a new case: the lightest with somebody in post, else the lightest."""
    d = lightest_desk(w, team, True)
    return d if d >= 0 else lightest_desk(w, team, False)


@inner("void(W,i8,i8,i8)")
def requeue(w, c, from_queue, to_desk):
    """A child's outstanding tasks move with its case, under their old keys."""
    for kind in range(N_QUEUED_TASKS):
        task = w.task[c * N_QUEUED_TASKS + kind]
        if task.queue == from_queue:
            task.queue = w.desk[to_desk].queue
            push(w, task.queue, task.key, w.child[c].id, kind, c)


@inner("f8(W,i8)")
def outreach_hours(w, d):
    """Hours per day that outreach takes from this desk by the month's timetable."""
    desk = w.desk[d]
    return w.g[0].outreach_hours_per_post * desk.fte if does_outreach(desk.team) else 0.0


# ---- whole-family coordination
@inner("b1(W)")
def is_coordinated(w):
    """Whether any family's cases are coordinated."""
    return w.lever[0, Lever.WHOLE_FAMILY] > 0.0 or w.lever[1, Lever.WHOLE_FAMILY] > 0.0


@inner("i8(W,i8)")
def mode_of(w, c):
    """How the child's family is coordinated."""
    return int(w.lever[w.child[c].arm, Lever.WHOLE_FAMILY])


@inner("b1(W,i8,i8)")
def is_further(w, c, d):
    """Whether an older sibling's case lies at the desk too."""
    child = w.child[c]
    for i in range(child.sibling):
        s = w.family[child.family].members[i]
        if s >= 0 and w.child[s].desk == d:
            return True
    return False


@inner("f8(W,i8)")
def n_saved(w, d):
    """Background time that coordination saves at a desk, in cases."""
    total = 0.0
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        if mode_of(w, c) > 0 and is_further(w, c, d):
            total += saved_cases(w.p, mode_of(w, c))
    return total


@inner("i8(W,i8)")
def n_one_worker(w, d):
    """Cases of a desk that it has as the one worker for all of the family's."""
    total = 0
    for i in range(w.desk[d].n_cases):
        if mode_of(w, w.case[d, i]) == WholeFamily.ONE_WORKER:
            total += 1
    return total


@inner("i8(W,i8)")
def n_adults(w, d):
    """Adults' cases that a desk has taken along with children's."""
    total = 0
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        family = w.family[w.child[c].family]
        takes = mode_of(w, c) == WholeFamily.ONE_WORKER
        if takes and family.employment == Employment.BENEFITS and not is_further(w, c, d):
            total += family.n_adult_cases
    return total


@inner("f8(W,i8)")
def n_insourced(w, d):
    """Cases of a desk whose home-based work caseworkers do themselves, by share."""
    total = 0.0
    if w.g[0].insourcing_seen == 1:
        for i in range(w.desk[d].n_cases):
            total += w.child[w.case[d, i]].insourced
    return total


@inner("f8(W,i8)")
def desk_background(w, d):
    """Background time per day of a desk's cases."""
    n = float(w.desk[d].n_cases)
    if not is_coordinated(w):
        return background_hours(w.p, n, 0.0, 0.0, n_insourced(w, d))
    return background_hours(w.p, n, n_saved(w, d), float(n_adults(w, d)), n_insourced(w, d))


@inner("f8(W,i8)")
def learning(w, d):
    """Factor on the speed of a desk while its holder learns to be the one worker for families."""
    if not is_coordinated(w) or w.desk[d].n_cases == 0:
        return 1.0
    begun = max(w.desk[d].hired, w.g[0].one_worker_since)
    return learned_speed(w.p, n_one_worker(w, d) / w.desk[d].n_cases, w.g[0].now - begun)


@inner("f8(W,i8)")
def impairment_hours(w, d):
    """Hours per day of impairment cases that the special advisers' posts leave to this desk."""
    desk = w.desk[d]
    carries = carries_impairment(w.g[0].impairment_team == 1, desk.team)
    return w.g[0].impairment_hours_per_post * desk.fte if carries else 0.0


@inner("f8(W,i8)")
def other_hours(w, d):
    """Hours per day that other duties take from a desk: outreach, impairment cases that lack an adviser."""
    return outreach_hours(w, d) + impairment_hours(w, d)


@inner("f8(W,i8)")
def desk_speed(w, d):
    """Hours of tasks per day that a desk does now."""
    desk = w.desk[d]
    background = desk_background(w, d)
    speed = hours_per_day(w.p, desk.fte, background, w.g[0].now - desk.hired, other_hours(w, d))
    return speed * learning(w, d)
