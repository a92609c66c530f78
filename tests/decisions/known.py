"""Runs whose answers are known: expected outcomes by draw, chance that scenarios share, and chance of their own."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.decisions.contest import Contest, Side, contest

Values = NDArray[np.float64]


def names(k: int) -> tuple[str, ...]:
    return tuple(f"s{i}" for i in range(k))


SHARED = 5.0  # deviation of the luck that all scenarios share


def runs(
    rng: np.random.Generator, by_draw: Values, chance: float, per_draw: int = 2, better: Side = "higher"
) -> Contest:
    """Replications of expected outcomes [draw, scenario]: shared luck that pairing removes, and each scenario's own."""
    n_draws, k = by_draw.shape
    luck = rng.normal(0.0, SHARED, (n_draws, per_draw, 1)) + chance * rng.standard_normal((n_draws, per_draw, k))
    values = (by_draw[:, None, :] + luck).reshape(-1, k).T
    return contest(names(k), values, np.repeat(np.arange(n_draws), per_draw), better)


def gain_of_two(mean: float, deviation: float) -> float:
    """EVPI of two options whose difference is normal: E max(0, d) - max(0, mean)."""
    z = mean / deviation
    return float(deviation * stats.norm.pdf(z) + mean * stats.norm.cdf(z) - max(0.0, mean))
