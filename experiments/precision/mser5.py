"""MSER-5: where to cut a series so that its start-up no longer moves its mean (White 1997).

The series is averaged in batches of five (Spratt 1998). For each cut, the squared standard error of the mean of what is
left, as if batches were independent: early batches that are far off make it large, and every cut costs length. The cut
with the smallest is taken. Two known pitfalls are met: the last few batches are no candidates, since a handful of
batches that happen to be alike would win; and a smallest value in the second half says that the series is too short,
not where to cut (White, Cobb and Spratt 2000).
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

BATCH = 5
LAST_KEPT = 5  # batches at the end that are no candidates
LEAST_BATCHES = 2 * LAST_KEPT
# relative: what numbers of this size differ by when they are equal
ROUNDING = 1e-12


def batched(series: Values) -> Values:
    """Means of batches of five; an incomplete last batch is left out."""
    n = len(series) // BATCH
    means: Values = series[: n * BATCH].reshape(n, BATCH).mean(axis=1)
    return means


def marginal_errors(batches: Values) -> Values:
    """For each cut that is a candidate: squares about the mean of what is left, summed, over its length squared."""
    kept = batches[::-1]
    n = np.arange(1, len(kept) + 1)
    # about the last batch, so that numbers stay small
    off = kept - kept[0]
    mean = np.cumsum(off) / n
    squares = np.maximum(np.cumsum(off * off) - n * mean * mean, 0.0)
    errors: Values = (squares / n**2)[::-1]
    return errors[: len(batches) - LAST_KEPT]


def mser5(series: Values) -> int | None:
    """How many values to cut from the start; None if it cannot be told from so short a series."""
    if np.ptp(series) <= ROUNDING * np.abs(series).max():
        return 0
    batches = batched(series)
    if len(batches) < LEAST_BATCHES:
        return None
    cut = int(np.argmin(marginal_errors(batches)))
    return None if cut > len(batches) // 2 else cut * BATCH
