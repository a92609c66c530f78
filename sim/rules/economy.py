"""Prices in the municipality's gross cost; money inside the model is whole øre (int64) per day."""

import math

from sim.distributions import lognormal
from sim.jit import jit
from sim.vocabulary import FIRST_PLACEMENT, Band


@jit("f8(P,f8)")
def price_factor(p, u: float) -> float:
    """How much dearer than the average this child's measure is (mean 1)."""
    return lognormal(u, 1.0, p[0].price_cv)


@jit("i8(P,i8,f8)")
def price_ore_per_day(p, measure: int, factor: float) -> int:
    """Price of a measure [øre per day], rounded to whole øre so that sums are exact."""
    return int(math.floor(p[0].price_ore_per_day[measure] * factor + 0.5))


@jit("i8(P,i8)")
def refund_ore_per_day(p, price_ore_per_day: int) -> int:
    """State refund of a child's measure [øre per day]: a share of its price above each of two thresholds."""
    first, second = p[0].refund_threshold_ore_per_day[0], p[0].refund_threshold_ore_per_day[1]
    between = max(min(float(price_ore_per_day), second) - first, 0.0)
    above = max(price_ore_per_day - second, 0.0)
    return int(math.floor(p[0].refund_share[0] * between + p[0].refund_share[1] * above + 0.5))


@jit("i8(P,i8,i8)")
def schooling_ore_per_day(p, measure: int, band: int) -> int:
    """Schooling that comes with a placement at ages 6-17 [øre per day]."""
    if measure < FIRST_PLACEMENT or band < Band.AGE_6 or band > Band.AGE_15_17:
        return 0
    return int(math.floor(p[0].schooling_ore_per_day[measure - FIRST_PLACEMENT] + 0.5))


@jit("f8(P,f8)")
def insourced_price(p, share: float) -> float:
    """Factor on the price of a home-based measure of which caseworkers do this share of what they can."""
    return 1.0 - p[0].insourcing_price_share * share
