"""Units as tables: their runs, their months, their groups, and those that failed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.replication import Done, Failed
from experiments.study.study import Study
from experiments.study.table import KEYS
from sim.outcomes.catalogue import COURSE_KEYS, ROW_KEYS
from sim.outcomes.groups import ARM, GROUP_OUTCOMES

Values = NDArray[np.float64]
DoneUnit = tuple[int, Done]
FailedUnit = tuple[int, Failed]
WORDS = ("municipality", "variant", "scenario")


def keys_frame(study: Study, units: Sequence[tuple[int, Done | Failed]]) -> dict[str, Any]:
    """The columns that say which run a row is."""
    columns: dict[str, list[Any]] = {name: [] for name in KEYS}
    for unit, result in units:
        cell, replication = study.unit(unit)
        for row, scenario in zip(study.rows_of(unit), cell.scenarios, strict=True):
            values = (row, cell.number, cell.municipality, cell.variant, cell.point, scenario, result.draw, replication)
            for name, value in zip(KEYS, values, strict=True):
                columns[name].append(value)
    return {name: np.array(v, dtype=object if name in WORDS else np.int64) for name, v in columns.items()}


def kept(study: Study, done: Done) -> Done:
    """A unit's result with what the study keeps: months of its series, groups over the whole period."""
    columns = [COURSE_KEYS.index(key) for key in study.series]
    groups = done.groups[..., :1] if study.keeps_groups else done.groups[..., :0]  # the first span is the whole period
    return replace(done, courses=done.courses[:, :, columns], groups=groups.copy())


def runs_frame(study: Study, done: Sequence[DoneUnit]) -> pd.DataFrame:
    """One row per run, with every outcome; nan is unknown."""
    values = np.concatenate([d.values for _, d in done])
    return pd.DataFrame({**keys_frame(study, done), **dict(zip(ROW_KEYS, values.T, strict=True))})


def _rows(study: Study, done: Sequence[DoneUnit]) -> NDArray[np.int64]:
    return np.concatenate([np.array(study.rows_of(unit), np.int64) for unit, _ in done])


def series_frame(study: Study, done: Sequence[DoneUnit]) -> pd.DataFrame:
    """One row per run and month, with the outcomes that the definition keeps."""
    courses = np.concatenate([d.courses for _, d in done])  # [run, month, key]
    n_runs, n_months, n_keys = courses.shape
    flat = courses.reshape(n_runs * n_months, n_keys)
    months = np.tile(np.arange(n_months, dtype=np.int64), n_runs)
    keys = {"row": np.repeat(_rows(study, done), n_months), "month": months}
    return pd.DataFrame({**keys, **dict(zip(study.series, flat.T, strict=True))})


def groups_frame(study: Study, done: Sequence[DoneUnit]) -> pd.DataFrame:
    """One row per run, group and outcome over the whole period; `place` orders them and is dropped in the end."""
    return pd.concat([_groups_of(study, unit, result) for unit, result in done], ignore_index=True)


def _groups_of(study: Study, unit: int, result: Done) -> pd.DataFrame:
    experiment = study.unit(unit)[0].experiment
    groups, outcomes = experiment.groups(), list(GROUP_OUTCOMES)
    whole = result.groups[:, :, :, 0]  # [scenario, group, outcome]
    n_scenarios, n_groups, n_outcomes = whole.shape
    each = n_groups * n_outcomes
    frame = pd.DataFrame(
        {
            "row": np.repeat(np.array(study.rows_of(unit), np.int64), each),
            "place": np.tile(np.arange(each, dtype=np.int64), n_scenarios),
            "dimension": np.tile(np.repeat([g.dimension for g in groups], n_outcomes), n_scenarios).astype(object),
            "group": np.tile(np.repeat([g.label for g in groups], n_outcomes), n_scenarios).astype(object),
            "outcome": np.tile(outcomes, n_scenarios * n_groups).astype(object),
            "value": whole.ravel(),
        }
    )
    partly = {study.rows_of(unit)[k] for k in experiment.partly_covered()}
    return frame[(frame["dimension"] != ARM) | frame["row"].isin(partly)]


def failures_frame(study: Study, failed: Sequence[FailedUnit]) -> pd.DataFrame:
    """One row per run that failed, with the reason and the command that repeats it."""
    keys = keys_frame(study, failed)
    sizes = [len(study.rows_of(unit)) for unit, _ in failed]
    reasons = [failure.reason for (_, failure), n in zip(failed, sizes, strict=True) for _ in range(n)]
    commands = [study.repeat_command(int(row)) for row in keys["row"]]
    frame = pd.DataFrame({**keys, "reason": reasons, "command": commands})
    return frame.astype({name: "string" for name in (*WORDS, "reason", "command")})
