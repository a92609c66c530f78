"""One replication: a warm-up, every scenario from it, and their outcomes as rows of numbers."""

import math
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from sim.outcomes.by_group import evaluate_groups
from sim.outcomes.catalogue import COURSE_KEYS, RUN_KEYS, TREATED_KEYS
from sim.outcomes.evaluate import evaluate, monthly
from sim.outcomes.result import RunLedger

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Done:
    """One replication; nan is unknown.

    values [scenario, ROW_KEYS], courses [scenario, month, COURSE_KEYS], groups [scenario, group, outcome, span].
    """

    replication: int
    draw: int
    values: Values
    courses: Values
    groups: Values
    n_events: int
    seconds: float = 0.0  # what it took; not a result


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
        return _measure(experiment, replication, draw, ledgers)
    except Exception as failure:
        return Failed(replication, draw, describe(failure), experiment.repeat_command(replication))


def _measure(experiment: Experiment, replication: int, draw: int, ledgers: tuple[RunLedger, ...]) -> Done:
    n = len(experiment.scenarios)
    values = [evaluate(ledger) for ledger in ledgers]
    courses = [monthly(ledger) for ledger in ledgers[:n]]
    partly = experiment.partly_covered()
    untreated = dict(zip(partly, values[n:], strict=True))
    drawn = dict(zip(partly, ledgers[n:], strict=True))
    groups = experiment.groups()
    base = values[0] if experiment.scenarios[0].covers_all else None
    return Done(
        replication,
        draw,
        np.array([_row(values[k], untreated.get(k, base)) for k in range(n)]),
        np.array([np.column_stack([course[k] for k in COURSE_KEYS]) for course in courses]),
        np.array([evaluate_groups(ledgers[k], groups, drawn.get(k)) for k in range(n)]),
        sum(ledger.n_events for ledger in ledgers),
    )


def _row(values: Mapping[str, float | None], untreated: Mapping[str, float | None] | None) -> list[float]:
    """Values in the order of ROW_KEYS; nan is unknown."""
    numbers = [values[key] for key in RUN_KEYS]
    numbers += [untreated[key] if untreated else None for key in TREATED_KEYS]
    return [math.nan if number is None else number for number in numbers]


def describe(failure: Exception) -> str:
    """An exception in one line, with the place in the source where it arose."""
    frames = traceback.extract_tb(failure.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(failure).__name__}: {failure}".split()) + place
