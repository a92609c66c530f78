"""Run an analysis, in memory or into a directory where it continues."""

from dataclasses import dataclass
from functools import partial

from experiments.execute import fill, gather
from experiments.replication import Failed
from experiments.runner import run_each
from experiments.sensitivity.plan import Sensitivity
from experiments.sensitivity.runs import Measured, run_unit
from experiments.sensitivity.store import SensitivityStore


@dataclass(frozen=True)
class Found:
    """What a run has found: units measured, and units failed."""

    measured: list[Measured]
    failures: list[Failed]


def execute(sensitivity: Sensitivity, store: SensitivityStore | None, jobs: int, language: str) -> Found:
    """Run what is missing. Interrupted, what was finished is kept in the directory, if there is one."""
    run = partial(run_each, run_unit, sensitivity, jobs=jobs)
    if store is None:
        return Found(*gather(sensitivity.units(), run, language))
    fill(store, run, language)
    return Found(store.read(), store.failures())


__all__ = ["Found", "execute"]
