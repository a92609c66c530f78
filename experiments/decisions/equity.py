"""Who gains and who loses: the difference to the base by group of children, how sure, and how unequal.

Groups are read together: a policy that looks fair on average over many groups may still be likely to set one of them
back. Which side is better is the outcome's; for an outcome without a better side (placements) a group does not gain or
lose, it is only moved, and the spread between groups is all that is said.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.decisions.contest import Contest
from experiments.decisions.expected import expected_benefits
from experiments.statistics import mean_ci95, p_better

Values = NDArray[np.float64]
Groups = NDArray[np.int64]
Better = Literal["lower", "higher", "neutral"]
Verdict = Literal["gains", "loses", "unsure", "moved", "unmoved"]

SURE = 0.95


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

    spread: largest less smallest expected difference, with its 90 % interval over draws and what chance leaves open.
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
    effects = tuple(_effect(name, row, draws, better) for name, row in zip(names, rows, strict=True))
    side: Literal["lower", "higher"] = "lower" if better == "lower" else "higher"
    zero = np.zeros((1, rows.shape[1]))
    against = Contest(("base", *names), np.concatenate([zero, rows]), draws, side)
    worlds = expected_benefits(against).worlds.reshape(-1, len(names) + 1)[:, 1:]
    means = np.array([effect.difference for effect in effects])
    spreads = np.ptp(worlds, axis=1)
    slack = 1e-9 * float(np.abs(worlds).max(initial=0.0))
    low, high = np.quantile(spreads, [0.05, 0.95])
    return Equity(
        groups=effects,
        p_someone_loses=None if better == "neutral" else float((worlds.min(axis=1) < -slack).mean()),
        spread=float(np.ptp(means)),
        spread90=(float(low), float(high)),
        lowest=names[int(np.argmin(means))],
        highest=names[int(np.argmax(means))],
    )


def _effect(name: str, row: Values, draws: Groups, better: Better) -> GroupEffect:
    mean, interval = mean_ci95(row, draws)
    if better == "neutral":
        is_moved = interval is not None and not interval[0] <= 0.0 <= interval[1]
        return GroupEffect(name, mean, interval, None, "moved" if is_moved else "unmoved")
    p = p_better(row, draws, better)
    verdict: Verdict = "unsure"
    if p is not None and (p >= SURE or p <= 1.0 - SURE):
        verdict = "gains" if p >= SURE else "loses"
    return GroupEffect(name, mean, interval, p, verdict)
