"""The lives that an evaluation looks at: the same children with the policy and without it."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.evaluation.design import Evaluation
from experiments.evaluation.options import LOTTERY, RANDOM
from experiments.evaluation.seen import MEASURED, Children, Look
from sim.engines.setup import make_plan, make_setup
from sim.policy.scenario import Scenario
from sim.randomness import uniform
from sim.simulate import engine_of, warm_up
from sim.units import years_to_days
from sim.vocabulary import Coverage, Status

# fourth word of the address of an evaluator's own random numbers, beside the kinds of entity and of parameters
EVALUATOR_KIND = 14
LOTS_MOST = 120  # as many as Kolding drew, where a policy has no lottery of its own; half of the cases if they are few

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Lives:
    """Children before the policy, and at the end with it and without it.

    covered: those with an open case whom it covers. control: others of the same caseworkers. district: -1 if none.
    """

    before: Children
    treated: Children
    untreated: Children
    covered: Ids
    control: Ids
    district: int = -1


class Town:
    """A municipality at policy start in one replication. Of several agencies the first is evaluated."""

    def __init__(self, evaluation: Evaluation, replication: int) -> None:
        self.evaluation, self.replication = evaluation, replication
        job = evaluation.world_job(replication)
        self.engine: Any = engine_of(job.engine)
        self.setup = make_setup(job.municipality, job.parameters)
        self.world = warm_up(self.engine, self.setup, job, 0)
        self.until = years_to_days(evaluation.years)
        self.start: Children = self.engine.children(self.world)

    def lives(self, selection: str | None) -> Lives:
        """Lives with and without the policy, in a district chosen in this way (None: where the policy covers)."""
        if self.evaluation.how.design == LOTTERY:
            return self._live(self.lottery(), -1)
        if selection is None:
            return self._live(self.evaluation.scenario, -1)
        district = self.random_district() if selection == RANDOM else self.worst_district()
        return self._live(self.evaluation.in_district(district), district)

    # ---- choosing
    def random_district(self) -> int:
        """A district by lot."""
        u = uniform(self.evaluation.seed, self.replication, EVALUATOR_KIND, 0, 0, 1)
        return int(u * self.setup.n_districts)

    def worst_district(self) -> int:
        """The district with the highest mean of what is looked at, at policy start; the first among equals."""
        measured, look = MEASURED[self.evaluation.how.looked_at], self.look(0.0, 0)
        known = self.start[measured.known(self.start, look)]
        total = np.bincount(known["district"], measured.read(known, look), minlength=self.setup.n_districts)
        n_known = np.bincount(known["district"], minlength=self.setup.n_districts)
        return int(np.argmax(total / np.maximum(n_known, 1)))

    def look(self, now: float, quarter: int, expects: bool = False) -> Look:
        """A look at the children at a time, by readers who know of the policy or not."""
        return Look(self.setup.parameters, self.evaluation.seed, self.replication, now, quarter, expects)

    def lottery(self) -> Scenario:
        """The policy for children drawn by lot: by its own lottery, or among all eligible cases."""
        scenario = self.evaluation.scenario
        if scenario.coverage == Coverage.LOTTERY:
            return scenario
        n_cases = int((self.start["status"] == Status.OPEN).sum())
        return replace(scenario, coverage=Coverage.LOTTERY, n_children=min(LOTS_MOST, n_cases // 2))

    # ---- living
    def _begin(self, scenario: Scenario) -> tuple[Any, Children]:
        """A world just after a scenario began, and its children just before."""
        plan = make_plan(scenario, self.setup)
        world = self.engine.fork(self.world, plan, n_months=self.engine.months_of(self.evaluation.years))
        begins = plan.begins if plan.begins < self.until else 0.0
        self.engine.run_until(world, begins)
        before = self.engine.children(world)
        self.engine.run_until(world, math.nextafter(begins, math.inf))
        return world, before

    def _end(self, world: Any) -> Children:
        self.engine.run_until(world, self.until)
        children: Children = self.engine.children(world)
        return children

    def _live(self, scenario: Scenario, district: int) -> Lives:
        world, before = self._begin(scenario)
        covered, control = self._groups(before, self.engine.children(world))
        treated = untreated = self._end(world)
        if not self.evaluation.does_nothing:
            beside, _ = self._begin(scenario.untreated(self.evaluation.base))
            untreated = self._end(beside)
        return Lives(before, treated, untreated, covered, control, district)

    def _groups(self, before: Children, begun: Children) -> tuple[Ids, Ids]:
        """Covered children with an open case, and the uncovered cases of the caseworkers who had those."""
        cases = before[before["status"] == Status.OPEN]
        ids: Ids = begun["id"][begun["arm"] == 1]
        drawn = np.isin(cases["id"], ids)
        same_worker = np.isin(cases["desk"], cases["desk"][drawn])
        return cases["id"][drawn], cases["id"][~drawn & same_worker]
