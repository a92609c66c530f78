"""Run the evaluations of a command, in memory or into a directory where they continue."""

from dataclasses import dataclass
from functools import partial

from experiments.evaluation.conclude import Evaluated
from experiments.evaluation.design import Evaluation
from experiments.evaluation.run import run_evaluation
from experiments.evaluation.store import EvaluationStore
from experiments.execute import fill, gather
from experiments.replication import Failed
from experiments.runner import run_each


@dataclass(frozen=True)
class Evaluations:
    """What was evaluated, and what failed."""

    evaluation: Evaluation
    done: list[Evaluated]
    failures: list[Failed]

    def __len__(self) -> int:
        return len(self.done)


def execute(evaluation: Evaluation, replications: list[int], jobs: int, language: str) -> Evaluations:
    """Run these replications; nothing is written."""
    run = partial(run_each, run_evaluation, evaluation, jobs=jobs)
    return Evaluations(evaluation, *gather(replications, run, language))


def execute_in_store(store: EvaluationStore, jobs: int, language: str) -> Evaluations:
    """Run what is missing and read back everything."""
    fill(store, partial(run_each, run_evaluation, store.evaluation, jobs=jobs), language)
    return Evaluations(store.evaluation, store.read(), store.failures())
