"""Who gains and who loses: paired differences by group of children over the policy period, as `groups.csv`."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.parquet import quoted, read_frame, storage_errors
from experiments.design import Experiment
from experiments.statistics import mean_ci95
from sim.outcomes.by_group import WHOLE
from sim.outcomes.catalogue import BASE
from sim.outcomes.groups import ARM, DIMENSIONS, GROUP_OUTCOMES, Group

COLUMNS = (
    "scenario", "dimension", "dimension_name", "group", "group_name", "outcome", "outcome_name", "unit", "better",
    "base", "value", "difference", "ci95_low", "ci95_high", "pairs",
)  # fmt: skip


@dataclass(frozen=True)
class GroupDifference:
    """An outcome of a group in a scenario against the base, over the replications in which both are known."""

    scenario: str
    group: Group
    outcome: str
    base: float
    value: float
    difference: float
    ci95: tuple[float, float] | None
    pairs: int


def read_period(folder: Path, outcomes: tuple[str, ...] = tuple(GROUP_OUTCOMES)) -> pd.DataFrame:
    """Values over the policy period: a row per replication, a column per scenario, dimension, group and outcome."""
    source = quoted(folder / "groups.parquet")
    names = ", ".join(f"'{key}'" for key in outcomes)
    where = f"WHERE month = {WHOLE} AND outcome IN ({names})"
    frame = read_frame(
        f'SELECT scenario, dimension, "group", outcome, replication, value FROM read_parquet({source}) {where}', folder
    )
    columns = ["scenario", "dimension", "group", "outcome"]
    return frame.pivot(index="replication", columns=columns, values="value").sort_index()


def group_differences(experiment: Experiment, period: pd.DataFrame) -> list[GroupDifference]:
    """Every scenario against the base, group by group; covered children against the same children untreated."""
    draws = np.array([experiment.group_of(int(replication)) for replication in period.index], np.int64)
    outcomes = [key for key in GROUP_OUTCOMES if key in period.columns.get_level_values("outcome")]
    rows = []
    for scenario in experiment.scenario_keys[1:]:
        for group in (g for g in experiment.groups() if not g.untreated):
            for outcome in outcomes:
                rows += _difference(period, draws, experiment.scenario_keys[0], scenario, group, outcome)
    return rows


def _difference(
    period: pd.DataFrame, draws: "np.ndarray[tuple[int], np.dtype[np.int64]]", base: str, scenario: str,
    group: Group, outcome: str,
) -> list[GroupDifference]:  # fmt: skip
    """One difference; none where no replication knows both."""
    column = (scenario, group.dimension, group.key, outcome)
    other = (scenario, ARM, group.key + BASE, outcome) if group.dimension == ARM else (base, *column[1:])
    if column not in period.columns or other not in period.columns:
        return []
    value, before = period[column].to_numpy(float), period[other].to_numpy(float)
    known = ~(np.isnan(value) | np.isnan(before))
    if not known.any():
        return []
    mean, interval = mean_ci95((value - before)[known], draws[known])
    means = float(before[known].mean()), float(value[known].mean())
    return [GroupDifference(scenario, group, outcome, *means, mean, interval, int(known.sum()))]


def _cells(row: GroupDifference, language: str) -> list[str]:
    dimension, outcome = DIMENSIONS[row.group.dimension], GROUP_OUTCOMES[row.outcome]
    low, high = row.ci95 or ("", "")
    words = [row.scenario, dimension.key, dimension.name(language), row.group.key]
    words += [dimension.group_name(row.group.key, language), outcome.key, outcome.name(language)]
    numbers = [row.base, row.value, row.difference, low, high]
    written = [number if isinstance(number, str) else f"{number:.6g}" for number in numbers]
    return [*words, outcome.unit, outcome.better, *written, str(row.pairs)]


def write_groups(rows: list[GroupDifference], folder: Path, language: str) -> Path:
    """Write `groups.csv` beside the results; by a temporary name, then renamed."""
    path, unfinished = folder / "groups.csv", folder / "groups.csv.tmp"
    with storage_errors(path):
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_cells(row, language) for row in rows)
        unfinished.replace(path)
    return path
