"""Need: a continuous-time Markov chain on the five Børnelineal categories.

Up-rates by category, age, socio-economic level, family frailty, parents' coping and impairment. Down-rates times what
the present measure does for this child, the contact with the caseworker and the continuity of that contact.
Time at 4b without a fitting measure entrenches need: this is what delay costs.
"""

import math

from sim.jit import jit
from sim.vocabulary import Measure, Need, Step


@jit("f8(P,i8,i8,i8,i8,i8,i8,b1,f8,f8)")
def rise_rate(
    p,
    need: int,
    band: int,
    measure: int,
    coping: int,
    impairment: int,
    home_since_months: int,
    supported: bool,
    frailty: float,
    level: float,
) -> float:
    """Rate [1/day] at which need rises by one category. Away from home the parents' coping acts less.

    `level` is the municipality's socio-economic level; `home_since_months` counts from the last return home, after
    which need rises faster for a while, less so with discharge support.
    """
    if need >= Need.ENDANGERED:
        return 0.0
    at_home = measure < Measure.NETWORK_CARE
    coping_factor = p[0].coping_need_factor[coping]
    if not at_home:
        coping_factor = 1.0 + p[0].coping_reach_into_placement * (coping_factor - 1.0)
    rate = p[0].need_rise_per_day[need] * p[0].need_age_factor[band] * level * frailty * coping_factor
    rate *= p[0].impairment_need_factor[impairment]
    if home_since_months < p[0].return_strain_months_count:
        relief = p[0].discharge_support_effect if supported else 0.0
        rate *= 1.0 + (p[0].return_strain_factor - 1.0) * (1.0 - relief)
    return rate


@jit("b1(i8,i8)")
def suits(need: int, step: int) -> bool:
    """Whether a ladder step suits a need (Kolding's mapping): 3 and 4a at home, 4a and 4b in network care, 4b above."""
    if need <= Need.DECLINING:
        return step <= Step.EARLY_HELP
    if need == Need.VULNERABLE:
        return step == Step.EARLY_HELP or step == Step.HOME_BASED
    if need == Need.EXPOSED:
        return step >= Step.HOME_BASED
    return step >= Step.NETWORK_CARE


@jit("f8(P,i8,f8)")
def effect_course(p, measure: int, days_on: float) -> float:
    """How much of a measure's effect is left: full for a period, then decaying to a floor."""
    beyond = days_on - p[0].effect_full_days[measure]
    if beyond <= 0.0:
        return 1.0
    floor = p[0].effect_floor
    return floor + (1.0 - floor) * math.exp(-beyond / p[0].effect_decay_days)


@jit("f8(P,i8,i8,i8,i8,f8,f8)")
def measure_factor(p, need: int, band: int, measure: int, step: int, response: float, days_on: float) -> float:
    """Factor on the down-rate from the present measure, by this child's response and by age; 1 means no effect."""
    effect = p[0].measure_effect[measure] * p[0].effect_age_factor[band] * response * effect_course(p, measure, days_on)
    if not suits(need, step):
        effect *= p[0].unfit_effect_share
    return 1.0 + effect


@jit("f8(P,f8)")
def contact_factor(p, contact_hours_per_month: float) -> float:
    """Factor on the down-rate from contact with the caseworker, saturating in hours."""
    half = p[0].contact_half_hours
    return 1.0 + p[0].contact_effect * contact_hours_per_month / (contact_hours_per_month + half)


@jit("f8(P,f8)")
def continuity_factor(p, relation_days: float) -> float:
    """Factor on the down-rate from a caseworker the child knows; 1 for a new one."""
    return 1.0 - p[0].continuity_effect * math.expm1(-relation_days / p[0].continuity_days)


@jit("f8(P,f8)")
def entrenchment_factor(p, unmet_days: float) -> float:
    """Factor on the down-rate after days at 4b without a fitting measure."""
    return math.exp(-p[0].entrenchment_per_day * min(unmet_days, p[0].entrenchment_limit_days))


@jit("f8(P,i8,f8,f8,f8,f8)")
def fall_rate(p, need: int, measure_effect: float, contact: float, continuity: float, entrenchment: float) -> float:
    """Rate [1/day] at which need falls by one category: the base rate times the four factors."""
    if need <= Need.THRIVING:
        return 0.0
    return p[0].need_fall_per_day[need] * measure_effect * contact * continuity * entrenchment


@jit("i8(P,f8)")
def first_need(p, u: float) -> int:
    """Need of a child who lives here at the start of the warm-up or moves in."""
    reached = 0.0
    for need in range(4):
        reached += p[0].first_need_share[need]
        if u < reached:
            return need
    return 4


@jit("i8(P,f8,f8)")
def need_at_birth(p, u: float, burden: float) -> int:
    """Need of a newborn: worse than thriving in proportion to the family's burden (frailty x socio-economic level)."""
    reached = 0.0
    for need in range(4, 0, -1):
        reached += p[0].birth_need_share[need] * burden
        if u < reached:
            return need
    return Need.THRIVING
