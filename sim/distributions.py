"""Quantile functions: one uniform in, one value out. Monotone, so that paired runs are positively correlated.

Only operations that CPython and compiled code round alike are used (no numpy ufuncs, no powers).
"""

import math
from typing import Any

from sim.jit import jit


@jit("f8(f8,f8)")
def exponential(u: float, mean: float) -> float:
    """Exponential quantile with the given mean."""
    return -mean * math.log(1.0 - u)


@jit("f8(f8)")
def normal(u: float) -> float:
    """Standard normal quantile (Wichura 1988, algorithm AS 241, single-precision variant PPND7: |error| < 1e-7)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        bottom = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0
        return q * top / bottom
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        bottom = (0.12021132975 * r + 0.73700164250) * r + 1.0
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        bottom = (0.012258202635 * r + 0.24197894225) * r + 1.0
    return top / bottom if q > 0.0 else -top / bottom


@jit("f8(f8,f8,f8)")
def lognormal(u: float, mean: float, cv: float) -> float:
    """Lognormal quantile with the given mean and coefficient of variation; a cv of 0 gives the mean."""
    if cv <= 0.0:
        return mean
    variance = math.log1p(cv * cv)
    return mean * math.exp(math.sqrt(variance) * normal(u) - 0.5 * variance)


@jit("f8(f8,f8,f8)")
def lognormal_median(u: float, median: float, sigma: float) -> float:
    """Lognormal quantile with the given median and standard deviation of the logarithm."""
    return median * math.exp(sigma * normal(u))


@jit("f8(f8,f8[])")
def tabulated(u: float, table: Any) -> float:
    """Quantile by linear interpolation in an equidistant table of quantiles at 0, 1/(n-1), ..., 1."""
    x = u * (len(table) - 1)
    i = min(int(x), len(table) - 2)
    return table[i] + (x - i) * (table[i + 1] - table[i])


@jit("i8(f8,f8[])")
def category(u: float, shares: Any) -> int:
    """Index drawn from shares that need not sum to one (inverse CDF)."""
    total = 0.0
    for i in range(len(shares)):
        total += shares[i]
    reached = 0.0
    for i in range(len(shares)):
        reached += shares[i]
        if u * total < reached:
            return i
    return len(shares) - 1


@jit("f8(f8,f8,f8)")
def between(u: float, low: float, high: float) -> float:
    """Uniform quantile between two bounds."""
    return low + u * (high - low)
