"""A sensitivity analysis as an experiment: points of a design, each run over the same replications.

A *unit* is one replication of one point: one warm-up and all scenarios, what is scheduled, stored or fails. Its number
is point x 100 + replication, so that more replications append units and change none.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from experiments.sensitivity.factors import Factor
from experiments.sensitivity.sampling import Method, dummy_place, points_per_block
from sim.outcomes.catalogue import BASE, TREATED_KEYS

REPLICATIONS_MOST = 100
DUMMY = "dummy"

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """What is analysed: the level of an outcome in a scenario, or its difference to the base (scenario 0)."""

    kind: Literal["level", "difference"] | str
    scenario: int
    outcome: str

    def terms(self) -> tuple[tuple[float, int, str], ...]:
        """The outcomes of single runs that it is made of: factor, scenario, key."""
        if self.outcome == "gross_saving_dkk":
            return (-1.0, self.scenario, "measure_cost_dkk"), (1.0, 0, "measure_cost_dkk")
        key = "total_cost_dkk" if self.outcome == "net_cost_dkk" else self.outcome
        if self.kind == "level":
            return ((1.0, self.scenario, key),)
        if key in TREATED_KEYS:
            return (1.0, self.scenario, key), (-1.0, self.scenario, key + BASE)
        return (1.0, self.scenario, key), (-1.0, 0, key)


@dataclass(frozen=True)
class Sensitivity(Experiment):
    """The analysis; `parameters` are the point values around which factors are varied."""

    method: Method = "morris"
    titles: tuple[str, str] = ("", "")
    factors: tuple[Factor, ...] = ()
    targets: tuple[Target, ...] = ()
    blocks: int = 0
    points: Values = field(default_factory=lambda: np.zeros((0, 0)), compare=False)
    file: str = ""

    @property
    def factor_names(self) -> tuple[str, ...]:
        """Addresses of the factors, the dummy last."""
        return (*(factor.address for factor in self.factors), DUMMY)

    @property
    def per_block(self) -> int:
        """Points of a block."""
        return points_per_block(self.method, len(self.factors))

    @property
    def n_points(self) -> int:
        """Points of the design."""
        return self.blocks * self.per_block

    def units(self) -> list[int]:
        """Every unit, in order: one replication of the whole design after the other."""
        return [
            point * REPLICATIONS_MOST + replication
            for replication in range(self.replications)
            for point in range(self.n_points)
        ]

    def is_dummy(self, point: int) -> bool:
        """Whether a point is the dummy's of its block."""
        return point % self.per_block == dummy_place(self.method, len(self.factors))

    def replication_of(self, unit: int) -> int:
        """The replication whose random numbers a unit takes: the dummy's points have others."""
        point, replication = divmod(unit, REPLICATIONS_MOST)
        return replication + REPLICATIONS_MOST * self.is_dummy(point)

    def draw_of(self, replication: int) -> int:
        """The point of a unit (units are the replications of this experiment)."""
        return replication // REPLICATIONS_MOST

    def values_at(self, point: int) -> dict[str, float]:
        """The factors' values at a point, by address."""
        row = self.points[point]
        return {factor.address: factor.at(float(u)) for factor, u in zip(self.factors, row, strict=False)}

    def experiment_at(self, point: int) -> Experiment:
        """The experiment at a point: its parameters are set as `--set` would set them."""
        values = self.values_at(point)
        changed = {(f.key, f.element): values[f.address] for f in self.factors}
        settings = tuple(f"{address}={value!r}" for address, value in values.items())
        return Experiment(
            municipality=self.municipality,
            parameters=self.parameters.with_elements(changed),
            scenarios=self.scenarios,
            names=self.names,
            place=self.place,
            replications=self.replications,
            seed=self.seed,
            years=self.years,
            draws="point",
            engine=self.engine,
            settings=(*self.settings, *settings),
        )

    def repeat_command(self, replication: int) -> str:
        """The command that runs a unit again, alone."""
        experiment = self.experiment_at(self.draw_of(replication))
        return experiment.repeat_command(self.replication_of(replication))

    def run_keys(self) -> tuple[str, ...]:
        """Outcomes of single runs that the targets need."""
        return tuple(dict.fromkeys(key for target in self.targets for _, _, key in target.terms()))

    def design_inputs(self) -> dict[str, Any]:
        """What the results depend on beside the experiment itself; replications may grow."""
        names = [f"{f.address}: {f.given or (f.p_low, f.p_high, f.prior_text)}" for f in self.factors]
        return {
            "method": self.method,
            "blocks": str(self.blocks),
            "factors": "; ".join(names),
            "outcomes": ", ".join(self.run_keys()),
        }


__all__ = ["DUMMY", "REPLICATIONS_MOST", "Sensitivity", "Target"]
