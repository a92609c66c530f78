"""Several caseloads of one place beside each other: where hours go, what is in time, and by which channel it acts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.channels import CHANNELS, settings_without
from experiments.design import design
from experiments.options import RunOptions
from experiments.results import Results
from experiments.runner import run_all
from experiments.statistics import mean_ci95, pi90
from sim.errors import RunError
from sim.vocabulary import Task

Values = NDArray[np.float64]

TASKS = tuple(task.name.lower() for task in Task)
ALL_ON, ALL_OFF = "every channel", "no channel"


def scenario_of(caseload: int) -> str:
    """The scenario that sets the posts for a caseload."""
    return f"caseload-{caseload}"


def run_in_memory(scenarios: Sequence[str], options: RunOptions) -> Results:
    """Run scenarios over the same replications; the first failure is an error."""
    experiment = design(tuple(scenarios), options)
    results = Results(experiment)
    for found in run_all(experiment, range(options.replications), options.jobs):
        results.take(found)
    if results.failures:
        raise RunError(results.failures[0].reason)
    return results


def long_table(results: Results, caseloads: Sequence[int], keys: Iterable[str]) -> pd.DataFrame:
    """Outcomes as rows: caseload, replication, outcome, value; the scenarios are those of the caseloads, in order."""
    frames = [
        pd.DataFrame({
            "caseload": caseload, "replication": results.replications, "outcome": key, "value": results.of(k, key),
        })
        for k, caseload in enumerate(caseloads)
        for key in keys
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def hours_per_case(results: Results, caseloads: Sequence[int]) -> pd.DataFrame:
    """Hours per open case-year by task, caseload and replication."""
    frame = long_table(results, caseloads, [f"hours_{task}" for task in TASKS])
    cases = long_table(results, caseloads, ["open_cases"]).rename(columns={"value": "cases"}).drop(columns="outcome")
    frame = frame.merge(cases, on=["caseload", "replication"])
    frame["task"] = frame["outcome"].str.removeprefix("hours_").str.replace("_", " ")
    frame["hours"] = frame["value"] / frame["cases"]
    return frame[["caseload", "replication", "task", "hours"]]


def returns_per_100_placed(results: Results, scenario: int) -> Values:
    """Returns home per year and 100 placed children, by replication."""
    rate: Values = 100.0 * results.of(scenario, "returns_home") / results.of(scenario, "placed_0_17")
    return rate


def difference(results: Results, key: str) -> Values:
    """The second scenario less the first, by replication."""
    if key == "returns_per_100_placed":
        return returns_per_100_placed(results, 1) - returns_per_100_placed(results, 0)
    return results.of(1, key) - results.of(0, key)


def channel_runs() -> dict[str, tuple[str, ...]]:
    """Each variant and its settings: every channel, each switched off alone, and none."""
    without = {f"without {name}": settings_without([name]) for name in CHANNELS}
    return {ALL_ON: (), **without, ALL_OFF: settings_without(CHANNELS)}


def channel_effects(caseloads: tuple[int, int], options: RunOptions, keys: Sequence[str]) -> pd.DataFrame:
    """Differences between two caseloads under each variant: variant, outcome, replication, group, difference."""
    frames = []
    for variant, settings in channel_runs().items():
        results = run_in_memory([scenario_of(c) for c in caseloads], replace(options, settings=settings))
        frames += [
            pd.DataFrame({
                "variant": variant, "outcome": key, "replication": results.replications, "group": results.groups(),
                "difference": difference(results, key),
            })
            for key in keys
        ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def summary(effects: pd.DataFrame) -> pd.DataFrame:
    """Per variant and outcome the mean difference, its 95 % interval, and where 90 % of single runs lie.

    The interval has no ends where there is one draw of the parameters: it says nothing about the mean.
    """
    rows = []
    for (variant, outcome), some in effects.groupby(["variant", "outcome"], sort=False):
        values = some["difference"].to_numpy(float)
        mean, sure = mean_ci95(values, some["group"].to_numpy())
        low, high = sure or (-np.inf, np.inf)
        rows.append((variant, outcome, mean, low, high, *pi90(values)))
    return pd.DataFrame(rows, columns=["variant", "outcome", "mean", "low", "high", "run_low", "run_high"])
