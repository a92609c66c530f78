"""One unit of an analysis: a replication of a point, and the outcomes of its scenarios."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.replication import Failed, describe
from experiments.sensitivity.plan import Sensitivity
from sim.errors import RunError
from sim.outcomes.catalogue import BASE
from sim.outcomes.evaluate import evaluate
from sim.outcomes.result import RunLedger


@dataclass(frozen=True)
class Measured:
    """Outcomes of a unit [scenario, key]; nan is unknown."""

    unit: int
    values: NDArray[np.float64]


def run_unit(sensitivity: Sensitivity, unit: int) -> Measured | Failed:
    """Run a unit; a failure is a result too."""
    from sim.simulate import simulate_each  # compiles on first use

    point = sensitivity.draw_of(unit)
    try:
        experiment = sensitivity.experiment_at(point)
        ledgers = simulate_each(experiment.job(sensitivity.replication_of(unit)))
        found = [_outcomes(ledger) for ledger in ledgers]
        n = len(experiment.scenarios)
        untreated = dict(zip(experiment.partly_covered(), found[n:], strict=True))
        rows = [[_value(found[k], untreated.get(k, found[0]), key) for key in sensitivity.run_keys()] for k in range(n)]
        return Measured(unit, np.array(rows, dtype=np.float64))
    except Exception as failure:
        return Failed(unit, point, describe(failure), sensitivity.repeat_command(unit))


def _outcomes(ledger: RunLedger | RunError) -> dict[str, float | None]:
    """Outcomes of a scenario; a point needs all its scenarios."""
    if isinstance(ledger, RunError):
        raise ledger
    return evaluate(ledger)


def _value(values: dict[str, float | None], untreated: dict[str, float | None], key: str) -> float:
    """An outcome; `KEY@base` is that of the same children untreated."""
    number = untreated[key.removesuffix(BASE)] if key.endswith(BASE) else values[key]
    return math.nan if number is None else number
