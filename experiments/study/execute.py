"""Run what a study is missing, by whatever executor, into its directory.

An executor is units in, (unit, result) out, in any order: threads or processes here, a cluster elsewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from experiments.execute import fill
from experiments.replication import Done, Failed
from experiments.runner import run_items
from experiments.study.store import StudyStore
from experiments.study.study import Study
from experiments.study.unit import failed_unit, run_unit

Executor = Callable[[Study, Sequence[int]], Iterator[tuple[int, Done | Failed]]]


def local(jobs: int, ordered: bool = False) -> Executor:
    """So many at a time on this machine: threads for the compiled engine, processes for the reference.

    Results come as units end, unless they are asked for in the order of the units.
    """

    def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        lost = partial(failed_unit, study)
        yield from run_items(partial(run_unit, study), units, study.common.engine, jobs, lost, ordered)

    return run


def execute(store: StudyStore, executor: Executor, language: str) -> None:
    """Run the missing units and join the parts. Whatever ends it before, what was finished is kept."""
    fill(store, partial(executor, store.study), language, "units")
