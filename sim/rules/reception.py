"""Reception: each notification is screened; need is observed through a matrix that sharpens with time and tenure."""

import math

from sim.jit import jit
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Need, Screened


@jit("f8(P,f8,f8)")
def reading_error(p, hours: float, tenure_days: float) -> float:
    """Probability of misreading need by one category, after so many hours by a caseworker of this tenure."""
    tenure_years = min(tenure_days, p[0].learning_limit_days) / DAYS_PER_YEAR
    return p[0].p_misread * math.exp(-p[0].learning_per_hour * hours - p[0].learning_per_tenure_year * tenure_years)


@jit("i8(f8,i8,f8)")
def observed_need(u: float, need: int, error: float) -> int:
    """Need as observed: one category too low or too high with half the error each."""
    if u < 0.5 * error:
        return max(need - 1, 0)
    if u > 1.0 - 0.5 * error:
        return min(need + 1, 4)
    return need


@jit("i8(P,f8,i8)")
def screen_notification(p, u: float, observed: int) -> int:
    """Nothing, early help (§ 11), assessment, or acute action."""
    acute = p[0].p_screen_acute[observed]
    assess = p[0].p_screen_assessment[observed]
    advise = p[0].p_screen_early_help[observed]
    if u < acute:
        return Screened.ACUTE
    if u < acute + assess:
        return Screened.ASSESSMENT
    if u < acute + assess + advise:
        return Screened.EARLY_HELP
    return Screened.NOTHING


@jit("b1(P,f8,i8)")
def brings_follow_up_forward(p, u: float, observed: int) -> bool:
    """Whether a notification about an open case makes the caseworker look now."""
    return observed >= Need.EXPOSED and u < p[0].p_notification_forwards_follow_up
