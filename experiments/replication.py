"""One replication: a warm-up, every scenario from it, and their outcomes as rows of numbers."""

import math
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from sim.errors import RunError
from sim.outcomes.by_group import evaluate_groups
from sim.outcomes.catalogue import COURSE_KEYS, RUN_KEYS, TREATED_KEYS
from sim.outcomes.evaluate import evaluate, monthly
from sim.outcomes.result import RunLedger

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Detail:
    """What is told of a run beside its outcomes over the policy period: months of some, and groups."""

    courses: tuple[str, ...] = COURSE_KEYS
    groups: bool = True


EVERYTHING = Detail()


@dataclass(frozen=True)
class Done:
    """One replication; nan is unknown.

    values [scenario, ROW_KEYS], courses [scenario, month, key], groups [scenario, group, outcome, span].
    `failed`: scenarios that failed, with the reason; their numbers are unknown.
    """

    replication: int
    draw: int
    values: Values
    courses: Values
    groups: Values
    n_events: int
    failed: tuple[tuple[int, str], ...] = ()
    seconds: float = 0.0  # what it took; not a result


@dataclass(frozen=True)
class Failed:
    """A replication that failed, why, and how to run it again."""

    replication: int
    draw: int
    reason: str
    command: str


def run_replication(experiment: Experiment, replication: int) -> Done | Failed:
    """Run one replication; a failure is a result too, so that one bad run never ends the others.

    A comparison needs all its scenarios: if one failed, so did the replication.
    """
    result = run_scenarios(experiment, replication)
    if isinstance(result, Done) and result.failed:
        command = experiment.repeat_command(replication)
        return Failed(replication, result.draw, result.failed[0][1], command)
    return result


def run_scenarios(experiment: Experiment, replication: int, detail: Detail = EVERYTHING) -> Done | Failed:
    """Run one replication, and keep what succeeded where single scenarios failed."""
    from sim.simulate import simulate_each  # compiles on first use

    draw = experiment.draw_of(replication)
    try:
        return _measure(experiment, replication, draw, simulate_each(experiment.job(replication)), detail)
    except Exception as failure:
        return Failed(replication, draw, describe(failure), experiment.repeat_command(replication))


def _measure(
    experiment: Experiment, replication: int, draw: int, found: tuple[RunLedger | RunError, ...], detail: Detail
) -> Done | Failed:
    n = len(experiment.scenarios)
    failed = tuple((k, describe(f)) for k, f in enumerate(found[:n]) if isinstance(f, RunError))
    if len(failed) == n:
        return Failed(replication, draw, failed[0][1], experiment.repeat_command(replication))
    ledgers = [None if isinstance(f, RunError) else f for f in found]
    runs = _Runs(experiment, ledgers[:n], dict(zip(experiment.partly_covered(), ledgers[n:], strict=True)), detail)
    events = sum(ledger.n_events for ledger in ledgers if ledger is not None)
    return Done(replication, draw, runs.values(), runs.courses(), runs.groups(), events, failed)


@dataclass(frozen=True)
class _Runs:
    """The ledgers of a replication, None where a scenario failed; `untreated`: the base again, with labels only."""

    experiment: Experiment
    ledgers: list[RunLedger | None]
    untreated: dict[int, RunLedger | None]
    detail: Detail

    def values(self) -> Values:
        """[scenario, ROW_KEYS]"""
        runs = [_outcomes(run) for run in self.ledgers]
        untreated = {k: _outcomes(run) for k, run in self.untreated.items()}
        base = runs[0] if self.experiment.scenarios[0].covers_all else {}
        return np.array([_row(run, untreated.get(k, base)) for k, run in enumerate(runs)])

    def courses(self) -> Values:
        """[scenario, month, key]"""
        return _filled([None if run is None else self._course(run) for run in self.ledgers])

    def _course(self, run: RunLedger) -> Values:
        months = monthly(run, self.detail.courses)
        return np.column_stack(list(months.values())) if months else np.empty((0, 0))

    def groups(self) -> Values:
        """[scenario, group, outcome, span]"""
        groups = self.experiment.groups() if self.detail.groups else ()
        return _filled(
            [
                None if run is None else evaluate_groups(run, groups, self.untreated.get(k))
                for k, run in enumerate(self.ledgers)
            ]
        )


def _filled(found: list[Values | None]) -> Values:
    """One array of all scenarios; unknown where there is none."""
    known = next(values for values in found if values is not None)
    return np.array([np.full_like(known, math.nan) if values is None else values for values in found])


def _outcomes(run: RunLedger | None) -> Mapping[str, float | None]:
    """Outcomes of a run; nothing is known of one that failed."""
    return {} if run is None else evaluate(run)


def _row(run: Mapping[str, float | None], untreated: Mapping[str, float | None]) -> list[float]:
    """Values in the order of ROW_KEYS; nan is unknown."""
    numbers = [run.get(key) for key in RUN_KEYS]
    numbers += [untreated.get(key) if run else None for key in TREATED_KEYS]
    return [math.nan if number is None else number for number in numbers]


def describe(failure: Exception) -> str:
    """An exception in one line, with the place in the source where it arose."""
    frames = traceback.extract_tb(failure.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(failure).__name__}: {failure}".split()) + place
