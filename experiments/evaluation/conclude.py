"""What an evaluator concludes from two sets of readings: how much lower, and how surely by a one-sided test."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]
LEVEL = 0.05


@dataclass(frozen=True)
class Conclusion:
    """Claimed effect (negative: a fall) and p of a one-sided test for a fall; nan where nothing can be said."""

    effect: float
    p: float

    @property
    def any_fall(self) -> bool:
        """Whether the evaluator who takes any fall for an effect claims one."""
        return self.effect < 0.0

    @property
    def significant(self) -> bool:
        """Whether the evaluator who asks for p < 0.05 claims one."""
        return self.p < LEVEL


UNKNOWN = Conclusion(math.nan, math.nan)


@dataclass(frozen=True)
class Seen:
    """An evaluation. true_effect: on the covered children; control_effect: on the control group; nan is unknown.

    Effects are in the unit of the outcome.
    """

    selection: str | None
    with_policy: Conclusion
    without_policy: Conclusion
    true_effect: float
    control_effect: float
    n_children: int


@dataclass(frozen=True)
class Evaluated:
    """All evaluations of one replication."""

    replication: int
    draw: int
    seen: tuple[Seen, ...]


def compare_groups(now: Values, before: Values) -> Conclusion:
    """Two groups of children as if they were independent (Welch's t test), which before and after are not."""
    if len(now) < 2 or len(before) < 2:
        return UNKNOWN
    effect = float(now.mean() - before.mean())
    error = math.sqrt(now.var(ddof=1) / len(now) + before.var(ddof=1) / len(before))
    if error == 0.0:
        return Conclusion(effect, _certain(effect))
    return Conclusion(effect, float(stats.ttest_ind(now, before, equal_var=False, alternative="less").pvalue))


def compare_pairs(now: Values, before: Values) -> Conclusion:
    """The same children twice (paired t test)."""
    if len(now) < 2:
        return UNKNOWN
    change = now - before
    effect = float(change.mean())
    if change.std() == 0.0:
        return Conclusion(effect, _certain(effect))
    return Conclusion(effect, float(stats.ttest_rel(now, before, alternative="less").pvalue))


def _certain(effect: float) -> float:
    """p where nothing varies."""
    return 0.0 if effect < 0.0 else 1.0
