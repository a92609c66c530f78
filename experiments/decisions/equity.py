"""Who gains and who loses: the difference to the base by group of children, how sure, and how unequal.

Groups are read together: a policy that looks fair on average over many groups may still be likely to set one of them
back, and of many groups one looks set back by chance: what a verdict may be wrong with is divided by the number of
groups (Bonferroni). Which side is better is the outcome's; for an outcome without a better side (placements) a group
does not gain or lose, it is only moved, and the spread between groups is all that is said.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.decisions.contest import Contest
from experiments.decisions.expected import Expected, errors_of_means, expected_benefits
from experiments.statistics import mean_and_error, mean_ci95, p_better

Values = NDArray[np.float64]
Groups = NDArray[np.int64]
Better = Literal["lower", "higher", "neutral"]
Verdict = Literal["gains", "loses", "unsure", "moved", "unmoved"]

SURE = 0.95
SAMPLES = 20_000  # of the errors of means, for the interval of the spread


@dataclass(frozen=True)
class GroupEffect:
    """Difference of one group; p_gains is the probability that its expected difference is on the better side."""

    group: str
    difference: float
    ci95: tuple[float, float] | None
    p_gains: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Equity:
    """All groups of a dimension. p_someone_loses: probability that the expected difference of some group is worse.

    It takes no difference at all for impossible beforehand: of eight groups that nothing happens to, one has surely
    lost a little. spread: largest less smallest mean difference, which chance alone makes larger than zero; spread90
    holds the true one with at least 90 %, and begins at zero where all groups may be treated alike.
    """

    groups: tuple[GroupEffect, ...]
    p_someone_loses: float | None
    spread: float
    spread90: tuple[float, float]
    lowest: str
    highest: str


def equity(names: tuple[str, ...], differences: Values, draws: Groups, better: Better) -> Equity | None:
    """Summarise differences [group, replication] to the base; groups that no replication knows are left out."""
    known = np.asarray(~np.isnan(differences).all(axis=1))
    names = tuple(name for name, is_known in zip(names, known, strict=True) if is_known)
    rows = differences[known]
    whole = ~np.isnan(rows).any(axis=0)
    rows, draws = rows[:, whole], draws[whole]
    if not len(rows) or len(np.unique(draws)) < 2:
        return None
    slip = (1.0 - SURE) / len(names)
    effects = tuple(_effect(name, row, draws, better, slip) for name, row in zip(names, rows, strict=True))
    side: Literal["lower", "higher"] = "lower" if better == "lower" else "higher"
    zero = np.zeros((1, rows.shape[1]))
    against = Contest(("base", *names), np.concatenate([zero, rows]), draws, side)
    expected = expected_benefits(against)
    worlds = expected.worlds.reshape(-1, len(names) + 1)[:, 1:]
    means = np.array([effect.difference for effect in effects])
    slack = 1e-9 * float(np.abs(worlds).max(initial=0.0))
    return Equity(
        groups=effects,
        p_someone_loses=None if better == "neutral" else float((worlds.min(axis=1) < -slack).mean()),
        spread=float(np.ptp(means)),
        spread90=_spread90(float(np.ptp(means)), expected),
        lowest=names[int(np.argmin(means))],
        highest=names[int(np.argmax(means))],
    )


def _spread90(spread: float, expected: Expected) -> tuple[float, float]:
    """The spread is off by no more than the two groups whose errors lie furthest apart (Tukey's range)."""
    errors = errors_of_means(expected, SAMPLES)[:, 1:]
    off = float(np.quantile(np.ptp(errors, axis=1), 0.9))
    return max(spread - off, 0.0), spread + off


def _effect(name: str, row: Values, draws: Groups, better: Better, slip: float) -> GroupEffect:
    """One group; its verdict is wrong with a probability of at most `slip`."""
    mean, interval = mean_ci95(row, draws)
    if better == "neutral":
        return GroupEffect(name, mean, interval, None, "moved" if _is_moved(row, draws, slip) else "unmoved")
    p = p_better(row, draws, better)
    verdict: Verdict = "unsure"
    if p is not None and not slip < p < 1.0 - slip:
        verdict = "loses" if p <= slip else "gains"
    return GroupEffect(name, mean, interval, p, verdict)


def _is_moved(row: Values, draws: Groups, slip: float) -> bool:
    mean, error, freedom = mean_and_error(row, draws)
    return abs(mean) > float(stats.t.ppf(1.0 - slip / 2.0, freedom)) * error
