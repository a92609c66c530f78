"""Shares joined into the files of the whole: the same bytes as if one process had run everything.

Whatever is there is joined, finished shares and killed ones; what is missing is told. A later merge adds what has
come since, and the directory can be continued like any other. Shares are read, never changed.
"""

import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.parquet import storage_errors, write_frame, write_query
from experiments.folder import held
from experiments.manifest import read
from experiments.replication import Failed
from experiments.study import record
from experiments.study.cost import joined
from experiments.study.frames import failures_frame
from experiments.study.shards import Shard, share_of
from experiments.study.sources import (
    Source,
    check_overlaps,
    folders_of,
    is_same_folder,
    reading,
    sources_of,
    target_of,
    without,
)
from experiments.study.store import COLUMNS, ORDER, check_folder, kinds_of, known_failures
from experiments.study.study import Study
from experiments.study.table import MEMORY, write_table


@dataclass(frozen=True)
class Merged:
    """What was joined, and what is not there."""

    study: Study
    out: Path
    n_sources: int
    added: int  # units that were not joined before
    missing: tuple[int, ...]  # units neither stored nor failed
    failed: dict[int, Failed]
    running: tuple[Path, ...]  # directories that a process was still writing to
    lacking: tuple[tuple[Shard, int, int], ...]  # shares that lack units: how many, of how many

    @property
    def is_whole(self) -> bool:
        """Whether every run is there."""
        return not self.missing and not self.failed

    def command(self, shard: Shard) -> str:
        """The command that runs what a share lacks."""
        return f"{whole_command(self.study, self.out)} --shard {shard}"


def whole_command(study: Study, out: Path) -> str:
    """The command that runs what is missing of a study in its directory."""
    return f"{study.document.command} --replications {study.replications} --out {shlex.quote(str(out))}"


def merge(given: Sequence[Path], out: Path | None = None) -> Merged:
    """Join directories; refused, with nothing written, unless they belong together."""
    target = target_of(given, out)
    others = [folder for folder in folders_of(given) if not is_same_folder(folder, target)]
    with reading():
        sources = sources_of([*others, *([target] if read(target) is not None else [])])
        study = sources[0].study
        running = tuple(source.folder for source in sources if source.is_running)
        check_overlaps(sources, kinds_of(study))
    with held(target):
        check_folder(target, study)
        with reading():
            return _Joining(target, study, sources, running).join()


class _Joining:
    """One merge; the target, if it holds anything, is the last of the sources."""

    def __init__(self, out: Path, study: Study, sources: Sequence[Source], running: tuple[Path, ...]) -> None:
        self.out, self.study, self.sources, self.running = out, study, sources, running
        self.own = sources[-1] if is_same_folder(sources[-1].folder, out) else None
        self.shares = sources[:-1] if self.own else sources
        self.before: set[int] = self.own.units if self.own else set()
        self.stored: set[int] = set().union(*(source.units for source in sources))

    def join(self) -> Merged:
        failed = self._failed()
        added = self.stored - self.before
        cost = joined(self.own.manifest if self.own else {}, self.before, self.study.n_cells, self.shares).record()
        self._write_manifest({**cost, "finished": False}, failed)
        write_table(self.study, self.out)
        if added or (self.own and self.own.has_parts):
            for kind in kinds_of(self.study):
                self._write(kind)
        write_frame(failures_frame(self.study, sorted(failed.items())), self.out / "failures.parquet")
        self._clear()
        missing = tuple(u for u in range(self.study.n_units) if u not in self.stored and u not in failed)
        self._write_manifest({**cost, "finished": not missing and not failed}, failed)
        lacking = tuple(self._lacking({*missing, *failed}))
        return Merged(
            self.study, self.out, len(self.shares), len(added), missing, failed, self.running, lacking
        )

    def _write(self, kind: str) -> None:
        """One file of all pieces, each row once."""
        chosen: list[str] = []
        for at, source in enumerate(self.sources):
            ahead = [piece for other in self._ahead(at) for piece in other.pieces(kind)]
            for piece in source.pieces(kind):
                chosen.append(f"SELECT * FROM ({piece}){without(ahead)}")
                ahead.append(piece)
        query = " UNION ALL BY NAME ".join(f"({piece})" for piece in chosen)
        path = self.out / f"{kind}.parquet"
        write_query(f"SELECT {COLUMNS[kind]} FROM ({query}) ORDER BY {ORDER[kind]}", path, MEMORY)

    def _ahead(self, at: int) -> Sequence[Source]:
        """Earlier sources that may hold the same rows. A merge killed half-way leaves rows in the target's files
        that its runs do not tell of: so the target gives way to all."""
        source = self.sources[at]
        if source is self.own:
            return self.shares
        return [other for other in self.sources[:at] if other.units & source.units]

    def _failed(self) -> dict[int, Failed]:
        """Failures of units that nobody has; the first noted counts."""
        failed: dict[int, Failed] = {}
        for source in self.sources:
            failed = {**known_failures(source.folder, self.study, self.stored), **failed}
        return failed

    def _lacking(self, absent: set[int]) -> list[tuple[Shard, int, int]]:
        """Shares with units that are absent, for the largest number of shares in use."""
        of = max((source.shard.of for source in self.sources if source.shard), default=0)
        sizes, lacks = [0] * of, [0] * of
        for unit in range(self.study.n_units) if of else ():
            share = share_of(unit, self.study.n_cells, of)
            sizes[share] += 1
            lacks[share] += unit in absent
        return [(Shard(of, k + 1), n, sizes[k]) for k, n in enumerate(lacks) if n]

    def _write_manifest(self, cost: dict[str, Any], failed: dict[int, Failed]) -> None:
        failures = sum(len(self.study.rows_of(unit)) for unit in failed)
        memory = max(float(source.manifest.get("peak_memory_mb", 0.0)) for source in self.sources)
        record.write(self.out, self.study, {"peak_memory_mb": memory, **cost, "failures": failures})

    def _clear(self) -> None:
        """What the target had in parts is joined now."""
        with storage_errors(self.out):
            shutil.rmtree(self.out / "parts", ignore_errors=True)
            shutil.rmtree(self.out / ".spill", ignore_errors=True)
