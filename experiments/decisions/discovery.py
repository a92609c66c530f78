"""Where does a policy fail? Boxes of parameter values in which failures gather (PRIM, Friedman and Fisher 1999).

Of the draws of the parameters, some make the policy fail. A box is peeled: each step takes away the twentieth at one
end of one parameter that raises the share of failures most per draw taken. The whole trajectory is kept; of it the
box with the best balance is taken: highest harmonic mean of coverage (share of all failures that lie inside) and
density (share of those inside that fail). Ends whose removal would change nothing beyond chance are given up again:
their quasi-p-value is the binomial probability of as many failures with the density that the box has without this end.

Written here, not taken from a library: it is short, the core then has it without a heavy extra, and it says what a
library leaves to the reader - how the box does on draws that did not shape it (`held_out_density`). Tests compare
trajectories with the established implementation step by step. Peeling alone is done: a box is chosen from the
trajectory, which makes pasting back at its end pointless.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

PEEL = 0.05
LEAST_MASS = 0.05
QUASI_P = 0.05
FEWEST_FAILURES = 10
MOST_COLUMNS = 12  # of many parameters those are looked at that go with failure most


@dataclass(frozen=True)
class Step:
    """A box on the trajectory: limits [column, end], how many draws lie inside, and how many of them fail."""

    limits: Values
    inside: int
    failures: int

    @property
    def density(self) -> float:
        """Share of the draws inside that fail."""
        return self.failures / max(self.inside, 1)


@dataclass(frozen=True)
class Box:
    """The box that was chosen. limits {column: (low, high)}, infinite where there is none; quasi_p {column: p}.

    base: share of failures overall. held_out_density: the same share in boxes that the other half of the draws made.
    held_out_p: probability of so many failures there if these boxes were no better than all draws. The quasi-p-values
    are of a box that was sought for: of many parameters that do nothing some make one, this tells whether it holds.
    """

    limits: dict[int, tuple[float, float]]
    quasi_p: dict[int, float]
    coverage: float
    density: float
    mass: float
    base: float
    held_out_density: float | None
    held_out_p: float | None
    trajectory: tuple[Step, ...]


def discover(inputs: Values, failed: Mask, seed: int = 1) -> Box | None:
    """The box of inputs [draw, column] in which failures gather; None with too few failures, or too few successes."""
    if min(int(failed.sum()), int((~failed).sum())) < FEWEST_FAILURES:
        return None
    limits, trajectory = _box(inputs, failed)
    inside = in_box(inputs, limits)
    held_inside, held_failures = _held_out(inputs, failed, seed)
    restricted = [int(j) for j in np.flatnonzero(np.isfinite(limits).any(axis=1))]
    return Box(
        limits={j: (float(limits[j, 0]), float(limits[j, 1])) for j in restricted},
        quasi_p={j: quasi_p(inputs, failed, limits, j) for j in restricted},
        coverage=float(failed[inside].sum() / failed.sum()),
        density=float(failed[inside].mean()),
        mass=float(inside.mean()),
        base=float(failed.mean()),
        held_out_density=held_failures / held_inside if restricted and held_inside else None,
        held_out_p=_p_of(held_failures, held_inside, float(failed.mean())) if restricted and held_inside else None,
        trajectory=tuple(trajectory),
    )


def _box(inputs: Values, failed: Mask) -> tuple[Values, list[Step]]:
    """Limits of the chosen box and the trajectory, made from the columns that go with failure most."""
    columns = leading_columns(inputs, failed)
    trajectory = peel(inputs[:, columns], failed)
    own = _simplified(inputs[:, columns], failed, _balanced(trajectory, int(failed.sum())).limits)
    limits = np.tile([-math.inf, math.inf], (inputs.shape[1], 1))
    limits[columns] = own
    return limits, trajectory


def leading_columns(inputs: Values, failed: Mask) -> NDArray[np.int64]:
    """The columns whose ranks differ most between failures and successes, in their order."""
    if inputs.shape[1] <= MOST_COLUMNS:
        return np.arange(inputs.shape[1])
    ranks = stats.rankdata(inputs, axis=0)
    apart = np.abs(ranks[failed].mean(axis=0) - ranks[~failed].mean(axis=0))
    return np.sort(np.argsort(-apart, kind="stable")[:MOST_COLUMNS])


def in_box(inputs: Values, limits: Values) -> Mask:
    """Which draws lie inside."""
    return np.asarray(((inputs >= limits[:, 0]) & (inputs <= limits[:, 1])).all(axis=1))


def peel(inputs: Values, failed: Mask) -> list[Step]:
    """Boxes from everything down to the smallest; each loses one end of one column."""
    limits = np.tile([-math.inf, math.inf], (inputs.shape[1], 1))
    inside = np.ones(len(failed), bool)
    trajectory = [Step(limits, len(failed), int(failed.sum()))]
    while True:
        found = _best_peel(inputs, failed, inside, limits)
        if found is None:
            return trajectory
        column, end, limit, inside = found
        limits = limits.copy()
        limits[column, end] = limit
        trajectory.append(Step(limits, int(inside.sum()), int(failed[inside].sum())))


def _best_peel(inputs: Values, failed: Mask, inside: Mask, limits: Values) -> tuple[int, int, float, Mask] | None:
    """The end to take away: largest gain of density per draw taken; a column that is restricted already goes first."""
    best: tuple[tuple[float, int], int, int, float, Mask] | None = None
    n, density = int(inside.sum()), float(failed[inside].mean())
    restricted = np.asarray(np.isfinite(limits).any(axis=1))
    for column in range(inputs.shape[1]):
        for end in (1, 0):
            limit = _peel_limit(inputs[inside, column], end)
            kept = inside & (inputs[:, column] <= limit if end else inputs[:, column] >= limit)
            n_kept = int(kept.sum())
            if n_kept == n or n_kept < LEAST_MASS * len(failed):
                continue
            gain = (float(failed[kept].mean()) - density) / (n - n_kept)
            score = (gain, -int(not restricted[column]))
            if gain > 0.0 and (best is None or score > best[0]):
                best = score, column, end, limit, kept
    return None if best is None else best[1:]


def _peel_limit(values: Values, end: int) -> float:
    """Half-way between the two values around the quantile; ties move the limit inwards, so that something is taken."""
    ordered = np.sort(values)
    place = (len(ordered) - 1) * (1.0 - PEEL if end else PEEL)
    low, high = math.floor(place), math.ceil(place)
    while ordered[low] == ordered[high]:
        if end and low > 0:
            low -= 1
        elif not end and high < len(ordered) - 1:
            high += 1
        else:
            break
    return float(ordered[low] + ordered[high]) / 2.0


def _balanced(trajectory: list[Step], n_failures: int) -> Step:
    """The step with the highest harmonic mean of coverage and density: 2 x failures / (failures overall + inside)."""
    return max(trajectory, key=lambda step: 2.0 * step.failures / (n_failures + step.inside))


def quasi_p(inputs: Values, failed: Mask, limits: Values, column: int) -> float:
    """Probability of as many failures if the box had the density that it has without the limits of this column."""
    inside = in_box(inputs, limits)
    freed = limits.copy()
    freed[column] = -math.inf, math.inf
    density = float(failed[in_box(inputs, freed)].mean())
    return _p_of(int(failed[inside].sum()), int(inside.sum()), density)


def _p_of(failures: int, inside: int, density: float) -> float:
    """Probability of so many failures or more among those inside, if each failed with the density."""
    return float(stats.binomtest(failures, inside, density, alternative="greater").pvalue)


def _simplified(inputs: Values, failed: Mask, limits: Values) -> Values:
    """The box without the columns that add nothing beyond chance, the weakest first."""
    while True:
        columns = np.flatnonzero(np.isfinite(limits).any(axis=1))
        p = {int(j): quasi_p(inputs, failed, limits, int(j)) for j in columns}
        if not p or max(p.values()) <= QUASI_P:
            return limits
        limits = limits.copy()
        limits[max(p, key=lambda j: p[j])] = -math.inf, math.inf


def _held_out(inputs: Values, failed: Mask, seed: int) -> tuple[int, int]:
    """Draws and failures in each half of the draws inside the box that the other half makes, both together.

    Draws with the same parameters stay together: a posterior holds some of its draws several times.
    """
    _, alike = np.unique(inputs, axis=0, return_inverse=True)
    order = np.random.default_rng(seed).permutation(int(alike.max()) + 1)
    is_first = np.isin(alike.ravel(), order[: len(order) // 2])
    halves = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    inside = failures = 0
    for own, other in (halves, halves[::-1]):
        if not failed[own].any() or failed[own].all():
            continue
        kept = in_box(inputs[other], _box(inputs[own], failed[own])[0])
        inside += int(kept.sum())
        failures += int(failed[other][kept].sum())
    return inside, failures
