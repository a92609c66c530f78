"""A contest: one outcome of several scenarios over the same replications. Everything in this package starts from it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Groups = NDArray[np.int64]
Side = Literal["lower", "higher"]


@dataclass(frozen=True)
class Contest:
    """Values [scenario, replication] without gaps; replications of one draw of the parameters share a group."""

    scenarios: tuple[str, ...]
    values: Values
    groups: Groups
    better: Side

    @property
    def n_scenarios(self) -> int:
        """How many scenarios compete."""
        return len(self.scenarios)

    @property
    def sign(self) -> float:
        """Factor that turns a value into a benefit."""
        return 1.0 if self.better == "higher" else -1.0

    @property
    def benefits(self) -> Values:
        """Values [scenario, replication] turned so that more is better."""
        turned: Values = self.sign * self.values
        return turned

    @property
    def draws(self) -> Groups:
        """The groups, in the order in which everything by draw is given."""
        return np.unique(self.groups)


def contest(scenarios: tuple[str, ...], values: Values, groups: Groups, better: Side) -> Contest:
    """A contest over the replications in which every scenario knows the outcome (none is nan)."""
    known = ~np.isnan(values).any(axis=0)
    return Contest(scenarios, values[:, known], groups[known], better)


def draw_means(values: Values, groups: Groups) -> Values:
    """Means [..., draw] of values [..., replication] over the replications of each draw."""
    _, index, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    rows = values.reshape(-1, values.shape[-1])
    sums = np.array([np.bincount(index, weights=row, minlength=len(sizes)) for row in rows])
    means: Values = (sums / sizes).reshape(*values.shape[:-1], len(sizes))
    return means
