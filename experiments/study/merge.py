"""Shares joined into the files of the whole: the same bytes as if one process had run everything.

Whatever is there is joined, finished shares and killed ones; what is missing is told. A later merge adds what has
come since, and the directory can be continued like any other. Shares are read, never changed.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calibration.parquet import quoted, read_frame, write_frame
from experiments.folder import held
from experiments.manifest import read
from experiments.replication import Done
from experiments.store import FAILURES, Table, clear_parts
from experiments.study import record
from experiments.study.cost import Cost, joined
from experiments.study.frames import FailedRun, failures_frame
from experiments.study.shards import Lacking, Shard, lacking_shares
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
from experiments.study.store import check_folder, read_failures, stored_runs, tables_of
from experiments.study.study import Study
from experiments.study.table import write_table


@dataclass(frozen=True)
class Merged:
    """What was joined, and what is not there."""

    study: Study
    out: Path
    shares: int
    added: int  # runs that were not joined before
    missing: int  # runs neither stored nor failed
    failed: list[FailedRun]
    running: tuple[Path, ...]  # directories that a process was still writing to
    lacking: list[Lacking]

    @property
    def is_whole(self) -> bool:
        """Whether every run is there."""
        return not self.missing and not self.failed

    def command(self, shard: Shard | None = None) -> str:
        """The command that runs what a share lacks, or the whole."""
        command = f"{self.study.document.command} --replications {self.study.replications}"
        return f"{command} --out {shlex.quote(str(self.out))}" + (f" --shard {shard}" if shard else "")


def merge(given: Sequence[Path], out: Path | None = None) -> Merged:
    """Join directories; refused, with nothing written, unless they belong together."""
    target = target_of(given, out)
    others = [folder for folder in folders_of(given) if not is_same_folder(folder, target)]
    with reading():
        sources = sources_of([*others, *([target] if read(target) is not None else [])])
        study = sources[0].study
        running = tuple(source.folder for source in sources if source.is_running)
        check_overlaps(sources, tables_of(study))
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
        self.before = stored_runs(out, study) if self.own else {}

    def join(self) -> Merged:
        cost = joined(self.own.manifest if self.own else {}, set(self.before), self.study.n_cells, self.shares)
        self._write_manifest(cost, False, len(self._noted()))
        write_table(self.study, self.out)
        if self._has_more():
            for table in tables_of(self.study):
                self._write(table)
        stored, failed = stored_runs(self.out, self.study), self._failed()
        write_frame(failures_frame(self.study, failed), self.out / FAILURES)
        clear_parts(self.out)  # what the target had in parts is joined now
        n_stored = sum(stored.values())
        missing = self.study.n_rows - n_stored - len(failed)
        self._write_manifest(cost, n_stored == self.study.n_rows, len(failed))
        added = n_stored - sum(self.before.values())
        lacking = lacking_shares(self.study, stored, self._of())
        return Merged(self.study, self.out, len(self.shares), added, missing, failed, self.running, lacking)

    def _has_more(self) -> bool:
        """Whether there is anything that the target's files lack; nothing is written again otherwise."""
        whole = {unit for unit, n in self.before.items() if n == len(self.study.rows_of(unit))}
        return bool(self.own and self.own.has_parts) or any(source.units - whole for source in self.shares)

    def _of(self) -> int:
        """The largest number of shares in use."""
        return max((source.shard.of for source in self.sources if source.shard), default=0)

    def _noted(self) -> dict[int, FailedRun]:
        """Runs that a directory notes as failed, by row; the first that does so counts."""
        noted: dict[int, FailedRun] = {}
        for source in self.sources:
            noted = {**read_failures(source.folder), **noted}
        return noted

    def _failed(self) -> list[FailedRun]:
        """Failures of runs that nobody has."""
        noted, runs = self._noted(), self.out / "runs.parquet"
        if noted and runs.exists():
            rows = ", ".join(str(row) for row in noted)
            found = read_frame(f"SELECT row FROM read_parquet({quoted(runs)}) WHERE row IN ({rows})")["row"]
            noted = {row: run for row, run in noted.items() if row not in set(found.tolist())}
        return [noted[row] for row in sorted(noted)]

    def _write(self, table: Table[Done]) -> None:
        """One file of all pieces, each row once."""
        chosen: list[str] = []
        for at, source in enumerate(self.sources):
            ahead = [piece for other in self._ahead(at) for piece in other.pieces(table)]
            for piece in source.pieces(table):
                chosen.append(f"SELECT * FROM ({piece}){without(ahead)}")
                ahead.append(piece)
        table.write(" UNION ALL BY NAME ".join(f"({piece})" for piece in chosen), self.out)

    def _ahead(self, at: int) -> Sequence[Source]:
        """Earlier sources that may hold the same rows. A merge killed half-way leaves rows in the target's files
        that its runs do not tell of: so the target gives way to all."""
        source = self.sources[at]
        if source is self.own:
            return self.shares
        return [other for other in self.sources[:at] if other.units & source.units]

    def _write_manifest(self, cost: Cost, finished: bool, failures: int) -> None:
        memory = max(float(source.manifest.get("peak_memory_mb", 0.0)) for source in self.sources)
        more = {"peak_memory_mb": memory, "finished": finished, "failures": failures}
        record.write(self.out, self.study, {**cost.record(), **more})
