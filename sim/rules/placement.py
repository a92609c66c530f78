"""Placement course: response to a measure, breakdown, consent, acute action, aftercare."""

from sim.distributions import lognormal
from sim.jit import jit
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import FIRST_PLACEMENT, Measure


@jit("f8(P,f8)")
def response(p, u: float) -> float:
    """This child's response to the measure now begun: mean 1, drawn at its start."""
    return lognormal(u, 1.0, p[0].response_cv)


@jit("f8(P,i8,i8,f8,f8,f8,b1)")
def breakdown_rate(
    p, measure: int, band: int, days_on: float, days_since_follow_up: float, response_now: float, consultant: bool
) -> float:
    """Rate [1/day] at which a placement breaks down: by type, age, match, time on it and time since follow-up."""
    if measure < FIRST_PLACEMENT:
        return 0.0
    rate = p[0].breakdown_per_day[measure - FIRST_PLACEMENT] * p[0].breakdown_age_factor[band]
    if days_on < p[0].breakdown_early_days:
        rate *= p[0].breakdown_early_factor
    quarters_unseen = min(days_since_follow_up, p[0].breakdown_unseen_limit_days) / (3 * DAYS_PER_MONTH)
    rate *= 1.0 + p[0].breakdown_unseen_effect * quarters_unseen
    rate *= 1.0 + p[0].breakdown_mismatch_effect * max(1.0 - response_now, 0.0)
    return rate * (1.0 - p[0].consultant_breakdown_effect) if consultant else rate


@jit("f8(P,i8,b1)")
def p_without_consent(p, coping: int, acute: bool) -> float:
    """Probability that a placement begins without consent."""
    share = p[0].p_without_consent[coping]
    return min(share * p[0].acute_consent_factor, 1.0) if acute else share


@jit("b1(P,f8,i8,i8)")
def crisis_ends_in_placement(p, u: float, observed: int, coping: int) -> bool:
    """Whether acute work ends in an acute placement."""
    return u < p[0].p_crisis_placement[observed] * p[0].place_coping_factor[coping]


@jit("b1(P,f8)")
def has_aftercare(p, u: float) -> bool:
    """Whether a placed young person stays in aftercare at 18."""
    return u < p[0].p_aftercare


@jit("b1(i8)")
def is_placed(measure: int) -> bool:
    """Whether a measure is a placement outside the home."""
    return measure >= Measure.NETWORK_CARE


@jit("b1(i8)")
def gets_consultant(measure: int) -> bool:
    """Whether a placement is of the kind that foster-care consultants support: network and foster families."""
    return measure == Measure.NETWORK_CARE or measure == Measure.FOSTER_FAMILY
