"""The evaluation that a command asks for: a policy, the base it is compared with, and how it is evaluated."""

import shlex
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.design import WARMUP_YEARS, Experiment, design, hash_of
from experiments.evaluation.options import BEFORE_AFTER, LOTTERY, EvaluationOptions
from experiments.options import RunOptions
from sim.errors import InputError
from sim.policy.scenario import Scenario
from sim.vocabulary import Coverage

if TYPE_CHECKING:
    from sim.simulate import Job

BASE = "status-quo"


@dataclass(frozen=True)
class Evaluation(Experiment):
    """An experiment with one scenario, the status quo as its base, and the evaluator's way of looking."""

    base: Scenario = field(default_factory=lambda: Scenario(BASE, "", "", ""))
    how: EvaluationOptions = field(default_factory=EvaluationOptions)

    @property
    def scenario(self) -> Scenario:
        """The policy that is evaluated."""
        return self.scenarios[0]

    @cached_property
    def does_nothing(self) -> bool:
        """Whether the policy is the base, or at zero strength: then any effect that is claimed is a false one."""
        from sim.engines.setup import lever_steps, make_setup

        usual = make_setup(self.municipality, self.parameters).levers
        same = lever_steps(self.scenario.changes, usual) == lever_steps(self.base.changes, usual)
        return same and self.scenario.project is None

    @property
    def n_districts(self) -> int:
        """School districts of the municipality."""
        return max(int(self.municipality.n_districts), 1)

    def in_district(self, district: int) -> Scenario:
        """The policy in one district and nowhere else."""
        share = 1.0 / self.n_districts
        return replace(self.scenario, coverage=Coverage.DISTRICTS, share=share, first_district=district)

    def world_job(self, replication: int) -> "Job":
        """What the engine gets for a replication."""
        from sim.simulate import Job

        return Job(
            municipality=self.municipality_of(replication),
            parameters=self.parameters_of(replication),
            scenarios=(),
            seed=self.seed,
            replication=replication,
            years=self.years,
            warmup_years=WARMUP_YEARS,
            engine=self.engine,
        )

    def inputs(self) -> dict[str, str]:
        """Everything that an evaluation depends on, by name."""
        how = {"design": self.how.design, "selection": ", ".join(s or "none" for s in self.how.selections)}
        return {**super().inputs(), **how, "outcome": self.how.looked_at, "base": hash_of(self.base)}

    def repeat_command(self, replication: int) -> str:
        """The command that runs one evaluation again, alone."""
        words = super().repeat_command(replication).split(" ", 2)
        own = ["--design", self.how.design]
        for name, value in (("--selection", self.how.selection), ("--outcome", self.how.outcome)):
            own += [name, value] if value else []
        return " ".join([words[0], "evaluate", words[2], shlex.join(own)])


def design_evaluation(name: str, options: RunOptions, how: EvaluationOptions) -> Evaluation:
    """The evaluation, checked: a design that does not fit the policy or the place is one message."""
    experiment = design((name,), options)
    base = design((BASE,), replace(options, municipality=experiment.place)).scenarios[0]
    plain = {own.name: getattr(experiment, own.name) for own in fields(Experiment)}
    evaluation = Evaluation(**plain, base=base, how=how)
    _check_fits(evaluation)
    return evaluation


def _check_fits(evaluation: Evaluation) -> None:
    scenario, chosen = evaluation.scenario, evaluation.how.design
    problem = InputError(f"does not fit {scenario.key}", field="--design", value=chosen)
    if chosen == BEFORE_AFTER and scenario.project is not None:
        problem.allowed = "lottery or quarterly: its project team is not one district's"
        raise problem
    if chosen == BEFORE_AFTER and evaluation.n_districts < 2:
        problem.allowed = f"lottery or quarterly: {evaluation.municipality.key} has one school district"
        raise problem
    drawn = replace(scenario, coverage=Coverage.LOTTERY)
    if chosen == LOTTERY and (drawn.staffs_nobody or (scenario.project and scenario.coverage != Coverage.LOTTERY)):
        problem.allowed = "before-after or quarterly: its posts cannot be given to some children by lot"
        raise problem
