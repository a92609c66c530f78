"""One replication: a warm-up, every scenario from it, and their outcomes as rows of numbers."""

import traceback
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from sim.outcomes.catalogue import COURSE_KEYS, RUN_KEYS
from sim.outcomes.evaluate import evaluate, monthly
from sim.outcomes.result import RunLedger

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Done:
    """One replication: values [scenario, RUN_KEYS] and courses [scenario, month, COURSE_KEYS]; nan is unknown."""

    replication: int
    draw: int
    values: Values
    courses: Values
    n_events: int


@dataclass(frozen=True)
class Failed:
    """A replication that failed, why, and how to run it again."""

    replication: int
    draw: int
    reason: str
    command: str


def run_replication(experiment: Experiment, replication: int) -> Done | Failed:
    """Run one replication; a failure is a result too, so that one bad run never ends the others."""
    from sim.simulate import simulate  # compiles on first use

    draw = experiment.draw_of(replication)
    try:
        ledgers = simulate(experiment.job(replication))
        return _measure(replication, draw, ledgers)
    except Exception as failure:
        return Failed(replication, draw, describe(failure), experiment.repeat_command(replication))


def _measure(replication: int, draw: int, ledgers: tuple[RunLedger, ...]) -> Done:
    values = [evaluate(ledger) for ledger in ledgers]
    courses = [monthly(ledger) for ledger in ledgers]
    return Done(
        replication,
        draw,
        np.array([[np.nan if row[k] is None else row[k] for k in RUN_KEYS] for row in values], np.float64),
        np.array([np.column_stack([course[k] for k in COURSE_KEYS]) for course in courses]),
        sum(ledger.n_events for ledger in ledgers),
    )


def describe(failure: Exception) -> str:
    """An exception in one line, with the place in the source where it arose."""
    frames = traceback.extract_tb(failure.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(failure).__name__}: {failure}".split()) + place
