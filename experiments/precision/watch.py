"""Replications one after the other, a look at every outcome now and then, and an end when all are precise enough."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from experiments.design import REPLICATIONS_PER_DRAW, Experiment
from experiments.precision.options import Aim, PrecisionOptions
from experiments.precision.pairs import Sample, take_sample
from experiments.precision.rule import half_width, is_reached, looks
from experiments.results import Results


@dataclass(frozen=True)
class Look:
    """How precise an outcome was after so many replications; nan is unknown."""

    replications: int
    half_width: float
    target: float
    reached: bool


@dataclass
class Watched:
    """One outcome of one scenario, and the looks at it."""

    scenario: int
    aim: Aim
    confidence: float
    looks: list[Look] = field(default_factory=list)

    def sample(self, results: Results, n: int) -> Sample:
        """Its values in the replications before the `n`th."""
        return take_sample(results, self.scenario, self.aim.outcome, n)

    def look(self, results: Results, n: int) -> None:
        """Look at it after `n` replications."""
        sample = self.sample(results, n)
        half, target = half_width(sample.wanted, sample.groups, self.confidence), self.aim.target(sample.level)
        known = sample.n_groups > 1 and not math.isnan(target)
        self.looks.append(Look(n, half, target, known and is_reached(half, sample.n_groups, target)))

    @property
    def needed(self) -> int | None:
        """Replications after which the rule stopped for it; None if it has not."""
        return next((look.replications for look in self.looks if look.reached), None)


def per_group(experiment: Experiment) -> int:
    """Replications of one independent group."""
    return 1 if experiment.draws == "point" else REPLICATIONS_PER_DRAW


def watched(experiment: Experiment, options: PrecisionOptions) -> list[Watched]:
    """Every wanted outcome of every compared scenario, or of the only one."""
    scenarios = range(1, len(experiment.scenarios)) if len(experiment.scenarios) > 1 else (0,)
    return [Watched(scenario, aim, options.confidence) for scenario in scenarios for aim in options.aims()]


def look_numbers(experiment: Experiment, options: PrecisionOptions) -> Iterator[int]:
    """Numbers of replications at which to look: whole groups, never more than `most` replications."""
    size = per_group(experiment)
    most = max(options.most // size, 1)
    return (n * size for n in looks(min(options.least, most), most))


def grown(experiment: Experiment, n: int) -> Experiment:
    """The same experiment with so many replications."""
    return replace(experiment, replications=n)
