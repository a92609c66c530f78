"""Run what a study is missing, by whatever executor, into its directory.

An executor is units in, (unit, result) out, in any order: threads or processes here, a cluster elsewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from experiments.execute import fill
from experiments.replication import Done, Failed
from experiments.runner import in_order
from experiments.study.store import StudyStore
from experiments.study.study import Study
from experiments.study.unit import failed_unit, run_unit

Executor = Callable[[Study, Sequence[int]], Iterator[tuple[int, Done | Failed]]]


def local(jobs: int) -> Executor:
    """So many at a time on this machine: threads for the compiled engine, processes for the reference."""

    def run(study: Study, units: Sequence[int]) -> Iterator[tuple[int, Done | Failed]]:
        yield from in_order(partial(run_unit, study), units, study.common.engine, jobs, partial(failed_unit, study))

    return run


def execute(store: StudyStore, executor: Executor, language: str) -> None:
    """Run the missing units and join the parts. Interrupted, or left by its cluster, what was finished is kept."""
    fill(store, partial(executor, store.study), language, "units")
