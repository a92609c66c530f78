"""Is the best scenario the best under every structural variant of the model, and what would it cost if it is not?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.decisions.contest import Contest
from experiments.decisions.expected import expected_benefits
from experiments.decisions.selection import rank


@dataclass(frozen=True)
class VariantBest:
    """Under one variant: its best scenario and how probably that is right, and how the common choice does there.

    p_common: probability that the common choice is the best on average under the variant; cost_of_common: how far its
    expected outcome lies behind that of the variant's best.
    """

    variant: str
    best: int
    p_best: float
    p_common: float
    cost_of_common: float
    agrees: bool


@dataclass(frozen=True)
class Robustness:
    """`common`: the scenario with the smallest largest cost over variants (minimax); `usual`: best under the first."""

    common: int
    usual: int
    variants: tuple[VariantBest, ...]

    @property
    def same_everywhere(self) -> bool:
        """Whether one scenario looks best under every variant."""
        return len({v.best for v in self.variants}) == 1


def robustness(contests: Mapping[str, Contest]) -> Robustness:
    """Compare contests of the same scenarios by variant; the first variant is the usual model."""
    known = {variant: expected_benefits(contest) for variant, contest in contests.items()}
    behind = np.array([e.mean.max() - e.mean for e in known.values()])
    common = int(np.argmin(behind.max(axis=0)))
    rows = []
    for place, (variant, expected) in enumerate(known.items()):
        ranking = rank(expected)
        p_common = float(ranking.p_best_on_average[common])
        rows.append(
            VariantBest(
                variant, ranking.best, ranking.p_correct, p_common, float(behind[place, common]), ranking.best == common
            )
        )
    return Robustness(common, rows[0].best, tuple(rows))
