"""The compiled loop: take the next event, let its handler act."""

from sim.engines.compiled.calendar import ORDER_STEP, take
from sim.engines.compiled.cases import change_homes
from sim.engines.compiled.clocks import renew, schedule, town_draw
from sim.engines.compiled.demography import (
    emigration,
    family_arrives,
    judge_false_flag,
    on_age,
    on_birth,
    on_in_migration,
    on_move_out,
    on_new_family,
    settle_residents,
)
from sim.engines.compiled.families import become_ready, find_kin, on_coping, on_employment
from sim.engines.compiled.followups import on_drift, on_follow_up_due, on_follow_up_opens
from sim.engines.compiled.impairment import book_impairment, on_impairment_case, on_lost_earnings
from sim.engines.compiled.intake import on_excited_notification, on_notification, on_statements
from sim.engines.compiled.measurement import read_last_day
from sim.engines.compiled.months import (
    book_further_costs,
    count_year,
    on_home_lost,
    on_home_recruited,
    on_month,
    on_need,
    on_year,
)
from sim.engines.compiled.nomination import nominate
from sim.engines.compiled.outreach import book_outreach, fill_channels
from sim.engines.compiled.placements import dispatch_places, on_breakdown, on_course, on_place
from sim.engines.compiled.policy import on_policy, recruitment_changed
from sim.engines.compiled.work import dispatch, on_task
from sim.engines.compiled.workforce import first_teams, on_absence, on_hire, on_resignation
from sim.jit import inner, jit
from sim.outcomes.ledger import Flow, Spell, add_at, close_month, end_spell
from sim.rules.demography import in_migrants_per_day, new_families_per_day
from sim.vocabulary import OWNER_OF_CLOCK, Clock, Kind, Measure, Status, Stream


@inner("void(W,i8,i8)")
def handle_child(w, clock, c):
    """An event of a child."""
    if clock == Clock.NEED:
        on_need(w, c)
    elif clock == Clock.NOTIFICATION:
        on_notification(w, c)
    elif clock == Clock.EXCITED_NOTIFICATION:
        on_excited_notification(w, c)
    elif clock == Clock.STATEMENTS:
        on_statements(w, c)
    elif clock == Clock.PLACE:
        on_place(w, c)
    elif clock == Clock.FOLLOW_UP_OPENS:
        on_follow_up_opens(w, c)
    elif clock == Clock.FOLLOW_UP_DUE:
        on_follow_up_due(w, c)
    elif clock == Clock.BREAKDOWN:
        on_breakdown(w, c)
    elif clock == Clock.DRIFT:
        on_drift(w, c)
    elif clock == Clock.AGE:
        on_age(w, c)
    elif clock == Clock.COURSE:
        on_course(w, c)
    elif clock == Clock.IMPAIRMENT_CASE:
        on_impairment_case(w, c)
    else:
        on_lost_earnings(w, c)


@inner("void(W,i8,i8)")
def handle_family(w, clock, f):
    """An event of a family."""
    if clock == Clock.COPING:
        on_coping(w, f)
    elif clock == Clock.READY:
        become_ready(w, f)
    elif clock == Clock.KIN:
        find_kin(w, f)
    elif clock == Clock.EMPLOYMENT:
        on_employment(w, f)
    elif clock == Clock.BIRTH:
        on_birth(w, f)
    else:
        on_move_out(w, f)


@inner("void(W,i8,i8)")
def handle_desk(w, clock, d):
    """An event of a desk (or of the places office)."""
    if clock == Clock.TASK:
        on_task(w, d)
    elif clock == Clock.ABSENCE:
        on_absence(w, d)
    elif clock == Clock.RESIGNATION:
        on_resignation(w, d)
    elif clock == Clock.HIRE:
        on_hire(w, d)
    elif d == len(w.desk):
        dispatch_places(w)
    else:
        dispatch(w, d)


@inner("void(W,i8)")
def handle_town(w, clock):
    """An event of the municipality."""
    if clock == Clock.NEW_FAMILY:
        on_new_family(w)
    elif clock == Clock.IN_MIGRATION:
        on_in_migration(w)
    elif clock == Clock.HOME_RECRUITED:
        on_home_recruited(w)
    elif clock == Clock.HOME_LOST:
        on_home_lost(w)
    elif clock == Clock.POLICY:
        on_policy(w)
    elif clock == Clock.ADMISSION:
        nominate(w)
    elif clock == Clock.MONTH:
        on_month(w)
    else:
        on_year(w)


@jit("i8(W,f8)")
def run(w, until):
    """Handle every event before `until`; run(a) then run(b) equals run(b). Returns the error code (0: none)."""
    g = w.g[0]
    while g.error == 0:
        event = take(w, until)
        if event < 0:
            break
        clock = event // ORDER_STEP
        i = event % ORDER_STEP
        g.n_events += 1
        owner = OWNER_OF_CLOCK[clock]
        if owner == Kind.CHILD:
            handle_child(w, clock, i)
        elif owner == Kind.DESK:
            handle_desk(w, clock, i)
        elif owner == Kind.FAMILY:
            handle_family(w, clock, i)
        else:
            handle_town(w, clock)
    return g.error


@jit("void(W)")
def start(w):
    """Fill an empty world at the start of its warm-up: teams, homes, residents, streams."""
    g = w.g[0]
    for slot in range(len(w.pos)):
        w.pos[slot] = -1
    for i in range(len(w.task)):
        w.task[i].queue = -1
    fill_channels(w)
    first_teams(w)
    renew(w, Clock.HOME_LOST, 0, town_draw(w, Stream.HOME_LOST), 0.0)
    renew(w, Clock.HOME_RECRUITED, 0, town_draw(w, Stream.HOME_RECRUITED), 0.0)
    recruitment_changed(w)
    change_homes(w, int(g.homes_usual + 0.5))
    settle_residents(w)
    renew(w, Clock.NEW_FAMILY, 0, town_draw(w, Stream.NEW_FAMILY), new_families_per_day(w.p, g.residents))
    migrants = in_migrants_per_day(w.p, g.residents, emigration(w))
    renew(w, Clock.IN_MIGRATION, 0, town_draw(w, Stream.IN_MIGRATION), migrants)
    schedule(w, Clock.MONTH, 0, g.now)
    schedule(w, Clock.YEAR, 0, g.now + 365.25)


@inner("void(W,i8,f8)")
def censor(w, c, until):
    """What is still open at the end of the run is counted as open."""
    child = w.child[c]
    judge_false_flag(w, c)
    if child.measure >= Measure.NETWORK_CARE:
        end_spell(w.ledger, Spell.PLACEMENT, child.placed_since, until, False)
    if child.onset_open == 1:
        end_spell(w.ledger, Spell.ONSET_TO_HELP, child.onset_at, until, False)
    if child.status == Status.IN_ASSESSMENT and child.assess_due < until:
        add_at(w.ledger, Flow.ASSESSMENTS_DUE, child.assess_due, 1.0)
    if child.awaits_first == 1 and child.follow_first_limit < until:
        add_at(w.ledger, Flow.FIRST_FOLLOWUPS_DUE, child.follow_first_limit, 1.0)


@jit("void(W,f8)")
def finish(w, until):
    """Bring the ledger up to the end of the run."""
    close_month(w.ledger, until)
    book_further_costs(w, until)
    book_outreach(w, until)
    book_impairment(w, until)
    read_last_day(w, until)
    count_year(w, until)
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0:
            censor(w, c, until)


@jit("void(W,f8)")
def plan_policy(w, time):
    """The policy's first date."""
    schedule(w, Clock.POLICY, 0, time)


@jit("void(W,i8,f8)")
def add_family(w, identity, age):
    """One family more, as the test of minimally different worlds needs it: nobody else's numbers change."""
    family_arrives(w, identity, age, False)
