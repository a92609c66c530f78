"""Functional impairment: onset, the case in the special track, services beside the main measure, coordination.

Need is not cured. What coordination changes is uncertain, and no effect is in every prior.
"""

import math

from sim.distributions import lognormal
from sim.jit import jit
from sim.rules.work import contract_hours_per_day
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Band, Employment, Impairment, Need, Team

RESPITE, SPECIAL_DAY_CARE, PRACTICAL_HELP = 1, 2, 4  # bits of the services a child has
FULL_TIME_HOURS_PER_WEEK = 37.0


# ---- impairment and placement
@jit("i8(P,f8,f8)")
def impairment(p, u: float, level: float) -> int:
    """Which impairment a child has or will have (0 none, 1 ADHD, 2 autism, 3 other)."""
    reached = 0.0
    for kind in range(1, 4):
        reached += p[0].impairment_share[kind] * level
        if u < reached:
            return kind
    return Impairment.NONE


@jit("f8(P,f8,i8)")
def onset_days(p, u: float, kind: int) -> float:
    """Age [day] at which an impairment of this kind shows."""
    return lognormal(u, p[0].impairment_onset_mean_days[kind], p[0].impairment_onset_cv[kind])


@jit("f8(P,i8)")
def p_reason_impairment(p, impairment_now: int) -> float:
    """Probability that a placement of this child is for the impairment rather than for social reasons."""
    return p[0].p_reason_impairment if impairment_now != Impairment.NONE else 0.0


# ---- the case in the special track
@jit("b1(P,f8,i8)")
def is_considerable(p, u: float, kind: int) -> bool:
    """Whether an impairment of this kind is considerable and permanent, so that it gets an impairment case."""
    return u < p[0].p_impairment_case[kind]


@jit("b1(P,f8)")
def is_complex(p, u: float) -> bool:
    """Whether a case is complex: several forms of help at once."""
    return u < p[0].p_complex_case


@jit("f8(P,i8,f8)")
def false_label_rate(p, need: int, screenings_per_year: float) -> float:
    """Rate [1/day] at which screening labels a child without an impairment as impaired."""
    concern = 1 if need >= Need.VULNERABLE else 0
    return screenings_per_year / DAYS_PER_YEAR * p[0].p_false_label[concern]


@jit("f8(P,f8)")
def opening_rate(p, screenings_per_year: float) -> float:
    """Rate [1/day] at which a considerable impairment that shows gets its case; screening may shorten the wait."""
    return (1.0 + p[0].screening_detection_effect * screenings_per_year) / p[0].impairment_case_wait_mean_days


@jit("f8(P,b1,b1,b1,b1,i8,i8,f8)")
def case_rate(
    p, has_case: bool, false_label: bool, impaired: bool, considerable: bool, band: int, need: int, screenings: float
) -> float:
    """Rate [1/day] at which an impairment case begins, or a false label is withdrawn. Screening is for ages 0-6."""
    screened = screenings if band <= Band.AGE_6 else 0.0
    if has_case:
        return 1.0 / p[0].false_label_mean_days if false_label else 0.0
    if impaired:
        return opening_rate(p, screened) if considerable else 0.0
    return false_label_rate(p, need, screened)


# ---- coordination
@jit("f8(f8,b1,f8)")
def relief(effect: float, enrolled: bool, cover: float) -> float:
    """Share by which coordination lowers something for an enrolled child, given how much of its hours there are."""
    return effect * cover if enrolled else 0.0


@jit("f8(P,b1,f8)")
def escalation_factor(p, enrolled: bool, cover: float) -> float:
    """Factor of coordination on the rise of an impaired child's need."""
    return 1.0 - relief(p[0].coordination_escalation_effect, enrolled, cover)


@jit("b1(b1,b1,b1,f8,f8)")
def is_offered(coordinates: bool, enrols: bool, complex_case: bool, age_days: float, age_to_years: float) -> bool:
    """Whether a child is offered a family coordinator: a complex case below an age, while children are enrolled."""
    return coordinates and enrols and complex_case and age_days < age_to_years * DAYS_PER_YEAR


@jit("f8(P,f8,i8)")
def coordination_hours_per_day(p, days_enrolled: float, n_siblings: int) -> float:
    """Hours per day that a coordinated case asks for: many at first, then fewer; more with siblings."""
    first, later = p[0].coordination_first_hours_per_day, p[0].coordination_later_hours_per_day
    hours = later + (first - later) * math.exp(-days_enrolled / p[0].coordination_decay_days)
    return hours * (1.0 + p[0].coordination_sibling_share * n_siblings)


@jit("f8(f8)")
def posts_of_hours(hours_per_week: float) -> float:
    """Full-time posts that so many paid hours a week are."""
    return hours_per_week / FULL_TIME_HOURS_PER_WEEK


@jit("f8(P,f8)")
def post_hours_per_day(p, posts: float) -> float:
    """Hours per calendar day that posts without a desk give to cases."""
    return contract_hours_per_day(p, posts)


@jit("f8(f8,f8)")
def covered(capacity: float, needed: float) -> float:
    """Share of the hours needed that there are."""
    return min(capacity / needed, 1.0) if needed > 0.0 else 0.0


# ---- services and lost earnings
@jit("i8(P,f8,f8,f8,b1,i8,f8)")
def services(
    p, u_respite: float, u_day_care: float, u_practical: float, complex_case: bool, band: int, less_respite: float
) -> int:
    """Services of a case (bits), from the child's own three numbers; which it has follows its age."""
    kind, age = 1 if complex_case else 0, 1 if band >= Band.AGE_6 else 0
    bits = 0
    if u_respite < p[0].p_respite[kind][age] * (1.0 - less_respite):
        bits += RESPITE
    if u_day_care < p[0].p_special_day_care[kind][age]:
        bits += SPECIAL_DAY_CARE
    if u_practical < p[0].p_practical_help[kind][age]:
        bits += PRACTICAL_HELP
    return bits


@jit("i8(P,i8)")
def services_ore_per_day(p, bits: int) -> int:
    """Price of services [whole øre per day]."""
    total = 0
    for service in range(3):
        if (bits >> service) & 1 == 1:
            total += int(math.floor(p[0].service_ore_per_day[service] + 0.5))
    return total


@jit("i8(P)")
def lost_earnings_ore_per_day(p) -> int:
    """Lost earnings of a parent [whole øre per day], before the state's refund."""
    return int(math.floor(p[0].lost_earnings_ore_per_day + 0.5))


@jit("f8(P,b1,b1,b1,i8,b1,f8)")
def lost_earnings_rate(
    p, has_case: bool, receives: bool, complex_case: bool, employment: int, at_home: bool, less: float
) -> float:
    """Rate [1/day] at which a parent's lost earnings begin to be paid, or end; both stand still while it is placed."""
    if not has_case or not at_home:
        return 0.0
    if receives:
        return 1.0 / (p[0].lost_earnings_mean_days * (1.0 - less))
    if employment != Employment.WORK:
        return 0.0
    return p[0].lost_earnings_start_per_day[1 if complex_case else 0] * (1.0 - less)


# ---- advisers
@jit("b1(b1,i8)")
def carries_impairment(impairment_team: bool, team: int) -> bool:
    """Whether a team's desks carry what the special advisers' posts do not cover."""
    if impairment_team:
        return team == Team.IMPAIRMENT
    return team == Team.CHILDREN or team == Team.YOUTH


@jit("f8(P,f8)")
def adviser_posts(p, n_cases: float) -> float:
    """Posts of special advisers for so many impairment cases."""
    return n_cases / p[0].impairment_caseload


@jit("f8(P,f8,f8,f8)")
def adviser_hours_per_day(p, n_cases: float, n_enrolled: float, cover: float) -> float:
    """Hours per day that impairment cases ask of their advisers; coordinators take over what they cover."""
    return p[0].impairment_case_hours_per_day * (n_cases - cover * n_enrolled)


@jit("f8(P,f8,f8)")
def shortage_hours_per_day(p, hours: float, posts: float) -> float:
    """Hours per day that the advisers' posts lack."""
    return max(hours - post_hours_per_day(p, posts), 0.0)


# ---- money of coordination and screening
@jit("f8(P,f8,f8)")
def core_team_ore_per_day(p, coordinator_hours: float, core_team_hours: float) -> float:
    """Cost [øre per day] of coordinators and of the other members of the core team, by their hours per week."""
    dkk = posts_of_hours(coordinator_hours) * p[0].post_dkk + posts_of_hours(core_team_hours) * p[0].core_team_post_dkk
    return dkk * 100.0 / DAYS_PER_YEAR


@jit("f8(P,f8,f8)")
def screening_ore_per_day(p, screenings_per_year: float, residents: float) -> float:
    """Cost [øre per day] of screening all children aged 0-6 for impairments, if all had this intensity."""
    return screenings_per_year * residents * 7.0 / 18.0 * p[0].impairment_screening_dkk * 100.0 / DAYS_PER_YEAR
