"""Units as tables: their runs, their months, their groups, and those that failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.replication import Done, Failed
from experiments.study.study import Study
from experiments.study.table import KEYS
from sim.outcomes.catalogue import ROW_KEYS
from sim.outcomes.groups import ARM, GROUP_OUTCOMES

Values = NDArray[np.float64]
DoneUnit = tuple[int, Done]
WORDS = ("municipality", "variant", "scenario")


@dataclass(frozen=True)
class FailedRun:
    """A run that failed, and why."""

    row: int
    draw: int
    reason: str


def failed_runs(study: Study, unit: int, result: Done | Failed) -> list[FailedRun]:
    """The runs of a unit that failed: all of them, or those of single scenarios."""
    rows = study.rows_of(unit)
    if isinstance(result, Failed):
        return [FailedRun(row, result.draw, result.reason) for row in rows]
    return [FailedRun(rows[k], result.draw, reason) for k, reason in result.failed]


def succeeded(result: Done) -> list[int]:
    """Places of the scenarios that did not fail."""
    failed = {k for k, _ in result.failed}
    return [k for k in range(len(result.values)) if k not in failed]


def _rows(study: Study, done: Sequence[DoneUnit]) -> list[int]:
    return [study.rows_of(unit)[k] for unit, result in done for k in succeeded(result)]


def _draws(done: Sequence[DoneUnit]) -> list[int]:
    return [result.draw for _, result in done for _ in succeeded(result)]


def keys_frame(study: Study, rows: Sequence[int], draws: Sequence[int]) -> dict[str, Any]:
    """The columns that say which run a row is."""
    columns: dict[str, list[Any]] = {name: [] for name in KEYS}
    for number, draw in zip(rows, draws, strict=True):
        row = study.row(number)
        cell, scenario = row.cell, row.cell.scenarios[row.scenario]
        values = (number, cell.number, cell.municipality, cell.variant, cell.point, scenario, draw, row.replication)
        for name, value in zip(KEYS, values, strict=True):
            columns[name].append(value)
    return {name: np.array(v, dtype=object if name in WORDS else np.int64) for name, v in columns.items()}


def runs_frame(study: Study, done: Sequence[DoneUnit]) -> pd.DataFrame:
    """One row per run, with every outcome; nan is unknown."""
    values = np.concatenate([d.values[succeeded(d)] for _, d in done])
    keys = keys_frame(study, _rows(study, done), _draws(done))
    return pd.DataFrame({**keys, **dict(zip(ROW_KEYS, values.T, strict=True))})


def series_frame(study: Study, done: Sequence[DoneUnit]) -> pd.DataFrame:
    """One row per run and month, with the outcomes that the definition keeps."""
    courses = np.concatenate([d.courses[succeeded(d)] for _, d in done])  # [run, month, key]
    n_runs, n_months, n_keys = courses.shape
    flat = courses.reshape(n_runs * n_months, n_keys)
    months = np.tile(np.arange(n_months, dtype=np.int64), n_runs)
    keys = {"row": np.repeat(np.array(_rows(study, done), np.int64), n_months), "month": months}
    return pd.DataFrame({**keys, **dict(zip(study.series, flat.T, strict=True))})


def groups_frame(study: Study, done: Sequence[DoneUnit]) -> pd.DataFrame:
    """One row per run, group and outcome over the whole period; `place` orders them and is dropped in the end."""
    return pd.concat([_groups_of(study, unit, result) for unit, result in done], ignore_index=True)


def _groups_of(study: Study, unit: int, result: Done) -> pd.DataFrame:
    experiment = study.unit(unit)[0].experiment
    groups, outcomes = experiment.groups(), list(GROUP_OUTCOMES)
    whole = result.groups[succeeded(result), :, :, 0]  # [scenario, group, outcome]
    n_scenarios, n_groups, n_outcomes = whole.shape
    each = n_groups * n_outcomes
    frame = pd.DataFrame(
        {
            "row": np.repeat(np.array(_rows(study, [(unit, result)]), np.int64), each),
            "place": np.tile(np.arange(each, dtype=np.int64), n_scenarios),
            "dimension": np.tile(np.repeat([g.dimension for g in groups], n_outcomes), n_scenarios).astype(object),
            "group": np.tile(np.repeat([g.label for g in groups], n_outcomes), n_scenarios).astype(object),
            "outcome": np.tile(outcomes, n_scenarios * n_groups).astype(object),
            "value": whole.ravel(),
        }
    )
    partly = {study.rows_of(unit)[k] for k in experiment.partly_covered()}
    return frame[(frame["dimension"] != ARM) | frame["row"].isin(partly)]


def failures_frame(study: Study, failed: Sequence[FailedRun]) -> pd.DataFrame:
    """One row per run that failed, with the reason and the command that repeats it."""
    keys = keys_frame(study, [run.row for run in failed], [run.draw for run in failed])
    commands = [study.repeat_command(run.row) for run in failed]
    frame = pd.DataFrame({**keys, "reason": [run.reason for run in failed], "command": commands})
    return frame.astype({name: "string" for name in (*WORDS, "reason", "command")})
