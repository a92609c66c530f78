"""Families arrive, children are born, grow and leave: exogenous streams."""

from sim.distributions import exponential, tabulated
from sim.engines.compiled.arms import arm_of, set_arm
from sim.engines.compiled.cases import case_team, desk_for_case, move_case
from sim.engines.compiled.children import (
    change_need,
    count,
    refresh,
    refresh_family,
    start_clocks,
    start_family_clocks,
)
from sim.engines.compiled.clocks import (
    cancel,
    child_draw,
    family_draw,
    renew,
    schedule,
    town_draw,
    write_child,
    write_family,
)
from sim.engines.compiled.impairment import end_impairment_case, refresh_services
from sim.engines.compiled.parents import change_minors
from sim.engines.compiled.placements import end_everything, enter_aftercare, stays_in_aftercare
from sim.engines.compiled.world import ERROR_CHILDREN, ERROR_FAMILIES
from sim.jit import inner
from sim.outcomes.ledger import Flow, Spell, add, end_spell
from sim.rules.demography import (
    AFTERCARE_LIMIT_DAYS,
    BIRTH_FAMILY,
    MIGRANT_FAMILY,
    family_size,
    in_migrants_per_day,
    new_families_per_day,
    sibling_spacing_days,
    span_days,
)
from sim.rules.employment import first_employment, n_adult_cases
from sim.rules.family import first_coping
from sim.rules.impairment import impairment, is_considerable, onset_days
from sim.rules.need import first_need, need_at_birth
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import BAND_STARTS_YEARS, N_QUEUED_TASKS, N_STREAMS, Band, Clock, Event, Status, Stream


@inner("f8(i8)")
def band_start_days(band):
    """Age at which a band begins."""
    return BAND_STARTS_YEARS[band] * DAYS_PER_YEAR


@inner("i8(f8)")
def band_at(age):
    """Age band at an age in days."""
    band = 0
    while band < Band.AGE_18_22 and age >= band_start_days(band + 1):
        band += 1
    return band


# ---- slots
@inner("i8(W)")
def new_child_slot(w):
    """A free place for a child, all zero but for the arrays that are set by the caller."""
    g = w.g[0]
    if g.free_child > 0:
        g.free_child -= 1
        return w.free_children[g.free_child]
    if g.n_children >= len(w.child):
        g.error = ERROR_CHILDREN
        return 0
    g.n_children += 1
    return g.n_children - 1


@inner("i8(W)")
def new_family_slot(w):
    """A free place for a family."""
    g = w.g[0]
    if g.free_family > 0:
        g.free_family -= 1
        return w.free_families[g.free_family]
    if g.n_families >= len(w.family):
        g.error = ERROR_FAMILIES
        return 0
    g.n_families += 1
    return g.n_families - 1


@inner("void(W,i8)")
def blank_child(w, c):
    """A child's place as if never used."""
    child = w.child[c]
    child.need = child.measure = child.status = child.case_index = child.impairment = child.impaired = 0
    child.place_stage = child.wanted = child.reason = child.without_consent = 0
    child.ever_placed = child.tried = child.arm = child.lottery = child.follow_open = child.follow_missed = 0
    child.awaits_first = child.running_at_start = child.held_back = child.missed = 0
    child.notifications_this_year = child.measure_at_year_start = 0
    child.highest_need_this_year = child.onset_open = child.unmet = child.reconsidered = child.course_wanted = 0
    child.supported = child.helped = child.considerable = child.impairment_case = child.false_label = 0
    child.complex_case = child.services = child.lost_earnings = child.offered = child.enrolled = 0
    child.respite_draw = child.day_care_draw = child.practical_draw = child.enrolled_since = child.decided_at = 0.0
    child.desk = -1
    child.measure_since = child.placed_since = child.exposed_since = child.unmet_since = 0.0
    child.unmet_days = child.follow_last = child.follow_due = child.follow_start = child.assess_due = 0.0
    child.notified_at = child.notified_last = child.relation_since = child.contact_hours = child.contact_level = 0.0
    child.insourced = child.response = child.price_factor = child.intensity = child.intensity_since = 0.0
    child.returned_at = 0.0
    child.onset_at = child.meeting_last = child.course_since = child.drift_on = child.follow_first_limit = 0.0
    for stream in range(N_STREAMS):
        w.child_draw[c, stream] = 0
    for kind in range(N_QUEUED_TASKS):
        w.task[c * N_QUEUED_TASKS + kind].queue = -1


# ---- children
@inner("void(W,i8)")
def next_birthday(w, c):
    """When the child's age band, or its impairment, next changes."""
    child = w.child[c]
    time = child.born + band_start_days(child.band + 1)
    onset = child.born + child.onset
    if child.impairment > 0 and child.impaired == 0 and onset < time:
        time = onset
    schedule(w, Clock.AGE, c, time)


@inner("void(W,i8,i8,f8)")
def child_arrives(w, f, number, born):
    """A child is born into the municipality or moves in."""
    g = w.g[0]
    family = w.family[f]
    c = new_child_slot(w)
    blank_child(w, c)
    child = w.child[c]
    child.id = 4 * family.id + number
    child.family = f
    child.sibling = number
    child.born = born
    child.band = band_at(g.now - born)
    child.impairment = impairment(w.p, child_draw(w, c, Stream.IMPAIRMENT), w.part[family.part].impairment)
    child.onset = onset_days(w.p, child_draw(w, c, Stream.ONSET), child.impairment)
    child.considerable = 1 if is_considerable(w.p, child_draw(w, c, Stream.CONSIDERABLE), child.impairment) else 0
    child.impaired = 1 if child.impairment > 0 and g.now >= born + child.onset else 0
    family.members[number] = c
    family.n_alive += 1
    child.arm = arm_of(w, c)
    count(w, c, 1)
    change_minors(w, f, 1)
    write_child(w, Event.CHILD_ARRIVES, c, -1, g.now - born)
    start_clocks(w, c)
    u = child_draw(w, c, Stream.FIRST_NEED)
    burden = family.frailty * w.part[family.part].level
    need = first_need(w.p, u) if g.now > born else need_at_birth(w.p, u, burden)
    if need > 0:
        change_need(w, c, need)
        set_arm(w, c)
    next_birthday(w, c)
    refresh(w, c)


@inner("void(W,i8)")
def family_ends(w, f):
    """A family's place is free again."""
    for clock in (Clock.COPING, Clock.READY, Clock.KIN, Clock.BIRTH, Clock.MOVE_OUT, Clock.EMPLOYMENT):
        cancel(w, clock, f)
    w.free_families[w.g[0].free_family] = f
    w.g[0].free_family += 1


@inner("void(W,i8)")
def judge_false_flag(w, c):
    """At the end of a year (or of the stay): a child notified with need 1 throughout was a false flag."""
    child = w.child[c]
    if child.notifications_this_year > 0 and w.g[0].now > w.ledger.meta[0].origin:
        add(w.ledger, Flow.NOTIFIED_JUDGED, 1.0)
        if child.highest_need_this_year == 0:
            add(w.ledger, Flow.FALSE_FLAGS, 1.0)
    child.notifications_this_year = 0
    child.highest_need_this_year = child.need


@inner("void(W,i8)")
def child_leaves(w, c):
    """A child leaves the model."""
    child = w.child[c]
    f = child.family
    judge_false_flag(w, c)
    if child.onset_open == 1:
        end_spell(w.ledger, Spell.ONSET_TO_HELP, child.onset_at, w.g[0].now, False)
    end_everything(w, c)
    write_child(w, Event.CHILD_LEAVES, c, -1, w.g[0].now - child.born)
    count(w, c, -1)
    if child.band < Band.AGE_18_22:
        change_minors(w, f, -1)
    child.status = Status.GONE
    child.id = -1
    w.family[f].members[child.sibling] = -1
    w.family[f].n_alive -= 1
    w.free_children[w.g[0].free_child] = c
    w.g[0].free_child += 1
    if w.family[f].n_alive == 0 and w.family[f].n_born == w.family[f].n_planned:
        family_ends(w, f)


@inner("void(W,i8)")
def turn_18(w, c):
    """At 18 a case ends, or goes on as aftercare."""
    if stays_in_aftercare(w, c):
        count(w, c, -1)
        w.child[c].band = Band.AGE_18_22
        count(w, c, 1)
        change_minors(w, w.child[c].family, -1)
        enter_aftercare(w, c)
        end_impairment_case(w, c)
        length = exponential(child_draw(w, c, Stream.AFTERCARE_DAYS), w.p[0].aftercare_mean_days)
        limit = w.child[c].born + AFTERCARE_LIMIT_DAYS
        schedule(w, Clock.AGE, c, min(w.g[0].now + length, limit))
        return
    child_leaves(w, c)


@inner("void(W,i8)")
def change_team(w, c):
    """A case whose team is another now changes its caseworker (13th birthday, an impairment that shows)."""
    child = w.child[c]
    if child.status == Status.OPEN and w.desk[child.desk].team != case_team(w, c):
        move_case(w, c, desk_for_case(w, c), True)


@inner("void(W,i8)")
def show_impairment(w, c):
    """The impairment shows; a label that was false until now is true."""
    child = w.child[c]
    count(w, c, -1)
    child.impaired = 1
    child.false_label = 0
    count(w, c, 1)
    write_child(w, Event.AGE_BAND, c, -1, -1.0)


@inner("void(W,i8)")
def on_age(w, c):
    """The child enters another age band, or its impairment shows."""
    child = w.child[c]
    if child.status == Status.AFTERCARE:
        child_leaves(w, c)
        return
    if child.impairment > 0 and child.impaired == 0 and w.g[0].now >= child.born + child.onset:
        show_impairment(w, c)
    elif child.band == Band.AGE_15_17:
        turn_18(w, c)
        return
    else:
        count(w, c, -1)
        child.band += 1
        count(w, c, 1)
        write_child(w, Event.AGE_BAND, c, -1, float(child.band))
    next_birthday(w, c)
    set_arm(w, c)
    change_team(w, c)
    refresh_services(w, c)
    refresh(w, c)


# ---- families
@inner("i8(W,f8)")
def part_of(w, u):
    """Which part of the municipality a family lives in, by population."""
    reached = 0.0
    for i in range(w.g[0].n_parts):
        reached += w.part[i].share
        if u < reached:
            return i
    return w.g[0].n_parts - 1


@inner("void(W,i8,i8,b1)")
def settle_family(w, f, identity, migrant):
    """What a family brings: size, frailty, place, employment, adults with cases on benefits, coping, kin."""
    family = w.family[f]
    for stream in range(N_STREAMS):
        w.family_draw[f, stream] = 0
    family.id = identity
    family.n_minors = family.arm = family.effort_ore = family.nominated = 0
    family.lot = 0.0
    family.n_born = family.n_alive = family.kin_found = family.n_placed = family.n_open = family.ready = 0
    family.placed_since = family.work_hours = family.work_since = 0.0
    for i in range(4):
        family.members[i] = -1
    family.n_planned = family_size(w.p, family_draw(w, f, Stream.FAMILY_SIZE))
    family.frailty = tabulated(family_draw(w, f, Stream.FRAILTY), w.frailty_table)
    family.part = part_of(w, family_draw(w, f, Stream.PART))
    family.district = int(family_draw(w, f, Stream.DISTRICT) * w.g[0].n_districts)
    part = w.part[family.part]
    family.p_benefits = part.migrant_benefits if migrant else part.benefits
    family.employment = first_employment(w.p, family_draw(w, f, Stream.EMPLOYMENT), family.p_benefits)
    u_second = family_draw(w, f, Stream.SECOND_ADULT)
    family.n_adult_cases = n_adult_cases(w.p, u_second, family_draw(w, f, Stream.FURTHER_ADULT_CASE))
    family.kin_able = 1 if family_draw(w, f, Stream.KIN_ABLE) < w.p[0].p_kin_able else 0
    family.coping = first_coping(w.p, family_draw(w, f, Stream.FIRST_COPING), family.employment)


@inner("void(W,i8)")
def bear(w, f):
    """The family's next child is born; the one after is planned."""
    family = w.family[f]
    born = family.birth_due
    number = family.n_born
    family.n_born += 1
    if family.n_born < family.n_planned:
        family.birth_due = born + sibling_spacing_days(w.p, family_draw(w, f, Stream.SIBLING_SPACING))
    age = w.g[0].now - born
    if age < band_start_days(Band.AGE_18_22):
        child_arrives(w, f, number, born)


@inner("void(W,i8,f8,b1)")
def family_arrives(w, identity, age, migrant):
    """A family with its first birth `age` days ago arrives, with the children born until now."""
    f = new_family_slot(w)
    settle_family(w, f, identity, migrant)
    family = w.family[f]
    now = w.g[0].now
    write_family(w, Event.FAMILY_ARRIVES, f, -1, age)
    start_family_clocks(w, f)
    refresh_family(w, f)
    family.birth_due = now - age
    while family.n_born < family.n_planned and family.birth_due <= now:
        bear(w, f)
    if family.n_born < family.n_planned:
        schedule(w, Clock.BIRTH, f, family.birth_due)
    if family.n_alive == 0 and family.n_born == family.n_planned:
        family_ends(w, f)
        return
    rate = w.part[family.part].emigration_per_day
    renew(w, Clock.MOVE_OUT, f, family_draw(w, f, Stream.MOVE_OUT), rate)


@inner("void(W,i8)")
def on_birth(w, f):
    """A further child of a family is born."""
    bear(w, f)
    if w.family[f].n_born < w.family[f].n_planned:
        schedule(w, Clock.BIRTH, f, w.family[f].birth_due)


@inner("void(W,i8)")
def on_move_out(w, f):
    """A family moves out; not while the municipality has one of its children placed."""
    family = w.family[f]
    if family.n_placed > 0:
        rate = w.part[family.part].emigration_per_day
        renew(w, Clock.MOVE_OUT, f, family_draw(w, f, Stream.MOVE_OUT), rate)
        return
    write_family(w, Event.FAMILY_LEAVES, f, -1, float(family.n_alive))
    family.n_born = family.n_planned
    cancel(w, Clock.BIRTH, f)
    if family.n_alive == 0:
        family_ends(w, f)
        return
    for i in range(4):
        if family.members[i] >= 0:
            child_leaves(w, family.members[i])


# ---- the municipality's streams
@inner("f8(W)")
def growth(w):
    """Factor on arrivals from growth since policy start."""
    years = max(w.g[0].now, 0.0) / DAYS_PER_YEAR
    return 1.0 + w.g[0].growth_per_day * DAYS_PER_YEAR * int(years)


@inner("f8(W)")
def emigration(w):
    """Rate at which a family moves out, over the parts of the municipality."""
    rate = 0.0
    for i in range(w.g[0].n_parts):
        rate += w.part[i].share * w.part[i].emigration_per_day
    return rate


@inner("void(W)")
def on_new_family(w):
    """A family has its first child."""
    g = w.g[0]
    rate = new_families_per_day(w.p, g.residents) * growth(w)
    renew(w, Clock.NEW_FAMILY, 0, town_draw(w, Stream.NEW_FAMILY), rate)
    g.n_births += 1
    family_arrives(w, BIRTH_FAMILY + g.n_births, 0.0, False)


@inner("void(W)")
def on_in_migration(w):
    """A family moves in; one whose children are all grown up is not seen."""
    g = w.g[0]
    rate = in_migrants_per_day(w.p, g.residents, emigration(w)) * growth(w)
    renew(w, Clock.IN_MIGRATION, 0, town_draw(w, Stream.IN_MIGRATION), rate)
    g.n_migrants += 1
    age = town_draw(w, Stream.FAMILY_AGE) * span_days(w.p)
    family_arrives(w, MIGRANT_FAMILY + g.n_migrants, age, True)


@inner("void(W)")
def settle_residents(w):
    """Families who live in the municipality at the start of the warm-up, of every family age."""
    g = w.g[0]
    n = int(new_families_per_day(w.p, g.residents) * span_days(w.p) + 0.5)
    for k in range(n):
        g.n_resident_families += 1
        family_arrives(w, k, town_draw(w, Stream.FAMILY_AGE) * span_days(w.p), False)
