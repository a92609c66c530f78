"""Run until the best is selected: the sequential procedure of Kim and Nelson (2001) on paired observations.

After a first stage of n0 observations of every scenario the variance of each paired difference is known about; from
then on scenarios are observed one more time each, and one whose sum falls behind that of a rival by more than a bound
leaves. The bound shrinks as observations are added and reaches zero, so the procedure ends. If the best scenario is
better than every other by the indifference zone or more it is selected with at least the confidence asked for, for
normal observations that are independent of each other; paired ones need no more, and the smaller variance of their
differences makes them fewer. Scenarios within the zone of the best count as good.

An observation is the mean of the replications of one draw of the parameters (`experiments.design`): draws are
independent, replications of one draw are not.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError

Values = NDArray[np.float64]
More = Callable[[tuple[int, ...], int, int], Values]

FIRST_STAGE = 10


@dataclass(frozen=True)
class Plan:
    """zone: smallest difference worth detecting, in the outcome's unit. most: observations after which to give up.

    batch: observations asked for at a time; what a scenario was observed after it should have left is not used.
    """

    zone: float
    confidence: float = 0.95
    first_stage: int = FIRST_STAGE
    most: int = 10_000
    batch: int = 10


@dataclass(frozen=True)
class Selection:
    """Who is left, best first; after how many observations each other scenario left. `done`: one is left, as promised.

    bound: observations after which the procedure would have ended at the latest.
    """

    left: tuple[int, ...]
    means: tuple[float, ...]
    observations: int
    left_after: dict[int, int]
    bound: int
    done: bool

    @property
    def best(self) -> int:
        """The scenario that is selected; if not `done`, the one that looks best."""
        return self.left[0]


def kim_nelson(more: More, n_scenarios: int, plan: Plan) -> Selection:
    """Select the best of `n_scenarios` by benefit; `more(scenarios, first, n)` observes them: values [scenario, n]."""
    race = _Race(more, n_scenarios, plan)
    race.first_stage()
    while len(race.alive) > 1 and race.asked < plan.most:
        race.next_batch()
    return race.outcome()


class _Race:
    """The state of the procedure: sums of benefits, who is alive, and the bounds."""

    def __init__(self, more: More, n_scenarios: int, plan: Plan) -> None:
        self.more, self.plan = more, plan
        self.alive: list[int] = list(range(n_scenarios))
        self.sums = np.zeros(n_scenarios)
        self.counts = np.zeros(n_scenarios, np.int64)
        self.asked = self.count = 0
        self.left_after: dict[int, int] = {}
        self.reach = np.zeros((n_scenarios, n_scenarios))  # h2 S2 of each pair

    def first_stage(self) -> None:
        """Observe every scenario n0 times; variances of the paired differences."""
        n = min(self.plan.first_stage, self.plan.most)
        values = self._observe(n)
        if values.shape[1] < 2:
            raise RunError("the outcome is unknown in nearly every replication: nothing can be selected by it")
        rivals = max(len(self.alive) - 1, 1)
        exponent = -2.0 / (values.shape[1] - 1)
        eta = 0.5 * ((2.0 * (1.0 - self.plan.confidence) / rivals) ** exponent - 1.0)
        differences = values[:, None, :] - values[None, :, :]
        self.reach = 2.0 * eta * (values.shape[1] - 1) * differences.var(axis=2, ddof=1)
        self._add(values)
        self._screen()

    def next_batch(self) -> None:
        """Observe who is alive, one observation after the other."""
        n = min(self.plan.batch, self.plan.most - self.asked)
        at_hand = list(self.alive)
        for column in self._observe(n).T:
            rows = [at_hand.index(k) for k in self.alive]
            self._add(column[rows, None])
            self._screen()
            if len(self.alive) == 1:
                return

    def _observe(self, n: int) -> Values:
        """The next observations; one in which a scenario's outcome is unknown is left out for all."""
        values = self.more(tuple(self.alive), self.asked, n)
        self.asked += n
        return values[:, ~np.isnan(values).any(axis=0)]

    def _add(self, values: Values) -> None:
        self.sums[self.alive] += values.sum(axis=1)
        self.counts[self.alive] += values.shape[1]
        self.count += values.shape[1]

    def _screen(self) -> None:
        """Whoever lies behind a rival by more than the bound leaves; at the last observation all but the best do."""
        alive, zone = np.array(self.alive), self.plan.zone
        sums = self.sums[alive]
        slack = np.maximum(self.reach[np.ix_(alive, alive)] / (2.0 * zone) - zone * self.count / 2.0, 0.0)
        stays = (sums[:, None] >= sums[None, :] - slack).all(axis=1)
        if self.count > self.bound:
            stays = np.arange(len(alive)) == int(np.argmax(sums))
        self.left_after |= {int(k): self.count for k in alive[~stays]}
        self.alive = [int(k) for k in alive[stays]]

    @property
    def bound(self) -> int:
        """Observations after which no bound is above zero."""
        return int(np.floor(self.reach.max() / self.plan.zone**2))

    def outcome(self) -> Selection:
        means = self.sums / np.maximum(self.counts, 1)
        left = sorted(self.alive, key=lambda k: -means[k])
        ends = dict(sorted(self.left_after.items(), key=lambda item: item[1]))
        bound = max(self.bound + 1, self.plan.first_stage)
        return Selection(tuple(left), tuple(float(m) for m in means), self.count, ends, bound, len(self.alive) == 1)
