"""The directory of a study: its tables, its run table, and failures run by run.

A unit of which scenarios failed is stored as far as it goes, and is run again when the study continues.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments import manifest
from experiments.folder import ALLOWED, held
from experiments.replication import Done, Failed
from experiments.store import FAILURES, Store, Table, files_of, listed
from experiments.study import record
from experiments.study.frames import (
    FailedRun,
    failed_runs,
    failures_frame,
    groups_frame,
    runs_frame,
    series_frame,
    succeeded,
)
from experiments.study.study import Study
from experiments.study.table import write_table
from sim.errors import InputError

OTHERS = ("shards", "logs")  # may lie in a directory that holds nothing of its own yet
GROUP_COLUMNS = 6


def tables_of(study: Study) -> tuple[Table[Done], ...]:
    """What a study keeps, in the order in which the files of a part appear."""
    groups = Table("groups", ("row", "place"), partial(groups_frame, study), has_place=True)
    series = Table("series", ("row", "month"), partial(series_frame, study))
    runs = Table("runs", ("row",), partial(runs_frame, study))
    kept = ((groups, study.keeps_groups), (series, bool(study.series)), (runs, True))
    return tuple(table for table, is_kept in kept if is_kept)


@contextmanager
def opened_study(
    folder: Path, study: Study, units: Sequence[int] | None = None, shard: str = ""
) -> Iterator["StudyStore"]:
    """The directory of a study, checked, and held by this process while the block runs.

    `units` are those of a share of the study, and `shard` says which; such a directory has no run table of its own.
    """
    with held(folder):
        yield StudyStore(folder, study, units, shard)


class StudyStore(Store[Done, FailedRun]):
    """The directory of a study, which `opened_study` holds; failures are known by row."""

    indent = record.INDENT

    def __init__(self, folder: Path, study: Study, units: Sequence[int] | None = None, shard: str = "") -> None:
        super().__init__(folder, tables_of(study), check_folder(folder, study, shard))
        self.study, self.shard = study, shard
        self.chosen = units
        self.cost = CellCost(study, self.before)
        self.rows_of_halves: set[int] = set()  # stored already, of units that are not whole

    def units(self) -> Sequence[int]:
        """All of the study's, or those of the share."""
        return range(self.study.n_units) if self.chosen is None else self.chosen

    def stored(self) -> set[int]:
        """Units all of whose runs are there."""
        return stored_units(self.folder, self.study)

    def prepare(self) -> None:
        """Write the run table; see what is there of units that are run again."""
        if self.chosen is None:
            write_table(self.study, self.folder)
        self.rows_of_halves = rows_of_halves(self.folder, self.study)

    def numbers(self, unit: int) -> range:
        """Rows of a unit."""
        return self.study.rows_of(unit)

    def keep(self, unit: int, found: Done) -> None:
        """Hold what is not stored yet."""
        self.cost.add(unit, found.seconds)
        there = ((k, "") for k, row in enumerate(self.study.rows_of(unit)) if row in self.rows_of_halves)
        new = replace(found, failed=(*found.failed, *there))
        if succeeded(new):
            super().keep(unit, new)

    def size(self, found: Done) -> int:
        """Numbers of its rows."""
        return int(found.values.size + found.courses.size + GROUP_COLUMNS * found.groups.size)

    def lost(self, unit: int, result: Done | Failed) -> dict[int, FailedRun]:
        """Runs that failed, by row."""
        return {run.row: run for run in failed_runs(self.study, unit, result)}

    def known_failures(self) -> dict[int, FailedRun]:
        """Runs that are noted as failed, by row."""
        return read_failures(self.folder)

    def failures_frame(self, lost: Sequence[FailedRun]) -> pd.DataFrame:
        """One row per run that failed."""
        return failures_frame(self.study, lost)

    def content(self, cost: manifest.Manifest) -> manifest.Manifest:
        """The manifest, with what each cell has taken, and which share it is."""
        by_cell: dict[str, Any] = {"wall_seconds": cost["wall_seconds"], "cell_seconds": self.cost.rounded()}
        shard = {"shard": self.shard} if self.shard else {}
        return record.content(self.study, {**by_cell, **cost, **shard})


class CellCost:
    """Units run and their seconds, by cell; `before` is what a manifest says of earlier sessions."""

    def __init__(self, study: Study, before: manifest.Manifest) -> None:
        there = before.get("cell_seconds") or [[0, 0.0]] * study.n_cells
        self.n_cells = study.n_cells
        self.units, self.seconds = [int(n) for n, _ in there], [float(s) for _, s in there]

    def add(self, unit: int, seconds: float) -> None:
        """Count a unit."""
        self.units[unit % self.n_cells] += 1
        self.seconds[unit % self.n_cells] += seconds

    def rounded(self) -> list[list[float]]:
        """[units, seconds] of each cell."""
        return [[n, round(s, 3)] for n, s in zip(self.units, self.seconds, strict=True)]


def read_failures(folder: Path) -> dict[int, FailedRun]:
    """Runs that are noted as failed, by row."""
    path = folder / FAILURES
    if not path.exists():
        return {}
    frame = read_frame(f"SELECT row, draw, reason FROM read_parquet({quoted(path)}) ORDER BY row")
    return {int(run.row): FailedRun(int(run.row), int(run.draw), str(run.reason)) for run in frame.itertuples()}


def stored_runs(folder: Path, study: Study) -> dict[int, int]:
    """How many runs of each unit are there."""
    files = files_of(folder, "runs")
    if not files:
        return {}
    unit = f"replication * {study.n_cells} + cell"
    query = f"SELECT {unit} AS unit, count(DISTINCT row) AS n FROM read_parquet({listed(files)}) GROUP BY ALL"
    frame = read_frame(query)
    return dict(zip(frame["unit"].tolist(), frame["n"].tolist(), strict=True))


def stored_units(folder: Path, study: Study) -> set[int]:
    """Units all of whose runs are there."""
    return {unit for unit, n in stored_runs(folder, study).items() if n == len(study.rows_of(unit))}


def rows_of_halves(folder: Path, study: Study) -> set[int]:
    """Runs that are there of units that are not whole."""
    halves = [unit for unit, n in stored_runs(folder, study).items() if n < len(study.rows_of(unit))]
    if not halves:
        return set()
    rows = ", ".join(str(row) for unit in halves for row in study.rows_of(unit))
    query = f"SELECT DISTINCT row FROM read_parquet({listed(files_of(folder, 'runs'))}) WHERE row IN ({rows})"
    return set(read_frame(query)["row"].tolist())


def check_folder(folder: Path, study: Study, shard: str = "") -> manifest.Manifest:
    """The manifest of what is there already; an error unless it is the same study, or nothing."""

    def check(found: manifest.Manifest) -> None:
        record.check_same(folder, found, study)
        _check_shard(folder, found, shard)

    return manifest.begun(folder, check, OTHERS)


def _check_shard(folder: Path, found: manifest.Manifest, shard: str) -> None:
    """A share is continued as that share: as another it would take the place of a whole, or hide what it lacks."""
    there = found.get("shard", "")
    if there != shard:
        what = f"share {there} of an experiment" if there else "a whole experiment"
        raise InputError(f"holds {what}", file=str(folder), field="--out", allowed=ALLOWED)
