"""How good a prediction is, given what was observed: quantiles, intervals, two proper scores (less is better)."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = ("q05", "q25", "q50", "q75", "q95")
# share outside the interval that is scored
ALPHA = 0.1

_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(1.0 - ALPHA / 2.0)


def known(values: Values) -> Values:
    """The values that are known."""
    there: Values = values[~np.isnan(values)]
    return there


def quantiles(values: Values) -> dict[str, float | None]:
    """Quantiles of a sample by name, null if nothing is known."""
    there = known(values)
    if not len(there):
        return dict.fromkeys(NAMES)
    return dict(zip(NAMES, (float(q) for q in np.quantile(there, PROBABILITIES)), strict=True))


def inside(observed: float, low: float | None, high: float | None) -> bool | None:
    """Whether an interval holds what was observed; null if there is no interval."""
    return None if low is None or high is None else low <= observed <= high


def interval_score(low: float, high: float, observed: float, alpha: float = ALPHA) -> float:
    """Width of a central (1 - alpha) interval, plus 2 / alpha times its miss (Gneiting and Raftery 2007)."""
    missed = max(low - observed, 0.0) + max(observed - high, 0.0)
    return (high - low) + 2.0 / alpha * missed


def crps_sample(values: Values, observed: float) -> float | None:
    """Continuous ranked probability score of a sample, unbiased in its size; in the unit of what is observed."""
    there = np.sort(known(values))
    n = len(there)
    if n < 2:
        return None
    weights = 2.0 * np.arange(n) - (n - 1)
    spread = 2.0 * float((weights * there).sum()) / (n * (n - 1))  # mean distance of two different draws
    return float(np.abs(there - observed).mean()) - 0.5 * spread


def crps_normal(mean: float, sd: float, observed: float) -> float:
    """The same score of a normal distribution, in closed form."""
    z = (observed - mean) / sd
    return sd * (z * (2.0 * _NORMAL.cdf(z) - 1.0) + 2.0 * _NORMAL.pdf(z) - 1.0 / math.sqrt(math.pi))


def score_sample(values: Values, observed: float) -> dict[str, float | None]:
    """Both scores of a sample."""
    found = quantiles(values)
    low, high = found["q05"], found["q95"]
    interval = None if low is None or high is None else interval_score(low, high, observed)
    return {"crps": crps_sample(values, observed), "interval_score": interval}


def score_normal(mean: float, sd: float, observed: float) -> dict[str, float | None]:
    """Both scores of a normal distribution."""
    interval = interval_score(mean - _Z * sd, mean + _Z * sd, observed)
    return {"crps": crps_normal(mean, sd, observed), "interval_score": interval}
