"""An experiment directory: parts while it runs, few Parquet files when it is finished, the same bytes either way.

A part holds some replications and appears by atomic rename, its runs last: a replication is stored once its runs are.
`runs.parquet` has one row per replication and scenario, `series.parquet` one per month, `groups.parquet` one per group
of children, outcome and month.
"""

import math
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.parquet import quoted, read_frame, storage_errors, write_frame, write_query
from experiments import manifest
from experiments.design import Experiment
from experiments.folder import ALLOWED, held
from experiments.group_files import MEMORY, groups_frame, ordered, rows_of
from experiments.replication import Done, Failed
from experiments.results import Results
from sim.errors import InputError
from sim.outcomes.catalogue import COURSE_KEYS, ROW_KEYS
from sim.units import MONTHS_PER_YEAR

PER_PART = 200
SECONDS_PER_PART = 60.0
ROWS_AT_ONCE = 60_000  # rows of the series held in memory: five scenarios over five years in 200 replications
GROUP_ROWS_AT_ONCE = 1_000_000  # rows by group held in memory: two scenarios over five years in 40 replications
KEYS = {"runs": ("replication", "scenario"), "series": ("replication", "scenario", "month")}


@contextmanager
def opened(folder: Path, experiment: Experiment) -> Iterator["Store"]:
    """The directory of an experiment, checked, and held by this process while the block runs."""
    with held(folder):
        yield Store(folder, experiment)


class Store:
    """The directory of one experiment, which `opened` holds. Opening it checks; nothing is written before `begin`."""

    def __init__(self, folder: Path, experiment: Experiment) -> None:
        self.folder, self.experiment = folder, experiment
        self.parts = folder / "parts"
        self.pending: list[Done] = []
        self.failures: list[Failed] = []
        self.flushed = self.started = time.monotonic()
        self.before = _check_folder(folder, experiment)
        n_months = math.ceil(experiment.years * MONTHS_PER_YEAR)
        rows = len(experiment.scenarios) * n_months
        self.at_once = max(1, ROWS_AT_ONCE // rows)
        self.per_part = max(1, min(PER_PART, self.at_once, GROUP_ROWS_AT_ONCE // rows_of(experiment, n_months)))

    def missing(self) -> list[int]:
        """Replications that are not stored yet."""
        files = self._files("runs")
        if not files:
            return list(range(self.experiment.replications))
        stored = read_frame(f"SELECT DISTINCT replication FROM read_parquet({_listed(files)})")
        known = set(stored["replication"].tolist())
        return [r for r in range(self.experiment.replications) if r not in known]

    def begin(self) -> None:
        """Make the directory and say what it will hold."""
        self._write_manifest(finished=False)  # first: without it, nobody could tell what a killed process began
        with storage_errors(self.folder):
            self.parts.mkdir(parents=True, exist_ok=True)
        for orphan in [*self.parts.glob("series-*.parquet"), *self.parts.glob("groups-*.parquet")]:
            if not (self.parts / f"runs-{orphan.name.partition('-')[2]}").exists():
                orphan.unlink()

    def add(self, result: Done | Failed) -> None:
        """Take a result; write a part when enough of them, or enough time, have gathered."""
        if isinstance(result, Failed):
            self.failures.append(result)
            return
        self.pending.append(result)
        if len(self.pending) >= self.per_part or time.monotonic() - self.flushed > SECONDS_PER_PART:
            self.flush()

    def flush(self) -> None:
        """Write what is pending as a part."""
        if self.pending:
            name = f"{self.pending[0].replication:08d}-{self.pending[-1].replication:08d}.parquet"
            write_frame(groups_frame(self.experiment, self.pending), self.parts / f"groups-{name}")
            write_frame(series_frame(self.experiment, self.pending), self.parts / f"series-{name}")
            write_frame(runs_frame(self.experiment, self.pending), self.parts / f"runs-{name}")
        self.pending, self.flushed = [], time.monotonic()
        _write_failures(self.failures, self.folder / "failures.parquet")
        self._write_manifest(finished=False)

    def finish(self) -> None:
        """Join the parts into one file each, in the order of replications."""
        self.flush()
        if any(self.parts.glob("*.parquet")):
            self._merge("groups")
            self._merge("series")
            self._merge("runs")
        with storage_errors(self.folder):
            shutil.rmtree(self.parts, ignore_errors=True)
            shutil.rmtree(self.folder / ".spill", ignore_errors=True)
        self._write_manifest(finished=not self.failures)

    def read(self) -> Results:
        """Everything stored, replication by replication."""
        results = Results(self.experiment, failures=list(self.failures))
        if not (self.folder / "runs.parquet").exists():
            return results
        runs = self._read("runs", ROW_KEYS, 0, self.experiment.replications)
        for replication, values in runs:
            results.add_row(replication, values[:, 0])
        for first in range(0, self.experiment.replications, self.at_once):
            for _, courses in self._read("series", COURSE_KEYS, first, first + self.at_once):
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

    def _files(self, kind: str) -> list[Path]:
        merged = self.folder / f"{kind}.parquet"
        return [*([merged] if merged.exists() else []), *sorted(self.parts.glob(f"{kind}-*.parquet"))]

    def _merge(self, kind: str) -> None:
        """One file of all parts and what was merged before; a part wins over a row merged just before a crash."""
        merged, parts = self.folder / f"{kind}.parquet", sorted(self.parts.glob(f"{kind}-*.parquet"))
        query = f"SELECT * FROM read_parquet({_listed(parts)})"
        if merged.exists():
            newer = f"SELECT replication FROM read_parquet({_listed(parts)})"
            older = f"SELECT * FROM read_parquet({quoted(merged)}) WHERE replication NOT IN ({newer})"
            query = f"({older}) UNION ALL ({query})"
        if kind == "groups":
            write_query(ordered(query, self.experiment), merged, MEMORY)
            return
        order = ", ".join(self._order(key) for key in KEYS[kind])
        write_query(f"SELECT * FROM ({query}) ORDER BY {order}", merged)

    def _order(self, key: str) -> str:
        """Scenarios keep the order in which they were asked for."""
        names = ", ".join("'" + k.replace("'", "''") + "'" for k in self.experiment.scenario_keys)
        return f"list_position([{names}], scenario)" if key == "scenario" else key

    def _write_manifest(self, finished: bool) -> None:
        seconds = self.before.get("wall_seconds", 0.0) + time.monotonic() - self.started
        cost = {"wall_seconds": round(seconds, 2), "finished": finished, "failures": len(self.failures)}
        manifest.write(self.folder, self.experiment, cost)


def _check_folder(folder: Path, experiment: Experiment) -> dict[str, Any]:
    """The manifest of what is there already; an error unless it is the same experiment, or nothing."""
    found = manifest.read(folder)
    if found is not None:
        manifest.check_same(folder, found, experiment)
        return found
    if any(path.name != f"{manifest.NAME}.tmp" for path in folder.iterdir()):
        raise InputError("not empty, and holds no experiment", field="--out", value=str(folder), allowed=ALLOWED)
    return {}


def _listed(paths: list[Path]) -> str:
    return "[" + ", ".join(quoted(p) for p in paths) + "]"


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


def _write_failures(failures: list[Failed], path: Path) -> None:
    frame = pd.DataFrame(
        {
            "replication": np.array([f.replication for f in failures], np.int64),
            "draw": np.array([f.draw for f in failures], np.int64),
            "reason": pd.Series([f.reason for f in failures], dtype=object).astype("string"),
            "command": pd.Series([f.command for f in failures], dtype=object).astype("string"),
        }
    )
    write_frame(frame, path)
