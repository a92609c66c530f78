"""Run an experiment, in memory or into a directory, and hand over its results."""

from experiments.design import Experiment
from experiments.progress import progress_bar
from experiments.results import Results
from experiments.runner import run_all
from experiments.store import Store


def execute_in_memory(experiment: Experiment, replications: list[int], jobs: int, language: str) -> Results:
    """Run these replications; nothing is written."""
    results = Results(experiment)
    with progress_bar(len(replications), language) as bar:
        for result in run_all(experiment, replications, jobs):
            bar.step()
            results.take(result)
    return results


def execute_in_store(store: Store, jobs: int, language: str) -> Results:
    """Run what is missing and read back everything. Interrupted, what was finished is kept."""
    missing = store.missing()
    store.begin()
    try:
        with progress_bar(len(missing), language) as bar:
            for result in run_all(store.experiment, missing, jobs):
                store.add(result)
                bar.step()
    except KeyboardInterrupt:
        store.flush()
        raise
    store.finish()
    return store.read()
