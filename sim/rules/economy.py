"""Prices in the municipality's gross cost; money inside the model is whole øre (int64) per day."""

import math

from sim.distributions import lognormal
from sim.jit import jit


@jit("f8(P,f8)")
def price_factor(p, u: float) -> float:
    """How much dearer than the average this child's measure is (mean 1)."""
    return lognormal(u, 1.0, p[0].price_cv)


@jit("i8(P,i8,f8)")
def price_ore_per_day(p, measure: int, factor: float) -> int:
    """Price of a measure [øre per day], rounded to whole øre so that sums are exact."""
    return int(math.floor(p[0].price_ore_per_day[measure] * factor + 0.5))
