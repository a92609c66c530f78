"""Choice of measure on the ladder: a pure function of what is observed, of what was tried and of the policy.

Acute and compulsory placements pass every gate and never come here.
"""

import math

from sim.distributions import category
from sim.jit import jit
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Band, Coping, Gate, Measure, Need, Step

YOUNG_DAYS = 11 * DAYS_PER_YEAR


@jit("b1(i8,i8)")
def was_tried(tried: int, step: int) -> bool:
    """Whether a ladder step was tried: it counts after its minimum trial."""
    return (tried >> step) & 1 == 1


@jit("f8(P,i8,i8,b1,f8,f8,f8)")
def p_wants_placement(
    p, observed: int, coping: int, home_tried: bool, age_days: float, young_factor: float, share_of_look: float
) -> float:
    """Probability that the caseworker wants a placement, before any gate.

    `share_of_look` is 1 at an assessment; a follow-up soon after the last one is only part of a usual look, so that
    looking more often does not by itself place more children.
    """
    wish = p[0].p_place[observed] * p[0].place_coping_factor[coping]
    if home_tried:
        wish *= p[0].place_tried_factor
    if age_days < YOUNG_DAYS:
        wish *= young_factor
    return 1.0 if wish >= 1.0 else -math.expm1(share_of_look * math.log1p(-wish))


@jit("b1(i8,i8,i8,i8,b1)")
def gate_holds_back(gate: int, tried: int, observed: int, coping: int, may_start_high: bool) -> bool:
    """Whether the gate holds a wanted placement back because lower steps were not tried.

    Strict: home-based measures must have been tried (they count for the lower steps too). Soft: the same, unless
    starting high is allowed and a child at 4b has overwhelmed parents.
    """
    if gate == Gate.NONE or was_tried(tried, Step.HOME_BASED):
        return False
    starts_high = may_start_high and observed == Need.ENDANGERED and coping == Coping.OVERWHELMED
    return gate == Gate.STRICT or not starts_high


@jit("b1(i8)")
def family_type_tried(tried: int) -> bool:
    """Whether network care or a foster family was tried: a strict gate asks for that before residential care."""
    return was_tried(tried, Step.NETWORK_CARE) or was_tried(tried, Step.FOSTER_FAMILY)


@jit("i8(P,f8,i8,b1)")
def step_at_home(p, u: float, observed: int, gate_asks_early: bool) -> int:
    """Ladder step when the child stays at home. A strict gate has early help tried before home-based measures."""
    if observed <= Need.THRIVING:
        return Step.UNIVERSAL
    if gate_asks_early and observed <= Need.VULNERABLE:
        return Step.EARLY_HELP
    if observed == Need.DECLINING and u >= p[0].p_home_based_at_declining:
        return Step.EARLY_HELP
    return Step.HOME_BASED


@jit("i8(P,f8,i8,i8)")
def home_measure(p, u: float, observed: int, band: int) -> int:
    """Which home-based measure: intensive at 4b, else by age."""
    if observed >= Need.ENDANGERED:
        return Measure.INTENSIVE_HOME
    return Measure.FAMILY_TREATMENT + category(u, p[0].home_measure_share[band])


@jit("i8(i8,i8)")
def fitting_course(observed: int, band: int) -> int:
    """The capacity-limited course that would suit this child, or NONE."""
    if observed == Need.VULNERABLE and band <= Band.AGE_6:
        return Measure.EARLY_COURSE
    if observed == Need.EXPOSED and Band.AGE_3_5 <= band <= Band.AGE_12:
        return Measure.PARENT_TRAINING
    if observed == Need.EXPOSED or observed == Need.VULNERABLE:
        return Measure.HOME_COURSE
    return Measure.NONE


@jit("i8(i8)")
def course_index(course: int) -> int:
    """Position of a course among the capacities: early 0, home-based 1, parent training 2."""
    if course == Measure.EARLY_COURSE:
        return 0
    return 1 if course == Measure.HOME_COURSE else 2
