"""Workforce: absence, resignation, hiring; posts, and desks that open and close."""

from sim.distributions import exponential
from sim.engines.compiled.cases import move_case
from sim.engines.compiled.clocks import cancel, desk_draw, renew, schedule, write_desk
from sim.engines.compiled.desks import (
    add_task,
    first_live,
    is_of_team,
    lightest_desk,
    pop,
    push,
    wake,
    wake_pool,
    workload_changed,
)
from sim.engines.compiled.impairment import set_adviser_posts
from sim.engines.compiled.work import stop_work
from sim.engines.compiled.world import ERROR_DESKS
from sim.jit import inner
from sim.outcomes.ledger import MICRO, Flow, Stock, add, shift
from sim.policy.levers import Lever
from sim.rules.workforce import DESKS_OF_TEAM, absence_days, hiring_days, n_desks, posts_for_cases, posts_for_hours
from sim.vocabulary import N_QUEUED_TASKS, Clock, Coverage, Event, Stream, Task, Team


@inner("i8(f8)")
def micro(fte):
    """Posts in whole millionths, so that sums are exact."""
    return int(fte * MICRO + 0.5)


@inner("void(W,i8,i8)")
def count_desk(w, d, sign):
    """Add a desk's post to the stocks, or take it away."""
    desk = w.desk[d]
    if desk.established == 0:
        return
    now = w.g[0].now
    posts = sign * micro(desk.fte)
    holds_cases = desk.team != Team.RECEPTION
    shift(w.ledger, Stock.POSTS_ALL_MICRO, now, posts)
    if holds_cases:
        shift(w.ledger, Stock.POSTS_MICRO, now, posts)
    if desk.in_post == 0:
        return
    shift(w.ledger, Stock.FILLED_ALL_MICRO, now, posts)
    if holds_cases:
        shift(w.ledger, Stock.FILLED_MICRO, now, posts)
    if desk.absent == 0:
        shift(w.ledger, Stock.PRESENT_ALL_MICRO, now, posts)


@inner("void(W,i8,i8)")
def set_absent(w, d, absent):
    """The holder of a post is absent, or back."""
    count_desk(w, d, -1)
    w.desk[d].absent = absent
    count_desk(w, d, 1)


@inner("void(W,i8)")
def plan_absence(w, d):
    """When the holder is next absent."""
    renew(w, Clock.ABSENCE, d, desk_draw(w, d, Stream.ABSENCE_TIME), w.p[0].absences_per_day)


@inner("void(W,i8)")
def on_absence(w, d):
    """An absence begins or ends."""
    desk = w.desk[d]
    if desk.absent == 1:
        set_absent(w, d, 0)
        write_desk(w, Event.WORKER_BACK, d, -1, 0.0)
        plan_absence(w, d)
        wake(w, d)
        return
    stop_work(w, d)
    set_absent(w, d, 1)
    days = absence_days(w.p, desk_draw(w, d, Stream.ABSENCE_DAYS))
    write_desk(w, Event.WORKER_ABSENT, d, -1, days)
    schedule(w, Clock.ABSENCE, d, w.g[0].now + days)
    wake_pool(w, d)


@inner("void(W,i8)")
def vacate(w, d):
    """The post becomes vacant."""
    stop_work(w, d)
    count_desk(w, d, -1)
    w.desk[d].in_post = 0
    w.desk[d].absent = 0
    count_desk(w, d, 1)
    cancel(w, Clock.ABSENCE, d)
    cancel(w, Clock.RESIGNATION, d)


@inner("void(W,i8)")
def advertise(w, d):
    """The post is advertised: after the hiring lag it is filled."""
    schedule(w, Clock.HIRE, d, w.g[0].now + hiring_days(w.p, desk_draw(w, d, Stream.HIRING_DAYS)))


@inner("void(W,i8)")
def on_resignation(w, d):
    """A caseworker resigns."""
    write_desk(w, Event.WORKER_LEAVES, d, -1, float(w.desk[d].n_cases))
    add(w.ledger, Flow.RESIGNATIONS, 1.0)
    vacate(w, d)
    advertise(w, d)
    wake_pool(w, d)


@inner("void(W,i8,f8)")
def fill(w, d, hired):
    """Somebody holds the post from now, with tenure since `hired`."""
    count_desk(w, d, -1)
    desk = w.desk[d]
    desk.in_post = 1
    desk.absent = 0
    desk.hired = hired
    count_desk(w, d, 1)
    renew(w, Clock.RESIGNATION, d, desk_draw(w, d, Stream.RESIGNATION), 0.0)
    workload_changed(w, d)
    plan_absence(w, d)


@inner("void(W,i8)")
def hand_over_all(w, d):
    """The new holder takes over every case of the desk: hours, and the relation begins anew."""
    now = w.g[0].now
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        w.child[c].relation_since = now
        w.child[c].contact_level = 0.0
        add(w.ledger, Flow.WORKER_CHANGES, 1.0)
        add_task(w, d, Task.HAND_OVER, c, now + w.p[0].task_due_days[Task.HAND_OVER])


@inner("i8(W,i8)")
def latest_case(w, d):
    """The desk's case with the shortest relation to its caseworker (least id among equals)."""
    best = -1
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        child = w.child[c]
        if (
            best < 0
            or child.relation_since > w.child[best].relation_since
            or (child.relation_since == w.child[best].relation_since and child.id < w.child[best].id)
        ):
            best = c
    return best


@inner("i8(W,i8)")
def heaviest_desk(w, team):
    """Desk of a team with most cases per post; -1 if there is none."""
    best = -1
    for i in range(w.g[0].n_desks):
        desk = w.desk[i]
        if not is_of_team(w, i, team):
            continue
        if best < 0 or desk.n_cases / desk.fte > w.desk[best].n_cases / w.desk[best].fte:
            best = i
    return best


@inner("void(W,i8)")
def take_share(w, d):
    """A new desk takes cases from the heaviest ones until it has its share: those with the shortest relation."""
    team = w.desk[d].team
    for _ in range(512):
        heavy = heaviest_desk(w, team)
        if heavy < 0 or heavy == d:
            return
        after = (w.desk[d].n_cases + 1) / w.desk[d].fte
        if after > (w.desk[heavy].n_cases - 1) / w.desk[heavy].fte:
            return
        move_case(w, latest_case(w, heavy), d, True)


@inner("b1(W,i8)")
def takes_share(w, d):
    """Whether a new desk takes cases from its colleagues; in the project of a lottery it waits for new cases."""
    team = w.desk[d].team
    in_lottery = team == Team.PROJECT and w.g[0].coverage == Coverage.LOTTERY
    return team != Team.RECEPTION and not in_lottery and w.desk[d].n_cases == 0


@inner("void(W,i8)")
def on_hire(w, d):
    """A vacant post is filled."""
    write_desk(w, Event.WORKER_HIRED, d, -1, float(w.desk[d].n_cases))
    add(w.ledger, Flow.HIRES, 1.0)
    add(w.ledger, Flow.RECRUITMENT_ORE, w.p[0].recruitment_dkk * 100.0)
    fill(w, d, w.g[0].now)
    hand_over_all(w, d)
    if takes_share(w, d):
        take_share(w, d)
    wake(w, d)


# ---- posts
@inner("i8(W,i8)")
def last_desk(w, team):
    """The desk of a team with the highest id; -1 if there is none."""
    best = -1
    for d in range(w.g[0].n_desks):
        if is_of_team(w, d, team) and (best < 0 or w.desk[d].id > w.desk[best].id):
            best = d
    return best


@inner("i8(W,i8)")
def next_desk_id(w, team):
    """Id of a team's next desk: a place in the team, the same in every scenario."""
    highest = team * DESKS_OF_TEAM - 1
    for d in range(w.g[0].n_desks):
        if w.desk[d].established == 1 and w.desk[d].home_team == team:
            highest = max(highest, w.desk[d].id)
    return highest + 1


@inner("i8(W,i8)")
def desk_slot(w, desk_id):
    """Slot of a desk with this id: its old one if it was closed before, else a new one."""
    g = w.g[0]
    for d in range(g.n_desks):
        if w.desk[d].id == desk_id:
            return d
    if g.n_desks >= len(w.desk):
        g.error = ERROR_DESKS
        return g.n_desks - 1
    g.n_desks += 1
    w.desk[g.n_desks - 1].id = desk_id
    return g.n_desks - 1


@inner("i8(W,i8,f8)")
def open_desk(w, team, fte):
    """A further desk of a team is established, still vacant."""
    g = w.g[0]
    d = desk_slot(w, next_desk_id(w, team))
    desk = w.desk[d]
    desk.home_team = team
    desk.team = team
    desk.established = 1
    desk.in_post = 0
    desk.absent = 0
    desk.fte = fte
    desk.owed_hours = 0.0
    desk.queue = d
    if team == Team.RECEPTION:
        if g.team_n[team] == 0:
            g.reception_desk = d
        desk.queue = g.reception_desk
    g.team_n[team] += 1
    count_desk(w, d, 1)
    write_desk(w, Event.DESK_OPENED, d, -1, fte)
    return d


@inner("void(W,i8)")
def empty_desk(w, d):
    """All cases of a desk go to the lightest desks of its team, with hand-over."""
    team = w.desk[d].team
    for _ in range(w.desk[d].n_cases):
        to = lightest_desk(w, team, False)
        move_case(w, latest_case(w, d), to, True)


@inner("void(W,i8)")
def pass_on_tasks(w, d):
    """Tasks for children without a case at this desk (screening, cover for a colleague) go to the lightest desk."""
    q = w.desk[d].queue
    if q != d:
        return
    while first_live(w, q) == 1:
        entry = w.entry[q, 0]
        c = entry.slot
        kind = entry.kind
        pop(w, q)
        to = lightest_desk(w, w.desk[d].team, False)
        task = w.task[c * N_QUEUED_TASKS + kind]
        task.queue = w.desk[to].queue
        push(w, task.queue, task.key, w.child[c].id, kind, c)
        wake(w, to)


@inner("void(W,i8)")
def close_desk(w, team):
    """The last desk of a team closes; its cases go to the others."""
    d = last_desk(w, team)
    if w.desk[d].in_post == 1:
        vacate(w, d)
    cancel(w, Clock.HIRE, d)
    count_desk(w, d, -1)
    w.desk[d].established = 0
    w.g[0].team_n[team] -= 1
    write_desk(w, Event.DESK_CLOSED, d, -1, float(w.desk[d].n_cases))
    empty_desk(w, d)
    pass_on_tasks(w, d)
    wake_pool(w, d)


@inner("void(W,i8,f8)")
def set_fte(w, team, fte):
    """Every desk of a team has this share of a full-time post."""
    for d in range(w.g[0].n_desks):
        if not is_of_team(w, d, team):
            continue
        count_desk(w, d, -1)
        w.desk[d].fte = fte
        count_desk(w, d, 1)
        workload_changed(w, d)


@inner("void(W,i8,f8)")
def set_posts(w, team, posts):
    """Establish so many posts in a team: desks open (and are advertised) or close, the share per desk follows."""
    posts = max(posts, w.p[0].fewest_posts)
    n = n_desks(posts, w.g[0].team_n[team])
    fte = posts / n
    set_fte(w, team, fte)
    while w.g[0].team_n[team] > n:
        close_desk(w, team)
    while w.g[0].team_n[team] < n and w.g[0].error == 0:
        advertise(w, open_desk(w, team, fte))


@inner("i8(W,i8)")
def team_cases(w, team):
    """Open cases of a team's desks."""
    total = 0
    for d in range(w.g[0].n_desks):
        if is_of_team(w, d, team):
            total += w.desk[d].n_cases
    return total


@inner("b1(W,i8)")
def team_exists(w, team):
    """Whether the municipality has this team."""
    g = w.g[0]
    if team == Team.RECEPTION:
        return g.reception_team == 1
    if team == Team.ASSESSMENT:
        return g.assessment_team == 1
    if team == Team.YOUTH:
        return g.by_age == 1
    if team == Team.IMPAIRMENT:
        return g.impairment_team == 1
    return team == Team.CHILDREN


@inner("f8(W)")
def wanted_caseload(w):
    """Caseload that the posts of ordinary teams are set for: the policy's, if it is one for all of them."""
    return w.lever[w.g[0].staffs_all, Lever.CASELOAD]


@inner("f8(W)")
def extra_posts(w):
    """Posts added to the case-holding teams."""
    return w.lever[w.g[0].staffs_all, Lever.EXTRA_POSTS]


@inner("void(W)")
def set_holders_posts(w):
    """Posts of the teams that hold cases follow their cases and the wanted caseload."""
    in_teams = team_cases(w, Team.CHILDREN) + team_cases(w, Team.YOUTH) + team_cases(w, Team.IMPAIRMENT)
    for team in (Team.CHILDREN, Team.YOUTH, Team.IMPAIRMENT):
        if not team_exists(w, team):
            continue
        cases = team_cases(w, team)
        extra = extra_posts(w) * cases / in_teams if in_teams > 0 else 0.0
        set_posts(w, team, posts_for_cases(float(cases), wanted_caseload(w)) + extra)


@inner("void(W)")
def set_all_posts(w):
    """Posts follow the cases: holders of cases by caseload, § 50 by assessments in progress, reception by hours.

    A project that was formed at this instant has had the posts of case holders set before it took its desks.
    """
    g = w.g[0]
    if g.holders_set == 0:
        set_holders_posts(w)
    set_adviser_posts(w, float(g.n_impairment))
    if team_exists(w, Team.ASSESSMENT):
        set_posts(w, Team.ASSESSMENT, team_cases(w, Team.ASSESSMENT) / w.p[0].assessment_caseload)
    if team_exists(w, Team.RECEPTION):
        set_posts(w, Team.RECEPTION, posts_for_hours(w.p, g.intake_hours, w.p[0].reception_work_share))
    g.intake_hours = 0.0


@inner("void(W,i8,f8)")
def first_team(w, team, posts):
    """A team at the start of the warm-up: all posts filled, with tenures drawn."""
    if not team_exists(w, team):
        return
    posts = max(posts, w.p[0].fewest_posts)
    n = n_desks(posts, int(posts + 0.5))
    for _ in range(n):
        d = open_desk(w, team, posts / n)
        tenure = exponential(desk_draw(w, d, Stream.FIRST_TENURE), w.p[0].first_tenure_mean_days)
        fill(w, d, w.g[0].now - tenure)


@inner("void(W)")
def first_teams(w):
    """Teams at the start of the warm-up, for a usual number of cases; the yearly adjustment does the rest."""
    g = w.g[0]
    cases = 0.03 * g.residents / wanted_caseload(w)
    screening_hours = 0.12 * g.residents * w.p[0].task_hours[Task.SCREENING]
    first_team(w, Team.RECEPTION, posts_for_hours(w.p, screening_hours, w.p[0].reception_work_share))
    first_team(w, Team.ASSESSMENT, 0.004 * g.residents / w.p[0].assessment_caseload)
    first_team(w, Team.CHILDREN, cases * (0.6 if g.by_age == 1 else 1.0))
    first_team(w, Team.YOUTH, cases * 0.4)
    first_team(w, Team.IMPAIRMENT, cases * 0.2)
    set_adviser_posts(w, 0.02 * g.residents)
