"""Columns for a regression on one parameter or a few: straight lines first, then bends.

A parameter enters by its normal scores, so that long tails do not pull the curve. A mass at one value (an effect that
may not exist) gets a column of its own, and the curve runs over the other values.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]

KNOTS = 4  # a natural cubic spline: one straight column and two bends
MASS = 0.1  # a share of draws at one value that counts as a mass
MOST_COLUMNS = 3  # parameters of one regression; more are first turned into their leading directions


def design_of(inputs: Values) -> tuple[Values, tuple[int, ...]]:
    """Orthonormal columns [draw, column] for inputs [draw, element], and the numbers of columns of nested models.

    The smallest model is a constant, the next has straight lines, the largest also bends and products.
    """
    reduced = _leading(inputs)
    parts = [_columns(column) for column in reduced.T]
    straight = np.column_stack([p[0] for p in parts])
    bends = [p[1] for p in parts if p[1].shape[1]]
    bends += [(straight[:, i] * straight[:, j])[:, None] for i in range(len(parts)) for j in range(i)]
    blocks = [np.ones((len(inputs), 1)), straight, *bends]
    sizes = np.cumsum([1, straight.shape[1], sum(b.shape[1] for b in bends)])
    columns, sizes_kept = _orthonormal(np.column_stack(blocks), sizes)
    return columns, sizes_kept


def _leading(inputs: Values) -> Values:
    """At most a few columns: the inputs, or their leading directions."""
    if inputs.shape[1] <= MOST_COLUMNS:
        return inputs
    standard = (inputs - inputs.mean(axis=0)) / np.maximum(inputs.std(axis=0), 1e-300)
    left, scale, _ = np.linalg.svd(standard, full_matrices=False)
    leading: Values = left[:, :MOST_COLUMNS] * scale[:MOST_COLUMNS]
    return leading


def _columns(values: Values) -> tuple[Values, Values]:
    """Straight columns (the score, and one for a mass at a value) and bends of one input."""
    levels, counts = np.unique(values, return_counts=True)
    common = levels[np.argmax(counts)]
    has_mass = counts.max() >= MASS * len(values)
    free = values != common if has_mass else np.ones(len(values), bool)
    score = np.zeros(len(values))
    score[free] = _normal_scores(values[free])
    straight = [score, (~free).astype(float)] if has_mass else [score]
    bends = np.zeros((len(values), 0))
    if len(np.unique(values[free])) > KNOTS:
        bends = np.zeros((len(values), KNOTS - 2))
        bends[free] = _bends(score[free])
    return np.column_stack(straight), bends


def _normal_scores(values: Values) -> Values:
    scores: Values = stats.norm.ppf((stats.rankdata(values) - 0.5) / max(len(values), 1))
    return scores


def _bends(scores: Values) -> Values:
    """Truncated cubes joined so that the curve is straight outside the outer knots."""
    knots = np.quantile(scores, np.linspace(0.05, 0.95, KNOTS))

    def cube(k: int) -> Values:
        ends = [np.maximum(scores - knots[i], 0.0) ** 3 for i in (k, KNOTS - 1)]
        joined: Values = (ends[0] - ends[1]) / (knots[-1] - knots[k])
        return joined

    last = cube(KNOTS - 2)
    return np.column_stack([cube(k) - last for k in range(KNOTS - 2)])


def _orthonormal(columns: Values, sizes: NDArray[np.int64]) -> tuple[Values, tuple[int, ...]]:
    """Orthonormal columns with the same nested spans; columns that add nothing are dropped."""
    scaled = columns / np.maximum(np.linalg.norm(columns, axis=0), 1e-300)
    q, r = np.linalg.qr(scaled)
    adds = np.abs(np.diag(r)) > 1e-8
    kept = tuple(dict.fromkeys(int(adds[:size].sum()) for size in sizes))
    return q[:, adds], kept
