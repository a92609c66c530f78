"""Follow-up: schedules by policy and measure, and what a held follow-up leads to. A missed one changes nothing."""

import math

from sim.distributions import exponential
from sim.jit import jit
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import FIRST_PLACEMENT, FollowUpGroup, Measure, Need, Review

MISSED_AFTER_DAYS = 180.0
ROUNDING_DAYS = 1e-6


@jit("i8(i8,b1)")
def follow_up_group(measure: int, running_at_start: bool) -> int:
    """Group of cases that a schedule tells apart."""
    if measure < FIRST_PLACEMENT:
        return FollowUpGroup.PREVENTIVE
    if running_at_start:
        return FollowUpGroup.RUNNING_AT_START
    return FollowUpGroup.RESIDENTIAL if measure >= Measure.RESIDENTIAL_FACILITY else FollowUpGroup.FAMILY_LIKE


@jit("f8(P,i8,i8,f8,b1)")
def interval_days(p, schedule: int, group: int, days_in: float, first: bool) -> float:
    """Days until the next follow-up is due: a first one, a dense early phase, a later rhythm."""
    if first:
        return p[0].schedule_first_days[schedule][group]
    if days_in < p[0].schedule_early_days[schedule][group]:
        return p[0].schedule_early_interval_days[schedule][group]
    return p[0].schedule_later_interval_days[schedule][group]


@jit("f8(P,f8)")
def booking_days(p, u: float) -> float:
    """Days lost to finding a date with all parties."""
    return exponential(u, p[0].booking_mean_days)


@jit("f8(f8,f8,b1)")
def counts_from(held: float, due: float, missed: bool) -> float:
    """Date from which the next follow-up counts: the due date if this one was held in time, which keeps the rhythm."""
    return held if missed else max(held, due)


@jit("f8(P,f8,f8,f8)")
def opens_at(p, now: float, due: float, booking: float) -> float:
    """When the follow-up can be worked on: a lead time before it is due (less in a dense rhythm) and the booking."""
    lead = min(p[0].follow_up_lead_days, p[0].follow_up_lead_share * (due - now))
    return max(due - lead, now) + booking


@jit("f8(P,f8)")
def share_of_usual_look(p, days_since_look: float) -> float:
    """How much of a usual look this one is: what is decided per time must not grow with looking more often."""
    return days_since_look / p[0].usual_look_days


@jit("f8(P,i8,f8,b1)")
def p_step_down(p, measure: int, days_since_look: float, reconsider: bool) -> float:
    """Probability of a step down where it is possible: a rate over the days since the last look.

    What looking adds by itself, and what a formal reconsideration adds, are effects of their own.
    """
    residential = measure >= Measure.RESIDENTIAL_FACILITY
    rate = p[0].step_down_residential_per_day if residential else p[0].step_down_to_kin_per_day
    stays = math.exp(-rate * days_since_look) * (1.0 - p[0].look_effect)
    if reconsider:
        stays *= 1.0 - p[0].p_reconsideration
    return 1.0 - stays


@jit("f8(P,f8,f8)")
def response_reading(p, response: float, z: float) -> float:
    """The child's response to the measure as read at a follow-up: an additive error in standard normal z."""
    return response + p[0].response_reading_sd * z


@jit("b1(P,f8,i8,f8,f8)")
def revises(p, u: float, measure: int, reading: float, days_on: float) -> bool:
    """Whether a measure that does not seem to help is changed; a place less readily than a measure at home."""
    chance = p[0].p_revise if measure < FIRST_PLACEMENT else p[0].p_revise_placement
    enough = days_on >= p[0].revision_min_days
    return enough and reading < p[0].revision_threshold and u < chance


@jit("i8(P,f8,i8,i8,b1,b1,b1,b1,f8,f8,f8)")
def review_placement(
    p,
    u: float,
    observed: int,
    measure: int,
    ready: bool,
    kin_found: bool,
    revise: bool,
    reconsider: bool,
    days_on: float,
    days_since_look: float,
    max_residential_days: float,
) -> int:
    """What follows from a held follow-up of a placed child. Nobody goes home, or down, because somebody looked.

    Both need two things: the child's need has fallen, as observed, and the parents or the network are ready.
    """
    if ready and observed <= Need.VULNERABLE:
        return Review.RETURN_HOME
    residential = measure >= Measure.RESIDENTIAL_FACILITY
    may_go_down = (ready or kin_found) if residential else (kin_found and measure != Measure.NETWORK_CARE)
    too_long = residential and max_residential_days > 0.0 and days_on > max_residential_days
    goes_down = may_go_down and u < p_step_down(p, measure, days_since_look, reconsider)
    if observed <= Need.EXPOSED and (goes_down or too_long):
        return Review.STEP_DOWN
    return Review.CHANGE if revise else Review.KEEP


@jit("i8(P,f8,i8,i8,b1)")
def review_at_home(p, u: float, observed: int, measure: int, revise: bool) -> int:
    """What follows from a held follow-up of a child at home, once no placement is wanted."""
    if observed == Need.THRIVING or (observed == Need.DECLINING and u < p[0].p_close_at_declining):
        return Review.CLOSE
    if observed == Need.ENDANGERED and measure != Measure.INTENSIVE_HOME:
        return Review.INTENSIFY
    if observed == Need.VULNERABLE and measure == Measure.INTENSIVE_HOME:
        return Review.STEP_DOWN
    return Review.CHANGE if revise else Review.KEEP


@jit("b1(f8)")
def is_missed(days_exposed: float) -> bool:
    """Whether a child at 4a or worse without a case counts as missed, after so many days."""
    return days_exposed > MISSED_AFTER_DAYS - ROUNDING_DAYS


@jit("f8(b1,f8)")
def review_days(has_case: bool, days_exposed: float) -> float:
    """Days until what drifts is brought up to date: monthly in a case, else when it is missed, then quarterly."""
    if has_case:
        return DAYS_PER_MONTH
    if not is_missed(days_exposed):
        return MISSED_AFTER_DAYS - days_exposed
    return 3 * DAYS_PER_MONTH
