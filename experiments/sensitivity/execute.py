"""Run an analysis, in memory or into a directory where it continues."""

from dataclasses import dataclass

from experiments.progress import progress_bar
from experiments.replication import Failed
from experiments.runner import run_each
from experiments.sensitivity.plan import Sensitivity
from experiments.sensitivity.runs import Measured, run_unit
from experiments.sensitivity.store import Store


@dataclass(frozen=True)
class Found:
    """What a run has found: units measured, and units failed."""

    measured: list[Measured]
    failures: list[Failed]


def execute(sensitivity: Sensitivity, store: Store | None, jobs: int, language: str) -> Found:
    """Run what is missing. Interrupted, what was finished is kept in the directory, if there is one."""
    if store is not None:
        return _in_store(store, jobs, language)
    found = Found([], [])
    units = sensitivity.units()
    with progress_bar(len(units), language) as bar:
        for result in run_each(run_unit, sensitivity, units, jobs):
            if isinstance(result, Failed):
                found.failures.append(result)
            else:
                found.measured.append(result)
            bar.step()
    return found


def _in_store(store: Store, jobs: int, language: str) -> Found:
    missing = store.missing()
    store.begin()
    try:
        with progress_bar(len(missing), language) as bar:
            for result in run_each(run_unit, store.sensitivity, missing, jobs):
                store.add(result)
                bar.step()
    except KeyboardInterrupt:
        store.flush()
        raise
    store.finish()
    return Found(store.read(), list(store.failures))


__all__ = ["Found", "execute"]
