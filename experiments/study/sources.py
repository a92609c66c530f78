"""Directories to be joined: which they are, that they belong together, and what each holds."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from calibration.parquet import within_memory
from experiments.folder import is_held
from experiments.manifest import NAME, Manifest
from experiments.replication import Done
from experiments.store import MEMORY_MB, Table, beside, parts_of
from experiments.study import record
from experiments.study.shards import FOLDER, Shard, shard_folders, shard_of
from experiments.study.store import stored_runs
from experiments.study.study import Study
from sim.errors import InputError, RunError

ROWS_COMPARED = 20_000  # at once
ALLOWED = "directories of one experiment, with equal inputs"


@dataclass(frozen=True)
class Source:
    """A directory with runs of a study: a share of it, or what was joined before."""

    folder: Path
    manifest: Manifest
    study: Study

    @cached_property
    def units(self) -> set[int]:
        """Units of which runs are stored."""
        return set(stored_runs(self.folder, self.study))

    @property
    def shard(self) -> Shard | None:
        """Which share it is, if it is one."""
        label = self.manifest.get("shard")
        return shard_of(label) if label else None

    def pieces(self, table: Table[Done]) -> list[str]:
        """Queries of one table's rows: the parts, then what this directory joined itself. Rows may be in both."""
        parts, joined = self._parts(table), self.folder / f"{table.name}.parquet"
        found = [table.in_parts(parts)] if parts else []
        return [*found, table.in_file(joined)] if joined.exists() else found

    def _parts(self, table: Table[Done]) -> list[Path]:
        """Whole parts only: a part's runs come last."""
        others = [beside(path, "runs", table.name) for path in parts_of(self.folder, "runs")]
        return [other for other in others if other.exists()]

    @cached_property
    def is_running(self) -> bool:
        """Whether a process holds it."""
        return is_held(self.folder)

    @property
    def has_parts(self) -> bool:
        """Whether it has units outside its merged files."""
        return bool(parts_of(self.folder, "runs"))


@contextmanager
def reading() -> Iterator[None]:
    """A share that finishes moves its rows from parts to files: whoever reads it just then begins again."""
    try:
        yield
    except duckdb.OutOfMemoryException as failure:
        raise RunError(f"there is not enough memory to read it: {str(failure).splitlines()[0]}") from failure
    except (duckdb.Error, OSError) as failure:
        said = str(failure).splitlines()[0]
        raise RunError(f"a share changed, or is damaged, while it was read; merge again: {said}") from failure


def folders_of(given: Sequence[Path]) -> list[Path]:
    """The directories with runs that were meant: shares of an experiment's directory, or those listed."""
    found: dict[Path, None] = {}
    for folder in given:
        inside = shard_folders(folder)
        if not inside and not (folder / NAME).exists():
            allowed = f"an experiment's directory with {FOLDER}/, or directories of shares"
            raise InputError("holds no shares", field="DIR", value=str(folder), allowed=allowed)
        own = [folder] if (folder / NAME).exists() else []
        found.update(dict.fromkeys([*inside, *own]))
    return list(found)


def target_of(given: Sequence[Path], out: Path | None) -> Path:
    """Where the joined files go: `--out`, or the directory that the shares lie in."""
    if out is not None:
        return out
    parents = {path.absolute().parent.parent if path.absolute().parent.name == FOLDER else path for path in given}
    if len(parents) > 1:
        raise InputError("is missing", field="--out", allowed="a directory for what is joined")
    return given[0] if given[0] in parents else parents.pop()


def sources_of(folders: Sequence[Path]) -> list[Source]:
    """The directories as one study, the one with most replications; refused where inputs differ."""
    manifests = {folder: record.manifest_in(folder) for folder in folders}
    most = max(folders, key=lambda folder: int(manifests[folder].get("replications", 0)))
    study, _ = record.study_in(most)
    for folder, manifest in manifests.items():
        _check(folder, manifest, study)
    return [Source(folder, manifest, study) for folder, manifest in manifests.items()]


def _check(folder: Path, manifest: Manifest, study: Study) -> None:
    try:
        record.check_same(folder, manifest, study)
    except InputError as problem:
        problem.field, problem.allowed = "DIR", ALLOWED
        raise


def check_overlaps(sources: Sequence[Source], tables: Sequence[Table[Done]]) -> None:
    """The same row in two directories must be the same to the bit."""
    twice = [s for s in sources if any(s is not o and not s.units.isdisjoint(o.units) for o in sources)]
    for table in tables if len(twice) > 1 else ():
        pieces = [(source, piece) for source in twice for piece in source.pieces(table)]
        for low in range(0, sources[0].study.n_rows, ROWS_COMPARED):
            _check_pieces(table, pieces, low)


def _check_pieces(table: Table[Done], pieces: Sequence[tuple[Source, str]], low: int) -> None:
    """The same for some rows. Each piece is read by itself: together they may be more than memory holds."""
    frames = [_digests(table, piece, low).assign(piece=at) for at, (_, piece) in enumerate(pieces)]
    every = pd.concat(frames, ignore_index=True)
    unequal = every.groupby("row")["digest"].transform("nunique") > 1
    if unequal.any():
        row = every.loc[unequal, "row"].min()
        holders = [pieces[at][0].folder for at in every.loc[every["row"] == row, "piece"]]
        where = " and ".join(dict.fromkeys(str(folder) for folder in holders))
        message = f"row {row} of {table.name} is in them twice, with different contents"
        raise InputError(message, field="DIR", value=where, allowed=ALLOWED)


def _digests(table: Table[Done], piece: str, low: int) -> pd.DataFrame:
    """One number for each row's contents; a group's place is no content."""
    plain = f"SELECT {table.columns} FROM ({piece}) WHERE row >= {low} AND row < {low + ROWS_COMPARED}"
    query = f"SELECT row, bit_xor(hash(t)) AS digest FROM ({plain}) t GROUP BY row"
    with tempfile.TemporaryDirectory() as spill:
        return within_memory(Path(spill), MEMORY_MB, lambda connection: connection.execute(query).df())


def without(pieces: Sequence[str]) -> str:
    """The condition that leaves out rows of some pieces."""
    rows = " UNION ".join(f"SELECT row FROM ({piece})" for piece in pieces)
    return f" WHERE row NOT IN ({rows})" if rows else ""


def is_same_folder(one: Path, other: Path) -> bool:
    """Whether two paths are one directory."""
    return one.resolve() == other.resolve()
