"""Places: network care if kin are found, finite foster homes, bought residential places with a wait."""

from sim.distributions import exponential
from sim.jit import jit
from sim.vocabulary import FIRST_PLACEMENT, Band, Measure, Preference


@jit("f8(P,i8,i8,f8)")
def type_weight(p, band: int, measure: int, propensity: float) -> float:
    """Weight of a placement type for a new placement at this age; residential ones times the municipality's habit."""
    weight = p[0].placement_share[band][measure - FIRST_PLACEMENT]
    return weight * propensity if measure >= Measure.RESIDENTIAL_FACILITY else weight


@jit("i8(P,f8,i8,f8)")
def usual_type(p, u: float, band: int, propensity: float) -> int:
    """Type of placement by age, as usually chosen."""
    total = 0.0
    for measure in range(10, 16):
        total += type_weight(p, band, measure, propensity)
    reached = 0.0
    for measure in range(10, 16):
        reached += type_weight(p, band, measure, propensity)
        if u * total < reached:
            return measure
    return Measure.INSTITUTION


@jit("i8(i8,b1,i8,b1,b1,b1)")
def preferred_type(
    usual: int, kin_found: bool, preference: int, preference_followed: bool, mix_asks: bool, ladder_asks: bool
) -> int:
    """Type of placement after the preference order and target mix (where they are followed) and the strict ladder.

    Network care needs kin.
    """
    residential = usual >= Measure.RESIDENTIAL_FACILITY
    chosen = usual
    if preference_followed and preference == Preference.NETWORK_FIRST and kin_found:
        return Measure.NETWORK_CARE
    prefers = preference_followed and (preference != Preference.USUAL or mix_asks)
    if residential and (prefers or ladder_asks):
        chosen = Measure.NETWORK_CARE if kin_found else Measure.FOSTER_FAMILY
    if chosen == Measure.NETWORK_CARE and not kin_found:
        chosen = Measure.FOSTER_FAMILY
    return chosen


@jit("i8(i8)")
def next_type(band: int) -> int:
    """Type used when no foster home came free within the wait that the policy allows."""
    return Measure.RESIDENTIAL_FACILITY if band >= Band.AGE_13_14 else Measure.INSTITUTION


@jit("i8(P,f8,i8,f8)")
def acute_type(p, u: float, band: int, homes_free: float) -> int:
    """Type of an acute placement: a foster home if one is free and luck has it, else by age."""
    if homes_free > 0.0 and u < p[0].p_acute_foster[band]:
        return Measure.FOSTER_FAMILY
    return next_type(band)


@jit("f8(P,f8,i8)")
def move_in_days(p, u: float, measure: int) -> float:
    """Days from decision to move-in."""
    return exponential(u, p[0].move_in_days[measure - FIRST_PLACEMENT])


@jit("b1(f8,f8,f8)")
def below_target_mix(target: float, n_family_side: float, n_all: float) -> bool:
    """Whether the share on the family side is below the policy's target mix (0: no target)."""
    return target > 0.0 and n_family_side < target * n_all
