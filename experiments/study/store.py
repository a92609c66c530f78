"""The directory of a study: parts while it runs, few Parquet files when it is finished, the same bytes either way.

A part holds some units and appears by atomic rename, its runs last: a unit is stored once its runs are. Rows have
numbers of their own, so it does not matter who ran them, in which order, and how the parts were cut.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.parquet import quoted, read_frame, storage_errors, write_frame, write_ordered
from experiments import manifest
from experiments.folder import ALLOWED, held
from experiments.replication import Done, Failed
from experiments.study import record
from experiments.study.frames import (
    FailedRun,
    failed_runs,
    failures_frame,
    groups_frame,
    runs_frame,
    series_frame,
)
from experiments.study.study import Study
from experiments.study.table import MEMORY, write_table
from sim.errors import InputError

SECONDS_PER_PART = 60.0
UNITS_PER_PART = 400
VALUES_AT_ONCE = 12_000_000  # numbers held in memory before they are written: 96 MB
OTHERS = ("shards", "logs")  # may lie in a directory that holds nothing of its own yet
KINDS = ("groups", "series", "runs")  # in the order in which a part appears
ORDER = {"groups": "row, place", "series": "row, month", "runs": "row"}
COLUMNS = {"groups": "* EXCLUDE (place)", "series": "*", "runs": "*"}

Frame = Callable[[Study, Sequence[tuple[int, Done]]], pd.DataFrame]
FRAMES: dict[str, Frame] = {"groups": groups_frame, "series": series_frame, "runs": runs_frame}


@contextmanager
def opened_study(
    folder: Path, study: Study, units: Sequence[int] | None = None, shard: str = ""
) -> Iterator["StudyStore"]:
    """The directory of a study, checked, and held by this process while the block runs.

    `units` are those of a share of the study, and `shard` says which; such a directory has no run table of its own.
    """
    with held(folder):
        yield StudyStore(folder, study, units, shard)


class StudyStore:
    """The directory of a study, which `opened_study` holds. Opening it checks; nothing is written before `begin`."""

    def __init__(self, folder: Path, study: Study, units: Sequence[int] | None = None, shard: str = "") -> None:
        self.folder, self.study, self.shard = folder, study, shard
        self.units = range(study.n_units) if units is None else units
        self.is_share = units is not None
        self.parts = folder / "parts"
        self.pending: dict[int, Done] = {}
        self.failed: dict[int, FailedRun] = {}  # by row
        self.failed_written: dict[int, FailedRun] | None = None
        self.values_pending = 0
        self.flushed = self.started = time.monotonic()
        self.before = check_folder(folder, study, shard)
        self.cost = CellCost(study, self.before)
        self.kinds = kinds_of(study)

    def missing(self) -> list[int]:
        """Units that are not stored yet, in order; those that failed are among them."""
        stored = stored_units(self.folder, self.study)
        return [unit for unit in self.units if unit not in stored]

    def begin(self) -> None:
        """Make the directory, say what it will hold, and write the run table."""
        self.failed = self._known_failures()
        self._write_manifest(finished=False)  # first: without it, nobody could tell what a killed process began
        with storage_errors(self.folder):
            self.parts.mkdir(parents=True, exist_ok=True)
            self._clear_halves()
        if not self.is_share:
            write_table(self.study, self.folder)
        self._write_failures()

    def add(self, unit: int, result: Done | Failed) -> None:
        """Take a result; write a part when enough of them, or enough time, have gathered."""
        for row in self.study.rows_of(unit):
            self.failed.pop(row, None)
        self.failed |= {run.row: run for run in failed_runs(self.study, unit, result)}
        if isinstance(result, Done):
            self.pending[unit] = result
            self.values_pending += self._size(result)
            self.cost.add(unit, result.seconds)
        late = time.monotonic() - self.flushed > SECONDS_PER_PART
        if late or len(self.pending) >= UNITS_PER_PART or self.values_pending >= VALUES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is pending as a part, with its runs last."""
        done = sorted(self.pending.items())
        if done:
            for kind in self.kinds:
                path = self.parts / f"{kind}-{done[0][0]:09d}-{done[-1][0]:09d}.parquet"
                write_frame(FRAMES[kind](self.study, done), path)
        self.pending, self.values_pending, self.flushed = {}, 0, time.monotonic()
        self._write_failures()
        self._write_manifest(finished=False)

    def finish(self) -> None:
        """Join the parts into one file each, in the order of rows."""
        self.flush()
        if any(self.parts.glob("*.parquet")):
            for kind in self.kinds:
                self._merge(kind)
        with storage_errors(self.folder):
            shutil.rmtree(self.parts, ignore_errors=True)
            shutil.rmtree(self.folder / ".spill", ignore_errors=True)
        self._write_manifest(finished=not self.failed and not self.missing())

    def _size(self, done: Done) -> int:
        """Numbers of a unit that are kept until they are written."""
        return int(done.values.size + done.courses.size + done.groups.size)

    def _clear_halves(self) -> None:
        """What a killed process left: files never renamed, and those of a part without its runs."""
        for half in [*self.parts.glob("*.tmp"), *self.folder.glob("*.tmp")]:
            half.unlink()
        for kind in ("groups", "series"):
            for path in self.parts.glob(f"{kind}-*.parquet"):
                if not (self.parts / f"runs-{path.name.partition('-')[2]}").exists():
                    path.unlink()

    def _merge(self, kind: str) -> None:
        """One file of all parts and what was merged before; a part wins over rows merged just before a crash."""
        merged, parts = self.folder / f"{kind}.parquet", sorted(self.parts.glob(f"{kind}-*.parquet"))
        if not parts:
            return
        query = f"SELECT * FROM read_parquet({listed(parts)})"
        if merged.exists():
            newer = f"SELECT row FROM read_parquet({listed(parts)})"
            older = f"{merged_before(kind, merged)} WHERE row NOT IN ({newer})"
            query = f"({older}) UNION ALL BY NAME ({query})"
        write_ordered(query, COLUMNS[kind], ORDER[kind], merged, MEMORY)

    def _known_failures(self) -> dict[int, FailedRun]:
        """Failures noted earlier, of units that are still missing."""
        stored = stored_units(self.folder, self.study)
        known = read_failures(self.folder)
        return {row: run for row, run in known.items() if self.study.unit_of_row(row) not in stored}

    def _write_failures(self) -> None:
        """Failures so far; nothing where the file says the same already."""
        if self.failed_written != self.failed:
            frame = failures_frame(self.study, [self.failed[row] for row in sorted(self.failed)])
            write_frame(frame, self.folder / "failures.parquet")
        self.failed_written = dict(self.failed)

    def _write_manifest(self, finished: bool) -> None:
        seconds = self.before.get("wall_seconds", 0.0) + time.monotonic() - self.started
        cost: dict[str, Any] = {
            "wall_seconds": round(seconds, 2),
            "cell_seconds": self.cost.rounded(),
            "finished": finished,
            "failures": len(self.failed),
        }
        if self.shard:
            cost["shard"] = self.shard
        record.write(self.folder, self.study, cost)


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


def listed(paths: Sequence[Path]) -> str:
    """Paths as a list of SQL."""
    return "[" + ", ".join(quoted(path) for path in paths) + "]"


def files_of(folder: Path, kind: str) -> list[Path]:
    """The merged file and the parts of a kind."""
    merged = folder / f"{kind}.parquet"
    return [*([merged] if merged.exists() else []), *sorted((folder / "parts").glob(f"{kind}-*.parquet"))]


def read_failures(folder: Path) -> dict[int, FailedRun]:
    """Runs that are noted as failed, by row."""
    path = folder / "failures.parquet"
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


def kinds_of(study: Study) -> tuple[str, ...]:
    """What a study keeps, in the order in which files appear."""
    kept = {"groups": study.keeps_groups, "series": bool(study.series), "runs": True}
    return tuple(kind for kind in KINDS if kept[kind])


def merged_before(kind: str, path: Path) -> str:
    """Rows of a merged file as parts have them: the place of a group's row is its place in the file."""
    if kind != "groups":
        return f"SELECT * FROM read_parquet({quoted(path)})"
    columns = "* EXCLUDE (file_row_number), file_row_number AS place"
    return f"SELECT {columns} FROM read_parquet({quoted(path)}, file_row_number = true)"


def check_folder(folder: Path, study: Study, shard: str = "") -> manifest.Manifest:
    """The manifest of what is there already; an error unless it is the same study, or nothing."""
    found = manifest.read(folder)
    if found is not None:
        record.check_same(folder, found, study)
        _check_shard(folder, found, shard)
        return found
    begun = f"{manifest.NAME}.tmp"  # a process was killed over its first file
    if any(path.name not in (begun, *OTHERS) for path in folder.iterdir()):
        raise InputError("not empty, and holds no experiment", field="--out", value=str(folder), allowed=ALLOWED)
    return {}


def _check_shard(folder: Path, found: manifest.Manifest, shard: str) -> None:
    """A share is continued as that share: as another it would take the place of a whole, or hide what it lacks."""
    there = found.get("shard", "")
    if there != shard:
        what = f"share {there} of an experiment" if there else "a whole experiment"
        raise InputError(f"holds {what}", file=str(folder), field="--out", allowed=ALLOWED)
