"""How far the fit can be trusted: held-out points of the table as synthetic truths.

A synthetic truth is a point whose reported figures are taken for the observed ones. The fit never sees it: the table is
cut into folds, and each fold is fitted with the others. One data set per truth, with its own seed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from calibration.fit.adjust import Learnt, learn
from calibration.fit.fit import Problem

Values = NDArray[np.float64]

FOLDS = 5
PROBABILITIES = np.array([0.025, 0.05, 0.1, 0.5, 0.9, 0.95, 0.975])


@dataclass(frozen=True)
class Recovery:
    """Synthetic truths recovered: per truth and coordinate its rank in the posterior (0-1), mean, sd and quantiles."""

    addresses: tuple[str, ...]
    truths: Values
    ranks: Values
    means: Values
    sds: Values
    quantiles: Values

    def coverage(self, low: float, high: float) -> Values:
        """Share of truths between two quantiles of their posteriors, per coordinate."""
        k, m = (int(np.flatnonzero(p == PROBABILITIES)[0]) for p in (low, high))
        inside = (self.quantiles[:, k] <= self.truths) & (self.truths <= self.quantiles[:, m])
        share: Values = inside.mean(axis=0)
        return share

    def contraction(self) -> Values:
        """1 - posterior variance / prior variance, averaged over truths (the prior variance is 1)."""
        mean: Values = 1.0 - (self.sds**2).mean(axis=0)
        return mean

    def correlation(self) -> Values:
        """Correlation of truth and posterior mean, per coordinate."""
        pairs = zip(self.truths.T, self.means.T, strict=True)
        return np.array([np.corrcoef(truth, mean)[0, 1] for truth, mean in pairs])

    def uniformity(self) -> Values:
        """P-value of uniform ranks (Kolmogorov-Smirnov), per coordinate: simulation-based calibration."""
        return np.array([kstest(ranks, "uniform").pvalue for ranks in self.ranks.T])


def holm(p_values: Values, level: float) -> NDArray[np.bool_]:
    """Which hypotheses are rejected at a family-wise level (Holm)."""
    order = np.argsort(p_values, kind="stable")
    limits = level / (len(p_values) - np.arange(len(p_values)))
    failing = p_values[order] > limits
    n_rejected = int(np.argmax(failing)) if failing.any() else len(p_values)
    rejected = np.zeros(len(p_values), dtype=bool)
    rejected[order[:n_rejected]] = True
    return rejected


def _fold_of(points: NDArray[np.int64]) -> NDArray[np.int64]:
    return points % FOLDS


def recover(problem: Problem, n_truths: int) -> Recovery:
    """Recover up to `n_truths` synthetic truths, the first points of the table."""
    folds = _fold_of(problem.points)
    taught = [learn(problem.coordinates[folds != fold], problem.simulated[folds != fold]) for fold in range(FOLDS)]
    rows = range(min(n_truths, len(problem.points)))
    found = [_recover_one(problem, row, taught[folds[row]]) for row in rows]
    ranks, means, sds, quantiles = (np.array([f[k] for f in found]) for k in range(4))
    return Recovery(problem.addresses, problem.coordinates[: len(found)], ranks, means, sds, quantiles)


def _recover_one(problem: Problem, row: int, taught: Learnt) -> tuple[Values, Values, Values, Values]:
    sample = taught.given(problem.simulated[row])
    weights = sample.weights[:, None]
    mean, sd = sample.mean_and_sd()
    rank = (weights * (sample.coordinates < problem.coordinates[row])).sum(axis=0)
    return rank, mean, sd, sample.quantiles(PROBABILITIES)
