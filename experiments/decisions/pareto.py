"""Several outcomes at once, without weights: which scenarios no other one beats in every outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.decisions.contest import Contest, draw_means

Values = NDArray[np.float64]

RESAMPLES = 2000


@dataclass(frozen=True)
class Pareto:
    """By scenario: whether it is undominated in expected outcomes, in which share of resampled draws, and by whom not.

    dominated_by [scenario]: the scenarios that are at least as good in every outcome and better in one.
    """

    undominated: NDArray[np.bool_]
    p_undominated: Values
    dominated_by: tuple[tuple[int, ...], ...]


def pareto(contests: Sequence[Contest], seed: int = 1) -> Pareto | None:
    """Dominance over expected outcomes of the same scenarios and draws; draws are resampled to say how sure it is.

    None where fewer than two draws know every outcome.
    """
    draws = contests[0].draws
    for contest in contests[1:]:
        draws = np.intersect1d(draws, contest.draws)
    if len(draws) < 2:
        return None
    means = np.array([_by_draw(contest, draws) for contest in contests])
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(draws)), RESAMPLES)
    resampled = np.einsum("osd,rd->ros", means, weights)
    share = np.mean([~_dominates(sample).any(axis=0) for sample in resampled], axis=0)
    dominates = _dominates(means.mean(axis=2))
    beaten_by = tuple(tuple(int(i) for i in np.flatnonzero(column)) for column in dominates.T)
    return Pareto(np.asarray(~dominates.any(axis=0)), share, beaten_by)


def _by_draw(contest: Contest, draws: NDArray[np.int64]) -> Values:
    """Benefits against the base [scenario, draw]."""
    means = draw_means(contest.benefits - contest.benefits[0], contest.groups)
    return means[:, np.isin(contest.draws, draws)]


def _dominates(means: Values) -> NDArray[np.bool_]:
    """[i, j]: whether i is at least as good as j in every outcome and better in one, of means [outcome, scenario]."""
    gap = means[:, :, None] - means[:, None, :]
    return np.asarray((gap >= 0.0).all(axis=0) & (gap > 0.0).any(axis=0))
