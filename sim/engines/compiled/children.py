"""A child's rates, stocks and need."""

from sim.engines.compiled.clocks import child_draw, family_draw, renew, schedule, set_rate
from sim.engines.compiled.parents import ready_gain, settle_parents
from sim.hazards import excited_consume, excited_decay, excited_fires_at, first_of_two, threshold
from sim.jit import inner
from sim.outcomes.census import (
    awaits_place,
    cost_ore_per_day,
    count_child,
    count_diagnosis,
    count_groups,
    count_impairment_case,
    is_delayed,
)
from sim.outcomes.ledger import Flow, Spell, add, end_spell
from sim.policy.levers import Lever
from sim.rules.economy import price_ore_per_day
from sim.rules.family import kin_rate, readiness_rate
from sim.rules.followup import is_missed, review_days
from sim.rules.impairment import case_rate, escalation_factor, lost_earnings_rate, relief
from sim.rules.need import (
    contact_factor,
    continuity_factor,
    entrenchment_factor,
    fall_rate,
    measure_factor,
    rise_rate,
)
from sim.rules.notification import TOTAL, excitation, notification_rate
from sim.rules.outreach import is_relevant
from sim.rules.placement import breakdown_rate, gets_consultant
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import STEP_OF_MEASURE, Band, Clock, Measure, Need, Status, Stream


@inner("b1(W,i8)")
def has_consultant(w, c):
    """Whether a foster-care consultant supports this child's placement."""
    child = w.child[c]
    return w.lever[child.arm, Lever.FOSTER_CONSULTANT] > 0.0 and gets_consultant(child.measure)


@inner("void(W,i8,i8)")
def count_impairment(w, c, sign):
    """Add the child's impairment and its case to the stocks, or take them away."""
    child = w.child[c]
    now = w.g[0].now
    if child.impaired == 1 and child.band < Band.AGE_18_22:
        count_diagnosis(w.ledger, now, sign, child.impairment, child.measure)
    if child.impairment_case == 1:
        count_impairment_case(
            w.ledger,
            w.p,
            now,
            sign,
            child.band,
            child.arm,
            child.complex_case == 1,
            child.false_label == 1,
            child.enrolled == 1,
            child.services,
            child.lost_earnings == 1,
            child.measure < Measure.NETWORK_CARE,
        )


@inner("void(W,i8,i8)")
def count(w, c, sign):
    """Add the child's present state to the stocks, or take it away."""
    child = w.child[c]
    awaiting = awaits_place(child.place_stage, child.wanted)
    price = price_ore_per_day(w.p, child.measure, child.price_factor)
    count_child(
        w.ledger,
        w.p,
        w.g[0].now,
        sign,
        child.band,
        child.need,
        child.measure,
        child.status,
        child.ever_placed == 1,
        child.reason,
        child.without_consent == 1,
        awaiting,
        is_delayed(child.need, child.measure, awaiting, child.held_back == 1),
        child.missed == 1,
        child.arm,
        price,
        has_consultant(w, c),
    )
    count_impairment(w, c, sign)
    count_groups(
        w.ledger,
        w.g[0].now,
        sign,
        child.band,
        child.need,
        child.impairment if child.impaired == 1 else 0,
        w.family[child.family].district,
        child.arm,
        child.status,
        child.measure,
        cost_ore_per_day(w.p, child.measure, price, child.impairment_case == 1, child.services),
    )


@inner("void(W,i8)")
def count_supported(w, sign):
    """Add every child in a placement that consultants can support to the stocks, or take it away."""
    for c in range(w.g[0].n_children):
        if w.child[c].id >= 0 and gets_consultant(w.child[c].measure):
            count(w, c, sign)


@inner("i8(W,i8)")
def months_home(w, c):
    """Whole months since the child's last return home; very many if it never returned."""
    child = w.child[c]
    if child.returned_at == 0.0:
        return 1200
    months = int((w.g[0].now - child.returned_at) / DAYS_PER_MONTH)
    return months


@inner("f8(W,i8)")
def rise(w, c):
    """Present rate at which the child's need rises."""
    child = w.child[c]
    family = w.family[child.family]
    rate = rise_rate(
        w.p,
        child.need,
        child.band,
        child.measure,
        family.coping,
        child.impairment if child.impaired == 1 else 0,
        months_home(w, c),
        child.supported == 1,
        family.frailty,
        w.part[family.part].level,
    )
    return rate * escalation_factor(w.p, child.enrolled == 1, w.g[0].coordination_cover)


@inner("f8(W,i8)")
def unmet_days(w, c):
    """Days the child has been at 4b without a fitting measure."""
    child = w.child[c]
    days = child.unmet_days
    if child.unmet == 1:
        days += w.g[0].now - child.unmet_since
    return days


@inner("f8(W,i8)")
def fall(w, c):
    """Present rate at which the child's need falls."""
    child = w.child[c]
    now = w.g[0].now
    measure = measure_factor(
        w.p,
        child.need,
        child.band,
        child.measure,
        STEP_OF_MEASURE[child.measure],
        child.response,
        now - child.measure_since,
    )
    contact = 1.0
    continuity = 1.0
    if child.status == Status.OPEN:
        contact = contact_factor(w.p, child.contact_level)
        continuity = continuity_factor(w.p, now - child.relation_since)
    return fall_rate(w.p, child.need, measure, contact, continuity, entrenchment_factor(w.p, unmet_days(w, c)))


@inner("i8(W,i8)")
def at_embedded_school(w, c):
    """Whether a caseworker is permanently at the school of the child's district (0 or 1)."""
    g = w.g[0]
    child = w.child[c]
    schools = w.lever[child.arm, Lever.SCHOOL_CASEWORKERS]
    return 1 if w.family[child.family].district < schools * g.n_districts / g.n_schools else 0


@inner("f8(W,i8)")
def notified(w, c):
    """Present rate of first notifications of a child."""
    child = w.child[c]
    relevant = 1 if is_relevant(child.need) else 0
    total = w.channel_rate[child.arm, at_embedded_school(w, c), relevant, child.band, TOTAL]
    return notification_rate(w.p, child.need, w.part[w.family[child.family].part].notification, total)


@inner("void(W,i8)")
def refresh_impairment(w, c):
    """Bring the rates of a child's impairment case and of its parents' lost earnings up to date."""
    child = w.child[c]
    if child.status == Status.AFTERCARE:
        return
    has_case = child.impairment_case == 1
    rate = case_rate(
        w.p,
        has_case,
        child.false_label == 1,
        child.impaired == 1,
        child.considerable == 1,
        child.band,
        child.need,
        w.lever[child.arm, Lever.SCREENING_INTENSITY],
    )
    set_rate(w, Clock.IMPAIRMENT_CASE, c, rate)
    enrolled = child.enrolled == 1
    rate = lost_earnings_rate(
        w.p,
        has_case and child.false_label == 0,
        child.lost_earnings == 1,
        child.complex_case == 1,
        w.family[child.family].employment,
        child.measure < Measure.NETWORK_CARE,
        relief(w.p[0].coordination_lost_earnings_effect, enrolled, w.g[0].coordination_cover),
    )
    set_rate(w, Clock.LOST_EARNINGS, c, rate)


@inner("void(W,i8)")
def refresh(w, c):
    """Bring the rates of a child's clocks up to its present state."""
    child = w.child[c]
    if child.status == Status.GONE or child.status == Status.AFTERCARE:
        return
    set_rate(w, Clock.NEED, c, rise(w, c) + fall(w, c))
    set_rate(w, Clock.NOTIFICATION, c, notified(w, c))
    refresh_impairment(w, c)
    if child.measure >= Measure.NETWORK_CARE:
        now = w.g[0].now
        consultant = has_consultant(w, c)
        days_on = now - child.measure_since
        unseen = now - child.follow_last
        rate = breakdown_rate(w.p, child.measure, child.band, days_on, unseen, child.response, consultant)
        set_rate(w, Clock.BREAKDOWN, c, rate)


@inner("void(W,i8)")
def refresh_family(w, f):
    """Bring the rates of a family's clocks up to its present state."""
    family = w.family[f]
    settle_parents(w, f)
    ready = 0.0
    if family.n_placed > 0 and family.ready == 0:
        ready = readiness_rate(w.p, family.coping, w.g[0].now - family.placed_since) * ready_gain(w, f)
    set_rate(w, Clock.READY, f, ready)
    kin = kin_rate(w.p, family.n_open) if family.kin_able == 1 and family.kin_found == 0 else 0.0
    set_rate(w, Clock.KIN, f, kin)


@inner("void(W,i8)")
def refresh_members(w, f):
    """Bring the rates of all children of a family up to date."""
    for i in range(4):
        c = w.family[f].members[i]
        if c >= 0:
            refresh(w, c)


@inner("void(W,i8)")
def settle_unmet(w, c):
    """Begin or end the count of days at 4b without a fitting measure; it is forgotten once need is 3 or lower."""
    child = w.child[c]
    unmet = 1 if child.need == Need.ENDANGERED and child.measure < Measure.NETWORK_CARE else 0
    if unmet != child.unmet:
        child.unmet_days = unmet_days(w, c)
        child.unmet_since = w.g[0].now
        child.unmet = unmet
    if child.need <= Need.VULNERABLE:
        child.unmet_days = 0.0


@inner("void(W,i8)")
def settle_onset(w, c):
    """Begin the wait for help when need reaches 3; end it with a step of 2 or higher, the first noted."""
    child = w.child[c]
    helped = STEP_OF_MEASURE[child.measure] >= 2
    if helped and child.helped == 0:
        child.helped = 1
        add(w.ledger, Flow.FIRST_HELPS, 1.0)
        add(w.ledger, Flow.FIRST_HELP_AGE_DAYS, w.g[0].now - child.born)
    if child.onset_open == 1 and helped:
        end_spell(w.ledger, Spell.ONSET_TO_HELP, child.onset_at, w.g[0].now, True)
        child.onset_open = 0
    elif child.onset_open == 0 and not helped and child.need >= Need.VULNERABLE:
        child.onset_open = 1
        child.onset_at = w.g[0].now


@inner("void(W,i8)")
def note_missed(w, c):
    """Mark a child whose true need is 4a or worse for over 180 days without an open case."""
    child = w.child[c]
    known = child.status == Status.OPEN or child.status == Status.IN_ASSESSMENT
    missed = 0
    if child.need >= Need.EXPOSED and not known and is_missed(w.g[0].now - child.exposed_since):
        missed = 1
    if missed != child.missed:
        count(w, c, -1)
        child.missed = missed
        count(w, c, 1)


@inner("void(W,i8)")
def watch(w, c):
    """Start the regular review of a child with an open case or at 4a or worse."""
    child = w.child[c]
    has_case = child.status == Status.OPEN
    if child.drift_on == 0.0 and (has_case or child.need >= Need.EXPOSED):
        child.drift_on = 1.0
        now = w.g[0].now
        schedule(w, Clock.DRIFT, c, now + review_days(has_case, now - child.exposed_since))


@inner("void(W,i8,i8)")
def change_need(w, c, need):
    """The child's need becomes another."""
    child = w.child[c]
    count(w, c, -1)
    child.need = need
    child.highest_need_this_year = max(child.highest_need_this_year, need)
    if need < Need.EXPOSED:
        child.missed = 0
    elif child.exposed_since == 0.0:
        child.exposed_since = w.g[0].now
    if need < Need.EXPOSED:
        child.exposed_since = 0.0
    if need < Need.ENDANGERED:
        child.held_back = 0
    count(w, c, 1)
    settle_unmet(w, c)
    settle_onset(w, c)
    watch(w, c)


@inner("void(W,i8)")
def excite(w, c):
    """A notification raises the chance of another for a while."""
    child = w.child[c]
    now = w.g[0].now
    decay = w.p[0].notification_decay_per_day
    k = w.clock[w.g[0].first_slot[Clock.EXCITED_NOTIFICATION] + c]
    elapsed = now - child.intensity_since
    if child.intensity > 0.0:
        k.remaining = excited_consume(k.remaining, child.intensity, decay, child.intensity_since, now)
    child.intensity = excited_decay(child.intensity, decay, elapsed) + excitation(w.p)
    child.intensity_since = now
    schedule(w, Clock.EXCITED_NOTIFICATION, c, excited_fires_at(k.remaining, child.intensity, decay, now))


@inner("void(W,i8)")
def next_excited(w, c):
    """Begin the next occurrence of the self-excited clock after it fired."""
    child = w.child[c]
    now = w.g[0].now
    child.intensity = excited_decay(child.intensity, w.p[0].notification_decay_per_day, now - child.intensity_since)
    child.intensity_since = now
    k = w.clock[w.g[0].first_slot[Clock.EXCITED_NOTIFICATION] + c]
    k.remaining = threshold(child_draw(w, c, Stream.EXCITED_TIME))


@inner("i8(W,i8)")
def draw_next_need(w, c):
    """Whether need rises or falls, now that it changes."""
    rises = first_of_two(child_draw(w, c, Stream.NEED_CAUSE), rise(w, c), fall(w, c))
    return w.child[c].need + 1 if rises else w.child[c].need - 1


@inner("void(W,i8)")
def start_clocks(w, c):
    """First thresholds of a child's random clocks."""
    renew(w, Clock.NEED, c, child_draw(w, c, Stream.NEED_TIME), 0.0)
    renew(w, Clock.NOTIFICATION, c, child_draw(w, c, Stream.NOTIFICATION_TIME), 0.0)
    renew(w, Clock.BREAKDOWN, c, child_draw(w, c, Stream.BREAKDOWN), 0.0)
    renew(w, Clock.IMPAIRMENT_CASE, c, child_draw(w, c, Stream.IMPAIRMENT_CASE_TIME), 0.0)
    renew(w, Clock.LOST_EARNINGS, c, child_draw(w, c, Stream.LOST_EARNINGS_TIME), 0.0)
    k = w.clock[w.g[0].first_slot[Clock.EXCITED_NOTIFICATION] + c]
    k.remaining = threshold(child_draw(w, c, Stream.EXCITED_TIME))


@inner("void(W,i8)")
def start_family_clocks(w, f):
    """First thresholds of a family's random clocks."""
    renew(w, Clock.COPING, f, family_draw(w, f, Stream.COPING_TIME), 0.0)
    renew(w, Clock.READY, f, family_draw(w, f, Stream.READY), 0.0)
    renew(w, Clock.KIN, f, family_draw(w, f, Stream.KIN_FOUND), 0.0)
    renew(w, Clock.EMPLOYMENT, f, family_draw(w, f, Stream.EMPLOYMENT_TIME), 0.0)
    w.family[f].coping_left = threshold(family_draw(w, f, Stream.COPING_WORK))
