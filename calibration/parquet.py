"""Parquet by duckdb, and files that appear whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from sim.errors import RunError

# one thread and a fixed size of row groups: the same rows give the same bytes
FORMAT = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192)"

PIECES = ".pieces-"  # directories of sorted pieces begin so
MEMORY_TIMES = (1, 2, 4, 8, 16)
VALUES_SORTED = 1_000_000  # at once: 8 MB of numbers, and several times that while they are sorted
Found = TypeVar("Found")
STOPPED = "Query interrupted"  # what the database makes of Ctrl-C


@contextmanager
def connect(folder: Path | None = None, memory_mb: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that spills into `folder` if it must, or beyond so much memory.

    Ctrl-C during a query is Ctrl-C, not an error of the database.
    """
    config: dict[str, Any] = {"threads": 1}
    if memory_mb is not None:
        config["memory_limit"] = f"{memory_mb}MB"
    if folder is not None:
        config["temp_directory"] = str(folder / ".spill")
    try:
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET enable_progress_bar = false")  # it would stand among what a command prints
            yield connection
    except RuntimeError as failure:
        if STOPPED in str(failure):
            raise KeyboardInterrupt from failure
        raise


def quoted(path: Path) -> str:
    """A path as a string of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, then move it there; on failure nothing is left behind."""
    half = path.with_name(path.name + ".tmp")
    with storage_errors(path):
        try:
            write(half)
            with half.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(half, path)
        finally:
            half.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """A text as a file in UTF-8, atomically."""
    replace_file(path, lambda half: half.write_text(text, encoding="utf-8"))


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """A full or vanished disk as one message."""
    try:
        yield
    except (OSError, duckdb.Error) as failure:
        raise RunError(f"cannot write {path}: {_reason(failure)}") from failure


def _reason(failure: Exception) -> str:
    if (isinstance(failure, OSError) and failure.errno == errno.ENOSPC) or "No space left" in str(failure):
        return "the disk is full; what was finished before is kept"
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    return str(failure).splitlines()[0]


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """A table as a Parquet file, atomically; nan becomes null."""

    def write(half: Path) -> None:
        with connect() as connection:
            connection.register("frame", frame)
            connection.execute(f"COPY frame TO {quoted(half)} {FORMAT}")

    replace_file(path, write)


def within_memory(folder: Path, memory_mb: int, work: Callable[[duckdb.DuckDBPyConnection], Found]) -> Found:
    """What `work` makes of a connection that may use so much memory; where rows do not fit, twice as much is tried.

    Rows may have been written in larger groups, or have become wider: results are never lost to a limit.
    """
    for times in MEMORY_TIMES[:-1]:
        with suppress(duckdb.OutOfMemoryException, duckdb.FatalException), connect(folder, memory_mb * times) as one:
            return work(one)
    with connect(folder, memory_mb * MEMORY_TIMES[-1]) as last:
        return work(last)


def write_ordered(query: str, columns: str, key: str, order: str, path: Path, memory_mb: int) -> None:
    """Some columns of a query, in an order that begins with a whole number `key`, atomically and in bounded memory.

    Ranges of the key are sorted one by one into files beside, which are then read one after the other: a sort of
    everything, or a table of it, may need more memory than there is. The ranges follow from the rows alone, not from
    parts: pages follow the pieces in which rows arrive, and the same rows must give the same bytes.
    """

    def write(half: Path) -> None:
        def work(connection: duckdb.DuckDBPyConnection) -> None:
            with tempfile.TemporaryDirectory(prefix=PIECES, dir=path.parent, ignore_cleanup_errors=True) as pieces:
                _write_pieces(connection, query, columns, key, order, Path(pieces))
                files = ", ".join(quoted(file) for file in sorted(Path(pieces).iterdir()))
                connection.execute(f"COPY (SELECT * FROM read_parquet([{files}])) TO {quoted(half)} {FORMAT}")

        within_memory(path.parent, memory_mb, work)

    replace_file(path, write)


def _write_pieces(
    connection: duckdb.DuckDBPyConnection, query: str, columns: str, key: str, order: str, folder: Path
) -> None:
    connection.execute(f"CREATE TEMP TABLE piece AS SELECT {columns} FROM ({query}) LIMIT 0")
    ranges = _ranges(connection, query, key) or [(0, 0)]  # one without rows, so that there are columns
    for number, (low, high) in enumerate(ranges):
        within = f"SELECT * FROM ({query}) WHERE {key} >= {low} AND {key} < {high} ORDER BY {order}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE piece AS SELECT {columns} FROM ({within})")
        connection.execute(f"COPY piece TO {quoted(folder / f'{number:06d}.parquet')} {FORMAT}")
    connection.execute("DROP TABLE piece")


def _ranges(connection: duckdb.DuckDBPyConnection, query: str, key: str) -> list[tuple[int, int]]:
    """Ranges of the key with so many values each, about; `piece` has the columns."""
    n_columns = len(connection.execute("SELECT * FROM piece").description or ())
    found = connection.execute(f"SELECT count(*), min({key}), max({key}) + 1 FROM ({query})").fetchone()
    n_lines, low, high = found or (0, None, None)
    if not n_lines:
        return []
    pieces = min(-(-n_lines * n_columns // VALUES_SORTED), high - low)
    edges = [low + (high - low) * k // pieces for k in range(pieces + 1)]
    return list(pairwise(edges))


def read_frame(query: str, folder: Path | None = None) -> pd.DataFrame:
    """The result of a query as a table; null becomes nan."""
    with connect(folder) as connection:
        return connection.execute(query).df()
