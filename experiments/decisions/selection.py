"""Which scenario is best, from runs that exist: probabilities of being best, and who cannot be told from the best.

Two questions are kept apart. Under one draw of the parameters a scenario may be the best and under another not:
`p_best` is the share of draws, and more runs do not change it. And the scenario that looks best on average over the
draws may not be: `p_correct` is the probability that it is, and more runs raise it.
It takes any distance between scenarios for possible beforehand: where all are nearly alike it promises too much, which
the set of those not told from the best and the sequential procedure (`kim_nelson.py`) do not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.decisions.expected import Expected

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Ranking:
    """By scenario, in the order of the contest.

    p_best: posterior probability of the best expected outcome, over draws. p_best_on_average: probability of the best
    mean over draws; p_within: of a mean within the indifference zone of the best. in_set: whether it cannot be told
    from the best; the set holds the best with at least the confidence asked for. `best` looks best on average.
    """

    best: int
    p_best: Values
    p_best_on_average: Values
    p_within: Values
    in_set: NDArray[np.bool_]

    @property
    def p_correct(self) -> float:
        """Probability that what looks best on average is the best on average."""
        return float(self.p_best_on_average[self.best])

    @property
    def p_good(self) -> float:
        """Probability that what looks best on average is best or within the indifference zone of it."""
        return float(self.p_within[self.best])


def rank(expected: Expected, zone: float = 0.0, confidence: float = 0.95) -> Ranking:
    """Rank the scenarios by expected benefit; `zone` is in units of the outcome."""
    averages = _averages(expected)
    return Ranking(
        best=int(np.argmax(expected.mean)),
        p_best=best_share(expected.worlds.reshape(-1, len(expected.mean))),
        p_best_on_average=best_share(averages),
        p_within=(averages >= averages.max(axis=1, keepdims=True) - zone).mean(axis=0),
        in_set=not_told_from_best(expected, confidence),
    )


def _averages(expected: Expected) -> Values:
    """Means over all draws there could be [world, scenario]: these draws are a sample of them."""
    averages: Values = np.einsum("wd,wds->ws", expected.weights, expected.worlds)
    return averages


def best_share(samples: Values) -> Values:
    """Share of the rows [sample, scenario] in which each scenario is the best; equals share."""
    wins = samples == samples.max(axis=1, keepdims=True)
    share: Values = (wins / wins.sum(axis=1, keepdims=True)).mean(axis=0)
    return share


def not_told_from_best(expected: Expected, confidence: float = 0.95) -> NDArray[np.bool_]:
    """Subset selection from paired means: whoever no rival beats by more than chance allows.

    A scenario leaves if its paired difference to some rival is below zero at level (1 - confidence) / (k - 1), one
    sided: the truly best one is compared with k - 1 rivals, so it stays with at least the confidence.
    """
    k = len(expected.mean)
    limit = float(stats.t.ppf(1.0 - (1.0 - confidence) / (k - 1), expected.freedom))
    behind = expected.mean[None, :] - expected.mean[:, None]
    variance = np.diag(expected.error)
    error = np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2.0 * expected.error, 0.0))
    return np.asarray((behind <= limit * error).all(axis=1))
