"""A directory of results: parts while it runs, few Parquet files when it is finished, the same bytes either way.

A unit is what is run, stored whole, or fails. A part holds the rows of some units and appears by atomic rename, the
file of its last table last: a unit is stored once its rows are in that one. Rows have numbers of their own, so it does
not matter who ran them, in which order, and how the parts were cut. What is particular to a kind of directory (tables,
failures, manifest) is said by its own class.
"""

import os
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from calibration.parquet import PIECES, quoted, read_frame, storage_errors, write_frame, write_ordered
from experiments import manifest
from experiments.folder import held
from experiments.replication import Failed

PER_PART = 400  # units
SECONDS_PER_PART = 60.0
SHARE_AT_RISK = 0.02  # of the time of a run: a long one writes less often, so that its parts stay few
VALUES_AT_ONCE = 1_000_000  # numbers held in memory before they are written: 8 MB, several times that while written
MEMORY_MB = 64  # of the database, which spills beyond: a row group of whole runs is 20 MB
PARTS, JOINED, FAILURES, SPILL = "parts", ".joined-", "failures.parquet", ".spill"

Found = TypeVar("Found")
Lost = TypeVar("Lost")
AnyStore = TypeVar("AnyStore", bound="Store[Any, Any]")


@dataclass(frozen=True)
class Table(Generic[Found]):
    """One kind of rows: `NAME.parquet`. `order` begins with the whole number by which rows are replaced.

    `frame` makes the rows of units with their results; `read` is how SQL reads them. Where `has_place`, a column
    `place` of parts orders the rows of a number; in the file their order says it.
    """

    name: str
    order: tuple[str, ...]
    frame: Callable[[Sequence[tuple[int, Found]]], pd.DataFrame]
    read: str = "*"
    has_place: bool = False

    @property
    def key(self) -> str:
        """The column of the number."""
        return self.order[0]

    @property
    def columns(self) -> str:
        """What is written of what is read."""
        return "* EXCLUDE (place)" if self.has_place else "*"

    def in_parts(self, paths: Sequence[Path]) -> str:
        """Rows of parts, as a query."""
        return f"SELECT {self.read} FROM read_parquet({listed(paths)})"

    def in_file(self, path: Path) -> str:
        """Rows of a file joined before, as parts have them."""
        if not self.has_place:
            return self.in_parts([path])
        columns = f"{self.read} EXCLUDE (file_row_number), file_row_number AS place"
        return f"SELECT {columns} FROM read_parquet({quoted(path)}, file_row_number = true)"

    def write(self, query: str, folder: Path) -> None:
        """The file of these rows, in order."""
        path = folder / f"{self.name}.parquet"
        write_ordered(query, self.columns, self.key, ", ".join(self.order), path, MEMORY_MB)


def listed(paths: Sequence[Path]) -> str:
    """Paths as a list of SQL."""
    return "[" + ", ".join(quoted(path) for path in paths) + "]"


def in_order_of(words: Sequence[str], column: str) -> str:
    """The place of a column's word among these: they keep the order in which they were asked for."""
    names = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return f"list_position([{names}], {column})"


def parts_of(folder: Path, name: str) -> list[Path]:
    """The parts of a table."""
    return sorted((folder / PARTS).glob(f"{name}-*.parquet"))


def files_of(folder: Path, name: str) -> list[Path]:
    """The joined file and the parts of a table."""
    joined = folder / f"{name}.parquet"
    return [*([joined] if joined.exists() else []), *parts_of(folder, name)]


def beside(part: Path, name: str, other: str) -> Path:
    """The file of another table in the same part."""
    return part.with_name(f"{other}-{part.name.removeprefix(f'{name}-')}")


def clear_parts(folder: Path) -> None:
    """Parts that have been joined: they go at once, since a table may not lose some of them and keep others."""
    with storage_errors(folder):
        if (folder / PARTS).exists():
            os.replace(folder / PARTS, tempfile.mkdtemp(prefix=JOINED, dir=folder))
        clear_left(folder)


def clear_left(folder: Path) -> None:
    """What a join leaves if it is killed; what a reader still holds open on a shared disk may stay until next time."""
    for name in (f"{JOINED}*", f"{PIECES}*", SPILL):
        for left in folder.glob(name):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def opened(folder: Path | None, make: Callable[[Path], AnyStore]) -> Iterator[AnyStore | None]:
    """A directory, checked, and held by this process while the block runs; nothing where there is none."""
    if folder is None:
        yield None
        return
    with held(folder):
        yield make(folder)


class Store(ABC, Generic[Found, Lost]):
    """A directory that this process holds. `before` is its manifest, if it has one; nothing is written until `begin`.

    `tables` in the order in which the files of a part appear. Failures are known by a number, of a unit or of a row.
    """

    indent = 2  # of the manifest

    def __init__(self, folder: Path, tables: Sequence[Table[Found]], before: manifest.Manifest) -> None:
        self.folder, self.tables, self.before = folder, tables, before
        self.parts = folder / PARTS
        self.pending: dict[int, Found] = {}
        self.values_pending = 0
        self.failed: dict[int, Lost] = {}
        self.failed_written: dict[int, Lost] | None = None
        self.flushed = self.started = time.monotonic()

    # ---- what is particular
    @abstractmethod
    def units(self) -> Sequence[int]:
        """Every unit, in the order in which they are run."""

    @abstractmethod
    def lost(self, unit: int, result: Found | Failed) -> dict[int, Lost]:
        """What failed of a unit."""

    @abstractmethod
    def known_failures(self) -> dict[int, Lost]:
        """What the directory notes as failed."""

    @abstractmethod
    def failures_frame(self, lost: Sequence[Lost]) -> pd.DataFrame:
        """Failures as rows."""

    @abstractmethod
    def content(self, cost: manifest.Manifest) -> manifest.Manifest:
        """The manifest; `cost` is what running has taken so far, and whether it is finished."""

    def stored(self) -> set[int]:
        """Units that are there."""
        last = self.tables[-1]
        files = files_of(self.folder, last.name)
        if not files:
            return set()
        return set(
            read_frame(f"SELECT DISTINCT {last.key} AS unit FROM read_parquet({listed(files)})")["unit"].tolist()
        )

    def numbers(self, unit: int) -> Iterable[int]:
        """Numbers by which failures of a unit are known."""
        return (unit,)

    def size(self, found: Found) -> int:
        """Numbers that a result keeps in memory until they are written, and while they are."""
        return 0

    def prepare(self) -> None:
        """Write what is there before anything runs."""

    # ---- what is common
    def missing(self) -> list[int]:
        """Units that are not stored yet, in order; those that failed are among them."""
        stored = self.stored()
        return [unit for unit in self.units() if unit not in stored]

    @contextmanager
    def filling(self) -> Iterator[list[int]]:
        """What is missing, to be added while the block runs; then the parts are joined.

        Whatever ends the block before, what was finished is kept.
        """
        missing = self.missing()
        self.begin()
        try:
            yield missing
        except (KeyboardInterrupt, Exception):
            self.flush()
            raise
        self.finish()

    def begin(self) -> None:
        """Make the directory and say what it will hold."""
        known = self.known_failures()
        self.failed = (
            {n: known[n] for unit in self.missing() for n in self.numbers(unit) if n in known} if known else {}
        )
        self._write_manifest(finished=False)  # first: without it, nobody could tell what a killed process began
        with storage_errors(self.folder):
            self.parts.mkdir(parents=True, exist_ok=True)
            self._clear_halves()
        self.prepare()
        self._write_failures()

    def add(self, unit: int, result: Found | Failed) -> None:
        """Take a result; write a part when enough of them, or enough time, have gathered."""
        for number in self.numbers(unit):
            self.failed.pop(number, None)
        self.failed |= self.lost(unit, result)
        if not isinstance(result, Failed):
            self.keep(unit, result)
        if self._is_late() or len(self.pending) >= PER_PART or self.values_pending >= VALUES_AT_ONCE:
            self.flush()

    def _is_late(self) -> bool:
        """Whether more would be lost now than may be."""
        now = time.monotonic()
        return now - self.flushed > max(SECONDS_PER_PART, SHARE_AT_RISK * (now - self.started))

    def keep(self, unit: int, found: Found) -> None:
        """Hold a result until a part is written."""
        self.pending[unit] = found
        self.values_pending += self.size(found)

    def flush(self) -> None:
        """Write what is pending as a part."""
        done = sorted(self.pending.items())
        if done:
            # counted too: a unit of which scenarios failed comes again, and the same units could begin and end a part
            count = len(parts_of(self.folder, self.tables[-1].name))
            name = f"{done[0][0]:09d}-{done[-1][0]:09d}-{count:06d}"
            for table in self.tables:
                write_frame(table.frame(done), self.parts / f"{table.name}-{name}.parquet")
        self.pending, self.values_pending, self.flushed = {}, 0, time.monotonic()
        self._write_failures()
        self._write_manifest(finished=False)

    def finish(self) -> None:
        """Join the parts into one file each, in order."""
        self.flush()
        for table in self.tables:
            self._join(table)
        clear_parts(self.folder)
        self._write_manifest(finished=not self.failed and not self.missing())

    def failures(self) -> list[Lost]:
        """What failed, by number."""
        return [self.failed[number] for number in sorted(self.failed)]

    def _join(self, table: Table[Found]) -> None:
        """One file of all parts and what was joined before; a part wins over rows joined just before a crash."""
        joined, parts = self.folder / f"{table.name}.parquet", parts_of(self.folder, table.name)
        if not parts:
            return
        query = table.in_parts(parts)
        if joined.exists():
            last = parts_of(self.folder, self.tables[-1].name)  # it has the same numbers in fewer rows
            newer = f"SELECT {table.key} FROM read_parquet({listed(last)})"
            older = f"{table.in_file(joined)} WHERE {table.key} NOT IN ({newer})"
            query = f"({older}) UNION ALL BY NAME ({query})"
        table.write(query, self.folder)

    def _clear_halves(self) -> None:
        """What a killed process left: files never renamed, and those of a part without its last."""
        for half in [*self.parts.glob("*.tmp"), *self.folder.glob("*.tmp")]:
            half.unlink()
        clear_left(self.folder)
        last = self.tables[-1].name
        for table in self.tables[:-1]:
            for path in parts_of(self.folder, table.name):
                if not beside(path, table.name, last).exists():
                    path.unlink()

    def _write_failures(self) -> None:
        """Failures so far; nothing where the file says the same already."""
        if self.failed_written != self.failed:
            write_frame(self.failures_frame(self.failures()), self.folder / FAILURES)
        self.failed_written = dict(self.failed)

    def _write_manifest(self, finished: bool) -> None:
        seconds = self.before.get("wall_seconds", 0.0) + time.monotonic() - self.started
        cost = {"wall_seconds": round(seconds, 2), "finished": finished, "failures": len(self.failed)}
        manifest.write(self.folder, self.content(cost), self.indent)


class UnitStore(Store[Found, Failed]):
    """A directory whose units fail as a whole."""

    failure_columns = ("replication", "draw", "reason", "command")

    def lost(self, unit: int, result: Found | Failed) -> dict[int, Failed]:
        """The unit, if it failed."""
        return {unit: result} if isinstance(result, Failed) else {}

    def known_failures(self) -> dict[int, Failed]:
        """As its file says."""
        path = self.folder / FAILURES
        if not path.exists():
            return {}
        frame = read_frame(f"SELECT {', '.join(self.failure_columns)} FROM read_parquet({quoted(path)})")
        found = [Failed(int(u), int(d), str(why), str(how)) for u, d, why, how in frame.itertuples(index=False)]
        return {failed.replication: failed for failed in found}

    def failures_frame(self, lost: Sequence[Failed]) -> pd.DataFrame:
        """One row per unit."""
        columns = (
            np.array([failed.replication for failed in lost], np.int64),
            np.array([failed.draw for failed in lost], np.int64),
            pd.Series([failed.reason for failed in lost], dtype=object).astype("string"),
            pd.Series([failed.command for failed in lost], dtype=object).astype("string"),
        )
        return pd.DataFrame(dict(zip(self.failure_columns, columns, strict=True)))
