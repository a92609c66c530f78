"""Policy: dated changes of levers, and the project teams that some policies form."""

import math

from sim.engines.compiled.arms import has_project, is_eligible, set_arms
from sim.engines.compiled.cases import desk_for_case, follow_up_interval, has_one_worker, move_case, set_due
from sim.engines.compiled.children import count_supported, refresh
from sim.engines.compiled.clocks import child_draw, schedule, set_rate, write
from sim.engines.compiled.desks import is_of_team, lightest_desk
from sim.engines.compiled.impairment import impairment_changed, settle_coordination
from sim.engines.compiled.nomination import nominate
from sim.engines.compiled.outreach import outreach_changed
from sim.engines.compiled.parents import settle_parents
from sim.engines.compiled.workforce import fill, open_desk, set_holders_posts, set_posts
from sim.jit import inner
from sim.outcomes.ledger import Flow, add
from sim.policy.levers import (
    FIRST_FAMILY_LEVER,
    FIRST_IMPAIRMENT_LEVER,
    FIRST_OUTREACH_LEVER,
    LAST_FAMILY_LEVER,
    LAST_IMPAIRMENT_LEVER,
    LAST_OUTREACH_LEVER,
    N_LEVERS,
    Lever,
)
from sim.rules.workforce import family_team, posts_for_cases
from sim.vocabulary import DETAIL_LEVER, Clock, Coverage, Event, Measure, Status, Stream, Team


@inner("i8(W,i8)")
def covered_cases(w, d):
    """Cases of a desk that the policy covers."""
    total = 0
    for i in range(w.desk[d].n_cases):
        total += w.child[w.case[d, i]].arm
    return total


@inner("b1(W,i8,i8)")
def goes_before(w, d, other):
    """Whether desk d joins a project before another."""
    if covered_cases(w, d) != covered_cases(w, other):
        return covered_cases(w, d) > covered_cases(w, other)
    if w.desk[d].n_cases != w.desk[other].n_cases:
        return w.desk[d].n_cases > w.desk[other].n_cases
    return w.desk[d].id < w.desk[other].id


@inner("i8(W)")
def next_donor(w):
    """Ordinary desk that joins the project next: most covered cases, then most cases, then least id.

    The last desk of a team stays: other children's cases need it.
    """
    best = -1
    for d in range(w.g[0].n_desks):
        ordinary = is_of_team(w, d, Team.CHILDREN) or is_of_team(w, d, Team.YOUTH)
        if not ordinary or w.desk[d].in_post == 0 or w.g[0].team_n[w.desk[d].team] == 1:
            continue
        if best < 0 or goes_before(w, d, best):
            best = d
    return best


@inner("void(W,i8)")
def join_project(w, d):
    """An ordinary desk becomes a project desk with its worker and cases."""
    w.g[0].team_n[w.desk[d].team] -= 1
    w.desk[d].team = Team.PROJECT
    w.g[0].team_n[Team.PROJECT] += 1


@inner("b1(W,i8)")
def is_candidate(w, c):
    """Whether an eligible child with a case takes part in the lottery; for a project, one of the family teams."""
    child = w.child[c]
    if child.status != Status.OPEN or child.lottery == 1 or not is_eligible(w, c):
        return False
    if not has_project(w):
        return True
    team = w.desk[child.desk].team
    return team == Team.PROJECT or team == Team.CHILDREN or team == Team.YOUTH


@inner("b1(W,i8,i8)")
def drawn_before(w, a, b):
    """Whether child a is drawn before child b: project workers' own cases first, then by lot."""
    own_a = w.desk[w.child[a].desk].team == Team.PROJECT
    own_b = w.desk[w.child[b].desk].team == Team.PROJECT
    if own_a != own_b:
        return own_a
    if w.child[a].lottery_draw != w.child[b].lottery_draw:
        return w.child[a].lottery_draw < w.child[b].lottery_draw
    return w.child[a].id < w.child[b].id


@inner("void(W)")
def draw_lottery(w):
    """Draw the children of a lottery."""
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0 and is_candidate(w, c):
            w.child[c].lottery_draw = child_draw(w, c, Stream.LOTTERY)
    drawn = 0
    for _ in range(w.g[0].lottery_size):
        best = -1
        for c in range(w.g[0].n_children):
            if w.child[c].id >= 0 and is_candidate(w, c) and (best < 0 or drawn_before(w, c, best)):
                best = c
        if best < 0:
            break
        w.child[best].lottery = 1
        drawn += 1
    w.g[0].lottery_open = drawn
    write(w, Event.LOTTERY_DRAWN, -1, -1, -1, -1, float(drawn))


@inner("i8(W,i8)")
def worst_placed_case(w, d):
    """Least id among a project desk's cases that the policy does not cover; -1 if there is none."""
    best = -1
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        if w.child[c].arm == 0 and (best < 0 or w.child[c].id < w.child[best].id):
            best = c
    return best


@inner("void(W,i8)")
def give_up_uncovered(w, d):
    """A project desk gives its uncovered cases to ordinary desks: these children lose their worker."""
    for _ in range(w.desk[d].n_cases):
        c = worst_placed_case(w, d)
        if c < 0:
            return
        to = lightest_desk(w, family_team(w.g[0].by_age == 1, w.child[c].band), True)
        if to >= 0:
            move_case(w, c, to, True)


@inner("i8(W,i8,i8)")
def surplus_case(w, d, share):
    """A case that a project desk has beyond its share: the highest id; -1 if it has no more than its share."""
    if w.desk[d].n_cases <= share:
        return -1
    best = -1
    for i in range(w.desk[d].n_cases):
        c = w.case[d, i]
        if best < 0 or w.child[c].id > w.child[best].id:
            best = c
    return best


@inner("void(W,i8)")
def even_out(w, share):
    """Project desks with more than their share give cases to those with fewer."""
    for d in range(w.g[0].n_desks):
        if not is_of_team(w, d, Team.PROJECT):
            continue
        for _ in range(w.desk[d].n_cases):
            c = surplus_case(w, d, share)
            to = lightest_desk(w, Team.PROJECT, True)
            if c < 0 or to < 0 or to == d:
                break
            move_case(w, c, to, True)


@inner("i8(W)")
def next_to_gather(w):
    """Covered child of least id whose case lies outside the project; -1 if there is none."""
    best = -1
    for c in range(w.g[0].n_children):
        child = w.child[c]
        if child.id < 0 or child.arm != 1 or child.status != Status.OPEN or w.desk[child.desk].team == Team.PROJECT:
            continue
        if best < 0 or child.id < w.child[best].id:
            best = c
    return best


@inner("void(W)")
def gather_covered(w):
    """Covered children whose case lies elsewhere come to the project, in the order of their ids."""
    while True:
        c = next_to_gather(w)
        to = lightest_desk(w, Team.PROJECT, True)
        if c < 0 or to < 0:
            return
        move_case(w, c, to, True)


@inner("void(W)")
def gather_families(w):
    """Cases of nominated families come to the project, those of a family to one worker."""
    c = next_to_gather(w)
    while c >= 0 and w.g[0].team_n[Team.PROJECT] > 0:
        move_case(w, c, desk_for_case(w, c), True)
        c = next_to_gather(w)


@inner("void(W,i8,i8)")
def new_desks(w, team, n):
    """Newly hired caseworkers who begin today."""
    for _ in range(n):
        d = open_desk(w, team, 1.0)
        add(w.ledger, Flow.HIRES, 1.0)
        add(w.ledger, Flow.RECRUITMENT_ORE, w.p[0].recruitment_dkk * 100.0)
        fill(w, d, w.g[0].now)


@inner("void(W,i8)")
def choose_team(w, n):
    """So many existing workers join the project, if there are as many."""
    for _ in range(n):
        d = next_donor(w)
        if d >= 0:
            join_project(w, d)


@inner("void(W)")
def dissolve_team(w):
    """The project's desks go back to their teams with their cases; those that have no other join the children's."""
    for d in range(w.g[0].n_desks):
        if is_of_team(w, d, Team.PROJECT):
            home = w.desk[d].home_team
            w.g[0].team_n[Team.PROJECT] -= 1
            w.desk[d].team = Team.CHILDREN if home == Team.PROJECT else home
            w.g[0].team_n[w.desk[d].team] += 1


@inner("void(W)")
def draw_arms(w):
    """Policy start, in every run: who would be covered. All rates are brought up to date, whoever that is.

    A project's workers are known for the drawing, and go to the project when the policy begins.
    """
    g = w.g[0]
    g.arms_drawn = 1
    if g.coverage == Coverage.LOTTERY:
        choose_team(w, g.project_existing)
        draw_lottery(w)
        dissolve_team(w)
    if g.coverage == Coverage.NOMINATION:
        nominate(w)
    set_arms(w)
    for c in range(g.n_children):
        if w.child[c].id >= 0:
            refresh(w, c)


@inner("void(W,i8)")
def form_team(w, n_existing):
    """Form a project team: existing workers, new ones, and the cases of covered children."""
    g = w.g[0]
    choose_team(w, n_existing)
    new_desks(w, Team.CHILDREN if g.project_drop == 1 else Team.PROJECT, g.project_new)
    for d in range(g.n_desks):
        if is_of_team(w, d, Team.PROJECT):
            give_up_uncovered(w, d)
    if g.coverage == Coverage.NOMINATION:
        gather_families(w)
        return
    gather_covered(w)
    n = g.team_n[Team.PROJECT]
    total = 0
    for d in range(g.n_desks):
        if is_of_team(w, d, Team.PROJECT):
            total += w.desk[d].n_cases
    if n > 0:
        even_out(w, (total + n - 1) // n)


@inner("i8(W)")
def covered_open(w):
    """Open cases that the policy covers."""
    total = 0
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0 and w.child[c].status == Status.OPEN:
            total += w.child[c].arm
    return total


@inner("void(W)")
def begin_project(w):
    """Form the project. Where the year's end would set posts, they are set before, by all cases."""
    g = w.g[0]
    if g.now <= 0.0 and w.p[0].structure_posts_follow_cases > 0.0:
        set_holders_posts(w)
        g.holders_set = 1
    form_team(w, g.project_existing)


@inner("void(W)")
def set_covered_posts(w):
    """Posts of the covered children's own team by the policy's caseload, with its extra posts."""
    cases = float(covered_open(w))
    posts = posts_for_cases(cases, w.lever[1, Lever.CASELOAD]) + w.lever[1, Lever.EXTRA_POSTS]
    set_posts(w, Team.PROJECT, posts)


@inner("b1(W)")
def has_district_team(w):
    """Whether the covered districts have staff of their own: another caseload, or extra posts."""
    other = w.lever[0, Lever.CASELOAD] != w.lever[1, Lever.CASELOAD]
    return other or w.lever[0, Lever.EXTRA_POSTS] != w.lever[1, Lever.EXTRA_POSTS]


@inner("void(W)")
def form_district_team(w):
    """Covered districts get a team: existing workers at the old caseload, then posts at the new."""
    form_team(w, max(1, int(covered_open(w) / w.lever[0, Lever.CASELOAD] + 0.5)))
    set_covered_posts(w)


@inner("b1(W)")
def sets_posts(w):
    """Whether a lever sets posts at once; at time 0 the year's end does, if posts follow cases."""
    return w.g[0].now > 0.0 or w.p[0].structure_posts_follow_cases == 0.0


@inner("void(W)")
def settle_district_team(w):
    """The covered districts' team is formed, goes on with other posts, or ends; ordinary posts follow then."""
    g = w.g[0]
    wanted = 1 if has_district_team(w) else 0
    if wanted == g.district_team:
        if wanted == 1:
            set_covered_posts(w)
        return
    g.district_team = wanted
    if wanted == 1:
        form_district_team(w)
    else:
        dissolve_team(w)
    if sets_posts(w):
        set_holders_posts(w)


@inner("void(W)")
def begin_policy(w):
    """The policy begins: which placements run already, and the project is formed."""
    g = w.g[0]
    g.policy_begun = 1
    for c in range(g.n_children):
        if w.child[c].id >= 0:
            w.child[c].running_at_start = 1 if w.child[c].measure >= Measure.NETWORK_CARE else 0
    if has_project(w) and g.only_labels == 0:
        begin_project(w)


@inner("void(W)")
def reschedule_follow_ups(w):
    """Covered cases come under the new schedule: never later than they were due."""
    g = w.g[0]
    for c in range(g.n_children):
        child = w.child[c]
        planned = child.status == Status.OPEN and child.measure >= Measure.EARLY_COURSE
        if child.id >= 0 and (child.arm == 1 or g.only_labels == 1) and planned:
            child.follow_start = g.now
            due = g.now + follow_up_interval(w, c, True, g.now)
            if due < child.follow_due:
                set_due(w, c, due)


@inner("void(W,i8)")
def seats_changed(w, which):
    """The yearly capacity of a course changes: the seats of this year at once."""
    index = which - Lever.COURSES_EARLY_PER_YEAR
    if 0 <= index < 4:
        w.g[0].seats[index] = w.lever[0, which]


@inner("void(W)")
def recruitment_changed(w):
    """The rate at which foster homes are recruited follows its lever."""
    rate = w.p[0].home_recruitment_per_day * w.g[0].homes_usual * w.lever[0, Lever.HOME_RECRUITMENT_FACTOR]
    set_rate(w, Clock.HOME_RECRUITED, 0, rate)


@inner("i8(W)")
def differing_arms(w):
    """Whether a lever has another value for covered children than for the others (0 or 1)."""
    for which in range(N_LEVERS):
        if w.lever[0, which] != w.lever[1, which]:
            return 1
    return 0


@inner("void(W,i8)")
def apply_change(w, i):
    """One lever takes its new value."""
    change = w.change[i]
    if change.lever == Lever.FOSTER_CONSULTANT:
        count_supported(w, -1)
    if change.arm < 0:
        w.lever[0, change.lever] = change.value
    w.lever[1, change.lever] = change.value
    w.g[0].arms_differ = differing_arms(w)
    if change.lever == Lever.FOSTER_CONSULTANT:
        count_supported(w, 1)
    write(w, Event.LEVER, -1, -1, -1, DETAIL_LEVER + change.lever, change.value)
    seats_changed(w, change.lever)
    if FIRST_OUTREACH_LEVER <= change.lever <= LAST_OUTREACH_LEVER:
        w.g[0].outreach_stale = 1
    if FIRST_FAMILY_LEVER <= change.lever <= LAST_FAMILY_LEVER:
        w.g[0].family_stale = 1
    if change.lever == Lever.INSOURCING_SHARE:
        w.g[0].insourcing_seen = 1
    if change.lever == Lever.WHOLE_FAMILY:
        w.g[0].one_worker_since = w.g[0].now
    if FIRST_IMPAIRMENT_LEVER <= change.lever <= LAST_IMPAIRMENT_LEVER:
        w.g[0].impairment_stale = 1
    if change.lever == Lever.HOME_RECRUITMENT_FACTOR:
        recruitment_changed(w)


@inner("void(W)")
def staff_changed(w):
    """A lever of staffing took another value: posts follow, of all teams or of the covered children's own."""
    g = w.g[0]
    if g.staffs_all == 1:
        if sets_posts(w):
            set_holders_posts(w)
    elif has_project(w):
        if g.team_n[Team.PROJECT] > 0:
            set_covered_posts(w)
    elif g.coverage == Coverage.DISTRICTS:
        settle_district_team(w)


@inner("void(W)")
def schedule_next(w):
    """The scenario's next date: a lever's, or its beginning."""
    g = w.g[0]
    time = g.begins if g.policy_begun == 0 else math.inf
    if g.next_change < len(w.change):
        time = min(time, w.change[g.next_change].time)
    if time < math.inf:
        schedule(w, Clock.POLICY, 0, time)


@inner("i8(W,i8)")
def worker_of_family(w, c):
    """Desk that has the first open case of a family under one worker, or -1 if that is this child's own."""
    family = w.family[w.child[c].family]
    for i in range(w.child[c].sibling):
        s = family.members[i]
        if s >= 0 and w.child[s].status == Status.OPEN and has_one_worker(w, s):
            return w.child[s].desk if w.child[s].desk != w.child[c].desk else -1
    return -1


@inner("i8(W)")
def next_to_unite(w):
    """Child of least id whose open case is to come to the worker of an older sibling; -1 if there is none."""
    best = -1
    for c in range(w.g[0].n_children):
        child = w.child[c]
        if child.id < 0 or child.status != Status.OPEN or not has_one_worker(w, c) or worker_of_family(w, c) < 0:
            continue
        if best < 0 or child.id < w.child[best].id:
            best = c
    return best


@inner("void(W)")
def families_changed(w):
    """A lever of families took another value: parents' rates and spending follow, siblings come to one worker."""
    w.g[0].family_stale = 0
    for f in range(w.g[0].n_families):
        if w.family[f].n_alive > 0 or w.family[f].n_born < w.family[f].n_planned:
            settle_parents(w, f)
    c = next_to_unite(w)
    while c >= 0:
        move_case(w, c, worker_of_family(w, c), True)
        c = next_to_unite(w)


@inner("void(W)")
def on_policy(w):
    """A date of the scenario: levers change, and what hangs on them follows."""
    g = w.g[0]
    schedule_before = w.lever[1, Lever.FOLLOW_UP_SCHEDULE]
    caseload_before = w.lever[1, Lever.CASELOAD]
    extra_before = w.lever[1, Lever.EXTRA_POSTS]
    while g.next_change < len(w.change) and w.change[g.next_change].time <= g.now:
        apply_change(w, g.next_change)
        g.next_change += 1
    if g.outreach_stale == 1:
        outreach_changed(w)
    if g.arms_drawn == 0:
        draw_arms(w)
    if g.policy_begun == 0 and g.now >= g.begins:
        begin_policy(w)
    if g.family_stale == 1:
        families_changed(w)
    settle_coordination(w)
    if g.impairment_stale == 1:
        impairment_changed(w)
    if w.lever[1, Lever.FOLLOW_UP_SCHEDULE] != schedule_before:
        reschedule_follow_ups(w)
    if w.lever[1, Lever.CASELOAD] != caseload_before or w.lever[1, Lever.EXTRA_POSTS] != extra_before:
        staff_changed(w)
    schedule_next(w)
