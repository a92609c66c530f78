"""The directory of `run`, `compare` and `precision`: replications of one experiment.

`runs.parquet` has one row per replication and scenario, `series.parquet` one per month, `groups.parquet` one per group
of children, outcome and month.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments import manifest
from experiments.design import Experiment
from experiments.group_files import COLUMNS, ORDER, groups_frame, words_as_numbers
from experiments.replication import Done
from experiments.results import Results
from experiments.store import Table, UnitStore, in_order_of
from sim.outcomes.catalogue import COURSE_KEYS, ROW_KEYS
from sim.units import MONTHS_PER_YEAR

ROWS_AT_ONCE = 60_000  # rows of the series read at once: five scenarios over five years in 200 replications

Frame = Callable[[Experiment, list[Done]], pd.DataFrame]


def _tables(experiment: Experiment) -> tuple[Table[Done], ...]:
    def made(frame: Frame) -> Callable[[Sequence[tuple[int, Done]]], pd.DataFrame]:
        return lambda done: frame(experiment, [result for _, result in done])

    scenario = in_order_of(experiment.scenario_keys, "scenario")
    return (
        Table("groups", ORDER, made(groups_frame), read=words_as_numbers(experiment)),
        Table("series", ("replication", scenario, "month"), made(series_frame)),
        Table("runs", ("replication", scenario), made(runs_frame)),
    )


class ReplicationStore(UnitStore[Done]):
    """The directory of one experiment, which `opened` holds; it may be given more replications while it is open."""

    def __init__(self, folder: Path, experiment: Experiment) -> None:
        self.experiment = experiment
        before = manifest.before(folder, experiment.inputs(), experiment.replications)
        super().__init__(folder, _tables(experiment), before)

    def units(self) -> Sequence[int]:
        """Replications."""
        return range(self.experiment.replications)

    def size(self, found: Done) -> int:
        """Numbers of its rows."""
        return int(found.values.size + found.courses.size + len(COLUMNS) * found.groups.size)

    def content(self, cost: manifest.Manifest) -> manifest.Manifest:
        """The manifest of the experiment."""
        return manifest.content(self.experiment, cost)

    def read(self) -> Results:
        """Everything stored, replication by replication."""
        results = Results(self.experiment, failures=self.failures())
        if not (self.folder / "runs.parquet").exists():
            return results
        n_months = math.ceil(self.experiment.years * MONTHS_PER_YEAR)
        at_once = max(1, ROWS_AT_ONCE // (len(self.experiment.scenarios) * n_months))
        for first in range(0, self.experiment.replications, at_once):
            for replication, values in self._read("runs", ROW_KEYS, first, first + at_once):
                results.add_row(replication, values[:, 0])
            for _, courses in self._read("series", COURSE_KEYS, first, first + at_once):
                results.add_courses(courses)
        return results

    def _read(self, kind: str, columns: tuple[str, ...], first: int, end: int) -> list[tuple[int, Any]]:
        """Replications from `first` to before `end` as arrays [scenario, month, column]."""
        path = quoted(self.folder / f"{kind}.parquet")
        where = f"WHERE replication >= {first} AND replication < {end}"
        names = ", ".join(f'"{c}"' for c in columns)
        frame = read_frame(f"SELECT replication, {names} FROM read_parquet({path}) {where}", self.folder)
        replications = frame["replication"].to_numpy()
        values = frame[list(columns)].to_numpy(dtype=np.float64)
        order, starts = np.unique(replications, return_index=True)
        blocks = np.split(values, starts[1:])
        scenarios = len(self.experiment.scenarios)
        return [(int(r), b.reshape(scenarios, -1, len(columns))) for r, b in zip(order, blocks, strict=True)]


def _keys_frame(experiment: Experiment, done: list[Done], repeat: int) -> dict[str, Any]:
    keys = experiment.scenario_keys
    scenarios = np.tile(np.repeat(np.array(keys, dtype=object), repeat), len(done))
    each = len(keys) * repeat
    return {
        "scenario": scenarios,
        "draw": np.repeat(np.array([d.draw for d in done], np.int64), each),
        "replication": np.repeat(np.array([d.replication for d in done], np.int64), each),
    }


def runs_frame(experiment: Experiment, done: list[Done]) -> pd.DataFrame:
    """One row per replication and scenario."""
    values = np.concatenate([d.values for d in done])
    return pd.DataFrame({**_keys_frame(experiment, done, 1), **dict(zip(ROW_KEYS, values.T, strict=True))})


def series_frame(experiment: Experiment, done: list[Done]) -> pd.DataFrame:
    """One row per replication, scenario and month."""
    n_months = done[0].courses.shape[1]
    values = np.concatenate([d.courses.reshape(-1, len(COURSE_KEYS)) for d in done])
    keys = _keys_frame(experiment, done, n_months)
    months = np.tile(np.arange(n_months, dtype=np.int64), len(done) * len(experiment.scenarios))
    return pd.DataFrame({**keys, "month": months, **dict(zip(COURSE_KEYS, values.T, strict=True))})
