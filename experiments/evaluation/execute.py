"""Run the evaluations of a command."""

from dataclasses import dataclass, field

from experiments.evaluation.design import Evaluation
from experiments.evaluation.run import Evaluated, run_evaluation
from experiments.progress import progress_bar
from experiments.replication import Failed
from experiments.runner import run_each


@dataclass
class Evaluations:
    """What was evaluated, and what failed."""

    evaluation: Evaluation
    done: list[Evaluated] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.done)


def execute(evaluation: Evaluation, replications: list[int], jobs: int, language: str) -> Evaluations:
    """Run these replications."""
    found = Evaluations(evaluation)
    with progress_bar(len(replications), language) as bar:
        for result in run_each(run_evaluation, evaluation, replications, jobs):
            bar.step()
            if isinstance(result, Failed):
                found.failures.append(result)
            else:
                found.done.append(result)
    return found
