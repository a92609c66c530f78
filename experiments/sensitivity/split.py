"""Where the variance of an outcome, or of an effect, comes from: structure, parameters, chance.

Runs are variant x draw x replication. The variance of one run from a variant, a draw and luck, all taken at random, is

    Var_v E[y|v]  +  mean_v Var_d E[y|v,d]  +  mean_v mean_d Var(y|v,d)
    structure        parameters               chance

Variants are a finite list, each with the same weight: structure is the variance *among those named*, and nothing is
said about variants nobody has named. Each part is estimated without bias by taking out the noise of the means below it
(the expected mean squares of a nested analysis of variance), which can make a small part negative: it is shown as zero.

Draws may be the same in every variant (crossed: the usual design, parameters and luck paired) or each variant's own
(nested). In the crossed case the error of the variants' means is that of their paired differences, which is what makes
small structural effects visible.

Intervals leave out one draw at a time (jackknife, in the crossed case in all variants at once). They are about the
number of draws and replications, not about other variants.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]
Interval = tuple[float, float]
PARTS = ("structure", "parameters", "chance")
FEWEST_DRAWS = 3


@dataclass(frozen=True)
class Part:
    """One source: its variance, in squared units of the outcome, and its share of the whole."""

    name: str
    variance: float
    share: float | None
    share_ci95: Interval | None


@dataclass(frozen=True)
class Split:
    """The three sources, and what they rest on. `dropped` are draws left out because a run of theirs is missing."""

    parts: tuple[Part, ...]
    total: float
    variants: int
    draws: int
    replications: int
    crossed: bool
    dropped: int


def split_sources(values: Values, variant: NDArray[np.int64], draw: NDArray[np.int64]) -> Split | None:
    """The split of single runs; None with fewer than three whole draws, or two replications, in each variant.

    One row per run: its value (nan: failed or unknown), its variant, its draw. Replications are the rows of a variant
    and draw. With a single variant structure is zero.
    """
    names = np.unique(variant)
    by_variant = [_by_draw(values[variant == name], draw[variant == name]) for name in names]
    if not by_variant:
        return None
    n = max((len(rows) for found in by_variant for rows in found.values()), default=0)
    whole = [
        {d: rows for d, rows in found.items() if len(rows) == n and not np.isnan(rows).any()} for found in by_variant
    ]
    every = [set(found) for found in by_variant]
    crossed = all(labels == every[0] for labels in every)
    kept = _balanced(whole, crossed)
    n_draws = kept.shape[1]
    dropped = sum(len(labels) for labels in every) - len(names) * n_draws
    if n < 2 or n_draws < FEWEST_DRAWS:
        return None
    return _split(kept, crossed, dropped)


def _by_draw(values: Values, draw: NDArray[np.int64]) -> dict[int, Values]:
    return {int(d): values[draw == d] for d in np.unique(draw)}


def _balanced(whole: list[dict[int, Values]], crossed: bool) -> Values:
    """Whole draws as [variant, draw, replication]: those whole everywhere, or the same number in each variant."""
    if crossed:
        common = sorted(set.intersection(*(set(found) for found in whole)))
        return np.array([[found[d] for d in common] for found in whole])
    fewest = min(len(found) for found in whole)
    return np.array([[found[d] for d in sorted(found)[:fewest]] for found in whole])


def _split(cube: Values, crossed: bool, dropped: int) -> Split:
    variants, draws, replications = cube.shape
    sizes = _components(cube, crossed)
    total = float(np.maximum(sizes, 0.0).sum())
    without = np.array([_shares(_components(np.delete(cube, d, axis=1), crossed)) for d in range(draws)])
    error = np.sqrt((draws - 1) / draws * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    half = float(stats.t.ppf(0.975, draws - 1)) * error
    shares = _shares(sizes)
    parts = tuple(
        Part(
            name,
            max(float(sizes[k]), 0.0),
            _share(float(shares[k])) if total > 0.0 else None,
            (_share(float(shares[k] - half[k])), _share(float(shares[k] + half[k]))) if total > 0.0 else None,
        )
        for k, name in enumerate(PARTS)
    )
    return Split(parts, total, variants, draws, replications, crossed, dropped)


def _share(value: float) -> float:
    """Within 0 and 1: estimates without bias may lie a little outside."""
    return min(max(value, 0.0), 1.0)


def _components(cube: Values, crossed: bool) -> Values:
    """Unbiased variances by structure, parameters and chance of [variant, draw, replication]."""
    variants, draws, replications = cube.shape
    cells = cube.mean(axis=2)
    chance = float(cube.var(axis=2, ddof=1).mean())
    parameters = float(cells.var(axis=1, ddof=1).mean()) - chance / replications
    observed = float(cells.mean(axis=1).var())
    if crossed:
        error = float((cells - cells.mean(axis=0)).var(axis=1, ddof=1).mean()) / draws
    else:
        error = float(cells.var(axis=1, ddof=1).mean()) / draws * (1.0 - 1.0 / variants)
    return np.array([observed - error if variants > 1 else 0.0, parameters, chance])


def _shares(sizes: Values) -> Values:
    """Shares of the whole; a negative part counts as zero in the whole."""
    total = np.maximum(sizes, 0.0).sum()
    shares: Values = sizes / total if total > 0.0 else np.zeros_like(sizes)
    return shares
