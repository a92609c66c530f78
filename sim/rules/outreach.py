"""Outreach: colleagues nearer to children notify more of those who need it, and the presence takes hours and money.

Each activity acts on its channels and ages, saturating in its dose. How strongly is uncertain, and zero is in every
prior: a large trial of social workers in schools found no effect.
"""

from sim.jit import jit
from sim.policy.levers import Lever
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, ORE_PER_DKK
from sim.vocabulary import Band, Channel, Need

FULL_WEEK_DAYS = 5.0

UNDER_10_DAYS = 10 * DAYS_PER_YEAR


@jit("f8(f8,f8)")
def saturating(dose: float, half: float) -> float:
    """Share of the full effect at a dose: one half at `half`."""
    return dose / (dose + half)


@jit("b1(i8)")
def is_relevant(need: int) -> bool:
    """Whether a notification of a child with this need is relevant: need 3 or worse."""
    return need >= Need.VULNERABLE


@jit("f8(P,f8[],i8,b1)")
def school_effect(p, levers, band: int, embedded: bool) -> float:
    """Detection that a caseworker at the child's school adds: there all week, or on fixed days."""
    if band < Band.AGE_6:
        return 0.0
    days = FULL_WEEK_DAYS if embedded else levers[Lever.SCHOOL_DAYS_PER_WEEK]
    return p[0].school_presence_effect * saturating(days, p[0].school_half_days_per_week)


@jit("f8(P,f8[],i8)")
def day_care_effect(p, levers, band: int) -> float:
    """Detection that visits, sparring and shared training add in day care."""
    if band > Band.AGE_3_5:
        return 0.0
    visits = saturating(levers[Lever.DAY_CARE_VISITS_PER_YEAR], p[0].day_care_half_visits_per_year_count)
    sparring = saturating(levers[Lever.PPR_SPARRING_POSTS_PER_1000], p[0].ppr_half_posts_per_1000)
    trained = levers[Lever.SIGNS_OF_SAFETY_SHARE]
    return (
        p[0].day_care_visits_effect * visits
        + p[0].ppr_sparring_effect * sparring
        + p[0].signs_of_safety_effect * trained
    )


@jit("f8(P,f8[],i8,i8,b1)")
def channel_effect(p, levers, channel: int, band: int, embedded: bool) -> float:
    """What all activities together add to a channel's notifications of children who need it [relative]."""
    professional = channel <= Channel.DENTAL_SERVICE
    effect = p[0].one_entrance_effect * levers[Lever.ONE_ENTRANCE] if professional else 0.0
    if channel == Channel.SCHOOL:
        effect += school_effect(p, levers, band, embedded)
    elif channel == Channel.DAY_CARE:
        effect += day_care_effect(p, levers, band)
    elif channel == Channel.HEALTH_VISITOR and band == Band.AGE_0_2:
        effect += p[0].adbb_effect * levers[Lever.ADBB_SHARE]
    elif channel == Channel.DENTAL_SERVICE:
        effect += p[0].signs_of_safety_effect * levers[Lever.SIGNS_OF_SAFETY_SHARE]
    elif channel == Channel.FAMILY and Band.AGE_3_5 <= band <= Band.AGE_15_17:
        hours = levers[Lever.OPEN_COUNSELLING_HOURS_PER_1000]
        effect += p[0].open_counselling_effect * saturating(hours, p[0].counselling_half_hours_per_1000)
    return effect


@jit("f8(P,f8[],i8,i8,b1,b1)")
def channel_rate(p, levers, channel: int, band: int, relevant: bool, embedded: bool) -> float:
    """Notifications per day through a channel of a child of this age at need 1, before need and municipality."""
    effect = channel_effect(p, levers, channel, band, embedded)
    rate = p[0].notification_per_day[channel][band] * levers[Lever.NOTIFICATION_VOLUME_FACTOR]
    if relevant:
        return rate * (1.0 + effect)
    return rate * levers[Lever.NOTIFICATION_NOISE_FACTOR] * (1.0 + p[0].outreach_noise_share * effect)


# ---- hours and money
@jit("f8(P,f8[],f8,f8)")
def caseworker_hours_per_day(p, levers, n_schools: float, n_day_cares: float) -> float:
    """Caseworker hours per calendar day that outreach takes: at schools, on visits to day care, in the one entrance."""
    embedded = min(levers[Lever.SCHOOL_CASEWORKERS], n_schools)
    school_days = FULL_WEEK_DAYS * embedded + levers[Lever.SCHOOL_DAYS_PER_WEEK] * (n_schools - embedded)
    per_year = school_days * p[0].school_day_hours * p[0].school_weeks_per_year_count
    visit_hours = p[0].day_care_visit_hours + p[0].day_care_travel_hours
    per_year += levers[Lever.DAY_CARE_VISITS_PER_YEAR] * n_day_cares * visit_hours
    per_week = levers[Lever.ONE_ENTRANCE] * p[0].one_entrance_hours_per_week
    return per_year / DAYS_PER_YEAR + per_week / DAYS_PER_WEEK


@jit("f8(P,f8[],f8)")
def others_ore_per_day(p, levers, residents_0_17: float) -> float:
    """Cost per day of what other professions do: psychologists, screening of infants, training."""
    thousands = residents_0_17 / 1000.0
    posts = levers[Lever.PPR_SPARRING_POSTS_PER_1000] * thousands
    posts += levers[Lever.OPEN_COUNSELLING_HOURS_PER_1000] * thousands / p[0].psychologist_hours_per_week
    per_year = posts * p[0].psychologist_dkk
    per_year += levers[Lever.ADBB_SHARE] * p[0].adbb_dkk * residents_0_17 / 18.0
    per_year += levers[Lever.SIGNS_OF_SAFETY_SHARE] * p[0].signs_of_safety_dkk_per_1000 * thousands
    return per_year * ORE_PER_DKK / DAYS_PER_YEAR


@jit("f8(P,f8)")
def staffed_ore_per_day(p, hours_per_day: float) -> float:
    """Cost per day of posts that do nothing but these hours of outreach."""
    of_a_post = p[0].work_hours_per_day * (1.0 - p[0].share_meetings)
    return hours_per_day / of_a_post * p[0].post_dkk * ORE_PER_DKK / DAYS_PER_YEAR


@jit("f8(f8,f8,f8)")
def mixed(uncovered: float, covered: float, share: float) -> float:
    """An amount of the municipality where the policy covers this share of it."""
    return (1.0 - share) * uncovered + share * covered
