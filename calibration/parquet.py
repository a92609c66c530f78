"""Parquet by duckdb, and files that appear whole or not at all."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from sim.errors import RunError

# one thread and a fixed size of row groups: the same rows give the same bytes
FORMAT = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)"

VALUES_SORTED = 2_000_000  # at once: 16 MB of numbers, and several times that while they are sorted
STOPPED = "Query interrupted"  # what the database makes of Ctrl-C


@contextmanager
def connect(folder: Path | None = None, memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that spills into `folder` if it must, or beyond so much `memory`.

    Ctrl-C during a query is Ctrl-C, not an error of the database.
    """
    config: dict[str, Any] = {"threads": 1}
    if memory is not None:
        config["memory_limit"] = memory
    if folder is not None:
        config["temp_directory"] = str(folder / ".spill")
    try:
        with duckdb.connect(":memory:", config=config) as connection:
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


def write_ordered(query: str, columns: str, key: str, order: str, path: Path, memory: str) -> None:
    """Some columns of a query, in an order that begins with a whole number `key`, atomically and in bounded memory.

    Ranges of the key are sorted one by one: a sort of everything may need more than there is. They go through a table:
    pages would otherwise follow the pieces in which the rows arrive, and the same rows from other parts would give
    other bytes.
    """

    def write(half: Path) -> None:
        with connect(path.parent, memory) as connection:
            connection.execute(f"CREATE TABLE whole AS SELECT {columns} FROM ({query}) LIMIT 0")
            for low, high in _ranges(connection, query, key):
                within = f"SELECT * FROM ({query}) WHERE {key} >= {low} AND {key} < {high} ORDER BY {order}"
                connection.execute(f"INSERT INTO whole SELECT {columns} FROM ({within})")
            connection.execute(f"COPY whole TO {quoted(half)} {FORMAT}")

    replace_file(path, write)


def _ranges(connection: duckdb.DuckDBPyConnection, query: str, key: str) -> list[tuple[int, int]]:
    """Ranges of the key with so many values each, about."""
    n_columns = len(connection.execute("SELECT * FROM whole").description or ())
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
