"""When to stop replicating: a sequential rule for an interval of a wanted half-width.

Looking again and again and stopping as soon as the interval is narrow enough stops too often while the variance happens
to be underestimated, so that the interval covers the truth less often than it says (Chow and Robbins 1965). Three
things keep the loss small here:

- the first look is after `least` groups, 20 unless asked otherwise;
- looks are few: each is at 1.1 times as many groups as the one before;
- at a look the t half-width counts as larger than it is, by sqrt(1 + 4 / groups).

A group is what is independent: a replication with point values, all replications of one draw otherwise. The interval
that is stated after stopping is of the *wanted* half-width, which the rule is about; how often it covers the truth is
tested on pairs whose mean is known (`tests/precision`), as is what the looking costs. The rule is for means that are
near normal at the first look: a strongly skewed outcome (an exponential one) is covered by fewer, as it would be
without any looking.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.statistics import mean_and_error

Values = NDArray[np.float64]
Groups = NDArray[np.int64]

LEAST = 20
GROWTH = 1.1
CAUTION = 4.0
# pairs that never differed say only that a difference is rarer than about 3 in so many, not that there is none
LEAST_UNVARYING = 100


def looks(least: int, most: int) -> Iterator[int]:
    """Numbers of groups at which the rule looks: from `least` on, the last one is `most`."""
    n = min(least, most)
    while n < most:
        yield n
        n = min(max(n + 1, math.ceil(n * GROWTH)), most)
    yield most


def half_width(values: Values, groups: Groups, confidence: float) -> float:
    """Half-width of the t interval of the mean; nan with fewer than two groups."""
    if not len(values):
        return math.nan
    _, error, freedom = mean_and_error(values, groups)
    return t_quantile(confidence, freedom) * error if freedom >= 1 else math.nan


def t_quantile(confidence: float, freedom: int) -> float:
    """How many standard errors the interval reaches to each side."""
    return float(stats.t.ppf(0.5 + confidence / 2.0, freedom))


def is_reached(half: float, n_groups: int, target: float) -> bool:
    """Whether the rule stops with this t half-width after so many groups; an unknown half-width never does."""
    if half == 0.0:
        return n_groups >= LEAST_UNVARYING
    return half * caution(n_groups) <= target


def caution(n_groups: int) -> float:
    """Factor by which a half-width counts as larger, because stopping prefers those that are too small."""
    return math.sqrt(1.0 + CAUTION / n_groups)


def groups_needed(deviation: float, target: float, confidence: float, least: int) -> int | None:
    """Groups after which the rule would stop if their standard deviation were exactly this; None if it never would."""
    if not (target > 0.0 and math.isfinite(deviation)):
        return None

    def narrow(n: int) -> bool:
        return t_quantile(confidence, n - 1) * deviation / math.sqrt(n) * caution(n) <= target

    high = max(least, 2)
    low = high
    while not narrow(high):
        low, high = high, 2 * high
    while high > low:
        middle = (low + high) // 2
        low, high = (low, middle) if narrow(middle) else (middle + 1, high)
    return high
