"""What a wrong choice costs: regret over draws of the parameters, and what knowing them would be worth.

Regret of a scenario in a draw: expected outcome of the best scenario of that draw less its own. The mean is least for
the scenario that is best on average, and that least mean is the expected value of perfect information (EVPI): what
the decision would gain if the parameters were known before it is made.

Correction for chance: the largest of several noisy means is larger than the largest expected outcome, so EVPI from raw
means is too high and grows with noise, not with knowledge that is missing. Here every maximum is taken over samples of
the expected outcomes (`expected.py`), from which chance has been taken out. `naive` is the uncorrected figure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.decisions.contest import Contest, draw_means
from experiments.decisions.expected import Expected, Summary, only_chance, sample_worlds, summarise

Values = NDArray[np.float64]

REFITS = 100  # resamples of the draws behind the interval of EVPI
WORLDS_PER_REFIT = 4


@dataclass(frozen=True)
class Regret:
    """By scenario: mean and quantiles over draws, the worst draw, and how probable more than the tolerance is.

    worst [scenario]: the largest expected regret of any draw; `minimax` has the smallest of them.
    """

    mean: Values
    median: Values
    q95: Values
    worst: Values
    p_above: Values
    minimax: int
    samples: Values


@dataclass(frozen=True)
class PerfectInformation:
    """EVPI in the unit of the outcome, its 90 % interval, the uncorrected figure, and what sure means would be worth.

    value_of_runs: what the decision would gain if the means over draws were known without chance: a reason for more
    replications, where EVPI is one for research.
    """

    evpi: float | None
    interval90: tuple[float, float] | None
    naive: float | None
    value_of_runs: float


def regret(expected: Expected, tolerance: float = 0.0) -> Regret:
    """The regret of each scenario; with point values, over what the runs leave open about the means."""
    lost = expected.worlds.max(axis=2, keepdims=True) - expected.worlds
    by_draw = lost.mean(axis=0)
    flat = lost.reshape(-1, lost.shape[2])
    worst = by_draw.max(axis=0)
    slack = tolerance + 1e-9 * float(flat.max(initial=0.0))
    return Regret(
        mean=flat.mean(axis=0),
        median=np.quantile(flat, 0.5, axis=0),
        q95=np.quantile(flat, 0.95, axis=0),
        worst=worst,
        p_above=(flat > slack).mean(axis=0),
        minimax=int(np.argmin(worst)),
        samples=flat,
    )


def p_worse(expected: Expected, scenario: int, tolerance: float = 0.0) -> float:
    """Share of draws in which a scenario's expected outcome is worse than the base's by more than the tolerance.

    Over samples of what draws lead one to expect, not over their best guesses: those are drawn together by the chance
    that is in them, and their share would be nearer to 0 or 1.
    """
    return float((expected.worlds[:, :, scenario] < -tolerance).mean())


def perfect_information(expected: Expected, contest: Contest) -> PerfectInformation:
    """Expected value of perfect information; None where parameters and chance cannot be told apart."""
    averages = expected.averages
    best = int(np.argmax(expected.mean))
    of_runs = float((averages.max(axis=1) - averages[:, best]).mean())
    if not expected.is_split:
        return PerfectInformation(None, None, None, of_runs)
    evpi = evpi_of(expected.worlds)
    return PerfectInformation(evpi, _interval90(evpi, summarise(contest)), naive_evpi(contest), of_runs)


def evpi_of(worlds: Values) -> float:
    """EVPI of worlds [world, draw, scenario], mean over worlds."""
    return float((worlds.max(axis=2).mean(axis=1) - worlds.mean(axis=1).max(axis=1)).mean())


def _interval90(evpi: float, summary: Summary) -> tuple[float, float]:
    """Draws are resampled and the variance is split anew; the scatter of the results is put around the estimate.

    The resampled figures as such lie too high: every resample adds noise of its own to what a maximum is taken of.
    Where runs in which chance alone makes draws differ would often give as much, the interval begins at zero.
    """
    rng, n = np.random.default_rng(2), len(summary.sizes)
    again = np.array([_refit(rng, summary.of(rng.integers(0, n, n))) for _ in range(REFITS)])
    nothing = [_refit(rng, only_chance(rng, summary)) for _ in range(REFITS)]
    low, high = evpi + np.quantile(again - again.mean(), [0.05, 0.95])
    return 0.0 if evpi <= np.quantile(nothing, 0.95) else max(float(low), 0.0), max(float(high), 0.0)


def _refit(rng: np.random.Generator, summary: Summary) -> float:
    return evpi_of(sample_worlds(rng, summary, WORLDS_PER_REFIT))


def naive_evpi(contest: Contest) -> float:
    """EVPI from raw means of draws: too high by what chance adds to a maximum."""
    means = draw_means(contest.benefits, contest.groups)
    return float(means.max(axis=0).mean() - means.mean(axis=1).max())
