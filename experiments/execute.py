"""Run units, in memory or into a directory."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from experiments.design import Experiment
from experiments.progress import progress_bar
from experiments.replication import Failed, run_replication
from experiments.replication_store import ReplicationStore
from experiments.results import Results
from experiments.runner import run_all, run_each
from experiments.store import Store

Found = TypeVar("Found")
Run = Callable[[Sequence[int]], Iterable[tuple[int, Found | Failed]]]


def fill(store: Store[Found, Any], run: Run[Found], language: str, what: str = "replications") -> None:
    """Run what a directory is missing and join it. Interrupted, what was finished is kept."""
    with store.filling() as missing, progress_bar(len(missing), language, what) as bar:
        for unit, result in run(missing):
            store.add(unit, result)
            bar.step()


def gather(units: Sequence[int], run: Run[Found], language: str) -> tuple[list[Found], list[Failed]]:
    """Run units; what was found, and what failed. Nothing is written."""
    found: list[Found] = []
    failures: list[Failed] = []
    with progress_bar(len(units), language) as bar:
        for _, result in run(units):
            bar.step()
            if isinstance(result, Failed):
                failures.append(result)
            else:
                found.append(result)
    return found, failures


def execute_in_memory(experiment: Experiment, replications: list[int], jobs: int, language: str) -> Results:
    """Run these replications; nothing is written."""
    results = Results(experiment)
    with progress_bar(len(replications), language) as bar:
        for result in run_all(experiment, replications, jobs):
            bar.step()
            results.take(result)
    return results


def execute_in_store(store: ReplicationStore, jobs: int, language: str) -> Results:
    """Run what is missing and read back everything."""
    fill(store, lambda missing: run_each(run_replication, store.experiment, missing, jobs), language)
    return store.read()
