"""What paired runs say: the mean, how sure it is, how wide the outcomes scatter, and what the scatter comes from.

Replications of one parameter draw form a group. With point values every group is one replication. Three questions are
kept apart: where the *expected* effect lies (`ci95`), what single runs over draws and chance look like (`pi90`), and
how probable it is that the expected effect is on the better side (`p_better`).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.units import MONTHS_PER_YEAR

Values = NDArray[np.float64]
Groups = NDArray[np.int64]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Spread:
    """Variance between draws and within a draw (chance), from one-way random-effects analysis of variance."""

    between: float
    within: float
    draws: int
    per_draw: float
    share: float | None
    share_ci95: Interval | None


def mean_ci95(values: Values, groups: Groups) -> tuple[float, Interval | None]:
    """Mean and the 95 % t interval of its Monte-Carlo error; replications of one draw are not independent."""
    mean, error, freedom = mean_and_error(values, groups)
    if freedom < 1:
        return mean, None
    half = float(stats.t.ppf(0.975, freedom)) * error
    return mean, (mean - half, mean + half)


def mean_and_error(values: Values, groups: Groups) -> tuple[float, float, int]:
    """Mean, its standard error by groups, and the degrees of freedom (groups less one)."""
    mean = float(values.mean())
    _, index = np.unique(groups, return_inverse=True)
    sums = np.bincount(index, weights=values - mean)
    n_groups = len(sums)
    if n_groups < 2:
        return mean, float("nan"), n_groups - 1
    variance = float((sums * sums).sum()) * n_groups / (n_groups - 1)
    return mean, float(np.sqrt(variance)) / len(values), n_groups - 1


def pi90(values: Values) -> Interval:
    """5 % and 95 % quantiles of the single values."""
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)


def split_variance(values: Values, groups: Groups) -> Spread | None:
    """Variance by parameters against chance; None with fewer than two replications in a draw, or a single draw.

    The interval of the share is the exact one of the F distribution for equal groups; groups that differ in size
    count with their usual mean size.
    """
    _, index, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    n_draws, n = len(sizes), len(values)
    if n_draws < 2 or sizes.max() < 2:
        return None
    means = np.bincount(index, weights=values) / sizes
    residual = values - means[index]
    within = float((residual * residual).sum()) / (n - n_draws)
    offset = means - values.mean()
    above = float((sizes * offset * offset).sum()) / (n_draws - 1)
    size = (n - float((sizes * sizes).sum()) / n) / (n_draws - 1)
    between = max((above - within) / size, 0.0)
    if between + within == 0.0:
        return Spread(0.0, 0.0, n_draws, size, None, None)
    share = between / (between + within)
    return Spread(between, within, n_draws, size, share, _share_interval(above, within, n_draws, n, size))


def _share_interval(above: float, within: float, n_draws: int, n: int, size: float) -> Interval:
    if within == 0.0:
        return 1.0, 1.0
    ratio = above / within
    low = ratio / float(stats.f.ppf(0.975, n_draws - 1, n - n_draws))
    high = ratio / float(stats.f.ppf(0.025, n_draws - 1, n - n_draws))
    ends = [(f - 1.0) / (f - 1.0 + size) for f in (low, high)]
    return max(ends[0], 0.0), max(ends[1], 0.0)


def p_better(values: Values, groups: Groups, better: Literal["lower", "higher", "neutral"]) -> float | None:
    """Posterior probability that the expected difference is on the better side; None where neither side is better.

    With point values: the t distribution of the mean. With draws: each draw's expected difference is its mean, shrunk
    towards the overall mean by the share of chance in it; the answer is the mean over draws of the normal probability.
    No difference at all gives 0.5; a difference that never varies gives 0 or 1.
    """
    if better == "neutral" or len(values) < 2:
        return None
    sign = 1.0 if better == "higher" else -1.0
    spread = split_variance(values, groups)
    if spread is None:
        return _p_from_mean(sign * values, groups)
    return _p_over_draws(sign * values, groups, spread)


def _side(mean: float) -> float:
    return 0.5 if mean == 0.0 else float(mean > 0.0)


def _p_from_mean(values: Values, groups: Groups) -> float | None:
    mean, error, freedom = mean_and_error(values, groups)
    if freedom < 1:
        return None
    return _side(mean) if error == 0.0 else float(stats.t.cdf(mean / error, freedom))


def _p_over_draws(values: Values, groups: Groups, spread: Spread) -> float:
    mean, error, freedom = mean_and_error(values, groups)
    if error == 0.0:
        return _side(mean)
    if spread.between == 0.0:
        return float(stats.t.cdf(mean / error, freedom))
    _, index, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.bincount(index, weights=values) / sizes
    noise = spread.within / sizes
    weight = spread.between / (spread.between + noise)
    expected = mean + weight * (means - mean)
    rest = (1.0 - weight) * error
    deviation = np.sqrt(weight * noise + rest * rest)
    if not deviation.any():
        return float(np.mean([_side(float(e)) for e in expected]))
    return float(stats.norm.cdf(expected / deviation).mean())


def payback_year(cumulative_net: Values) -> float | None:
    """Years until the cumulative net cost [end of each month] stays at zero or below; None if it never does.

    It is the end of the first such month, or 0 if the scenario never costs more than the base. A scenario that
    changes no money pays nothing back.
    """
    if not cumulative_net.any() or cumulative_net[-1] > 0.0:
        return None
    above = np.flatnonzero(cumulative_net > 0.0)
    return (int(above[-1]) + 2) / MONTHS_PER_YEAR if len(above) else 0.0
