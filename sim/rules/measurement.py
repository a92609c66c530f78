"""Measurement: what an evaluator would see of children with an open case. Noisy readings that change nothing.

Børnelineal category and ladder step, SDQ (3-16 years), WHO-5 (a parent), school attendance, mainstream schooling, a
leisure activity, a spare-time job (13-17 years), the questionnaire on involvement, and complaints. Scores are whole
numbers, so that their sums do not depend on the order in which children are read.
"""

import math

from sim.distributions import normal
from sim.jit import jit
from sim.rules.impairment import relief
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Everyday, Need, Step

QUARTER_MONTHS = 3
QUARTER_DAYS = DAYS_PER_YEAR / 4.0
LAST_STEP = int(Step.INSTITUTION)
SDQ_MOST = 40
WHO5_ITEMS_MOST = 25  # five items of 0 to 5 points, shown times four
WHO5_FACTOR = 4

ONCE = 1  # number of a random number that belongs to the person, not to the quarter


@jit("b1(f8)")
def has_sdq(age_years: float) -> bool:
    """Whether parents and teachers fill in an SDQ: 3 to 16 years."""
    return 3.0 <= age_years < 17.0


@jit("b1(i8,f8)")
def is_asked(which: int, age_years: float) -> bool:
    """Whether this side of everyday life is looked at: school 6-15 years, leisure 6-17, a job 13-17."""
    if which == Everyday.SPARE_TIME_JOB:
        return 13.0 <= age_years < 18.0
    return 6.0 <= age_years < (18.0 if which == Everyday.LEISURE else 16.0)


@jit("i8(P,f8,i8,b1)")
def categorised_need(p, u: float, need: int, optimistic: bool) -> int:
    """Børnelineal category as it is written down: true need through a matrix, at most one category off.

    `optimistic`: the reader knows that a policy is tried on this child, and perhaps reads it better than it is.
    """
    too_low = p[0].p_categorised_too_low[need]
    if optimistic and need > Need.THRIVING:
        too_low += p[0].categorisation_optimism_effect
    if u < too_low:
        return need - 1
    if u > 1.0 - p[0].p_categorised_too_high[need]:
        return need + 1
    return need


@jit("i8(P,f8,i8)")
def registered_step(p, u: float, step: int) -> int:
    """Ladder step as registered: one too low or too high with half the error each."""
    error = p[0].p_step_misregistered
    if u < 0.5 * error:
        return max(step - 1, 0)
    if u > 1.0 - 0.5 * error:
        return min(step + 1, LAST_STEP)
    return step


@jit("i8(f8,i8)")
def whole_score(points: float, most: int) -> int:
    """A score as a whole number between 0 and the most that a form can give."""
    return min(max(int(math.floor(points + 0.5)), 0), most)


@jit("i8(P,i8,i8,f8,f8)")
def sdq_total(p, need: int, impairment: int, u_person: float, u_noise: float) -> int:
    """SDQ total difficulties, 0-40: by need and impairment, with an offset of the child's own and with noise."""
    points = p[0].sdq_by_need[need] + p[0].sdq_impairment_points[impairment]
    points += p[0].sdq_person_sd * normal(u_person) + p[0].sdq_noise_sd * normal(u_noise)
    return whole_score(points, SDQ_MOST)


@jit("i8(P,i8,i8,f8,f8)")
def who5_score(p, coping: int, employment: int, u_person: float, u_noise: float) -> int:
    """WHO-5 of a parent, 0-100 in steps of four: by coping and employment, with an offset of its own and with noise."""
    points = p[0].who5_by_coping[coping] + p[0].who5_employment_points[employment]
    points += p[0].who5_person_sd * normal(u_person) + p[0].who5_noise_sd * normal(u_noise)
    return WHO5_FACTOR * whole_score(points / WHO5_FACTOR, WHO5_ITEMS_MOST)


@jit("f8(f8,f8)")
def with_odds(probability: float, factor: float) -> float:
    """A probability whose odds are multiplied by a factor."""
    return probability * factor / (1.0 - probability + probability * factor)


@jit("f8(P,i8,i8,b1,b1,b1,f8)")
def p_everyday(p, which: int, need: int, placed: bool, impaired: bool, enrolled: bool, cover: float) -> float:
    """Probability that this side of everyday life is in place, by need, placement and impairment.

    For an enrolled child coordination may raise mainstream schooling, by how much of its hours there are.
    """
    factor = p[0].everyday_placed_odds[which] if placed else 1.0
    if impaired:
        factor *= p[0].everyday_impairment_odds[which]
    if which == Everyday.MAINSTREAM_SCHOOLING:
        factor *= 1.0 + relief(p[0].coordination_mainstream_effect, enrolled, cover)
    return with_odds(p[0].p_everyday_by_need[which][need], factor)


@jit("f8(P,f8,f8)")
def p_positive_answer(p, contact_hours_per_month: float, relation_days: float) -> float:
    """Probability of a positive answer on involvement, by contact with the caseworker and length of the relation."""
    contact = contact_hours_per_month / (contact_hours_per_month + p[0].contact_half_hours)
    relation = -math.expm1(-relation_days / p[0].continuity_days)
    factor = 1.0 + p[0].involvement_contact_effect * contact
    return with_odds(p[0].p_positive_answer, factor * (1.0 + p[0].involvement_relation_effect * relation))


@jit("f8(P,b1,b1,f8,b1,f8)")
def complaint_rate(p, missed: bool, waiting: bool, relation_days: float, enrolled: bool, cover: float) -> float:
    """Rate [1/day] of complaints in a case: higher after a missed follow-up, while waiting, with a new caseworker.

    Coordination may lower it for an enrolled child, by how much of its hours there are.
    """
    rate = p[0].complaints_per_day * (1.0 - relief(p[0].coordination_complaint_effect, enrolled, cover))
    if missed:
        rate *= 1.0 + p[0].complaint_missed_effect
    if waiting:
        rate *= 1.0 + p[0].complaint_waiting_effect
    if relation_days < QUARTER_DAYS:
        rate *= 1.0 + p[0].complaint_new_worker_effect
    return rate


@jit("b1(f8,f8)")
def complains(u: float, rate: float) -> bool:
    """Whether a quarter brings a complaint; one is counted at most."""
    return u < -math.expm1(-rate * QUARTER_DAYS)
