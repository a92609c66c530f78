"""Where an experiment stands: what is finished, missing and failed, by cell, and how long the rest will take."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from calibration.parquet import quoted, read_frame
from experiments.manifest import NAME, Manifest
from experiments.store import FAILURES, files_of, listed
from experiments.study.cost import Cost, joined
from experiments.study.record import is_study, manifest_in
from experiments.study.shards import shard_folders
from experiments.study.sources import Source, sources_of
from experiments.study.store import read_failures, stored_runs
from experiments.study.study import Study

LOOKS, LOOK_SECONDS = 4, 0.5


@dataclass(frozen=True)
class Counts:
    """Runs."""

    rows: int
    finished: int
    failed: int

    @property
    def missing(self) -> int:
        """Neither finished nor failed."""
        return self.rows - self.finished - self.failed

    def record(self) -> dict[str, int]:
        """As plain data."""
        return {"rows": self.rows, "finished": self.finished, "missing": self.missing, "failed": self.failed}


def status_of(folder: Path) -> dict[str, Any]:
    """The state of an experiment's directory, with its shares, or of one of `run` or `compare`, as plain data.

    A run that ends just now moves its parts into one file: whoever looks meanwhile looks again.
    """
    for _ in range(LOOKS - 1):
        try:
            return _state(folder)
        except (duckdb.Error, OSError):
            time.sleep(LOOK_SECONDS)
    return _state(folder)


def _state(folder: Path) -> dict[str, Any]:
    shares = shard_folders(folder)
    if shares and not (folder / NAME).exists():
        return _of_study(shares)
    manifest = manifest_in(folder)
    return _of_study([folder, *shares]) if is_study(manifest) else _of_comparison(folder, manifest)


def _of_study(folders: Sequence[Path]) -> dict[str, Any]:
    sources = sources_of(folders)
    study, first = sources[0].study, sources[0].manifest
    stored = _stored(sources, study)
    cost = joined(first, sources[0].units, study.n_cells, sources[1:])
    units = sources[0].shard.units(study) if len(sources) == 1 and sources[0].shard else range(study.n_units)
    cells = _cells(study, units, stored, _failed_rows(sources, stored), cost)
    total = Counts(*(sum(cell[name] for cell in cells) for name in ("rows", "finished", "failed")))
    return {
        "kind": "experiment",
        "name": study.definition.name,
        **total.record(),
        "wall_seconds": round(cost.wall_seconds, 2),
        "unit_seconds": _seconds_per_unit(cost),
        "seconds_left": _seconds_left(len(units), len(stored), cost),
        "skipped": first["skipped"],
        "cells": cells,
    }


def _stored(sources: Sequence[Source], study: Study) -> dict[int, int]:
    """How many runs of each unit are there, in the directory that has most of it."""
    stored: dict[int, int] = {}
    for source in sources:
        for unit, n in stored_runs(source.folder, study).items():
            stored[unit] = max(n, stored.get(unit, 0))
    return stored


def _failed_rows(sources: Sequence[Source], stored: Mapping[int, int]) -> Counter[int]:
    """Failed runs by cell; those of a unit that is whole somewhere are no longer failed."""
    study = sources[0].study
    rows = {row for source in sources for row in read_failures(source.folder)}
    found = [row for row in rows if stored.get(study.unit_of_row(row), 0) < len(study.rows_of(study.unit_of_row(row)))]
    return Counter(study.row(row).cell.number for row in found)


def _cells(
    study: Study, units: Sequence[int], stored: Mapping[int, int], failed: Mapping[int, int], cost: Cost
) -> list[dict[str, Any]]:
    n_units, n_done = Counter(unit % study.n_cells for unit in units), [0] * study.n_cells
    for unit, n_runs in stored.items():
        n_done[unit % study.n_cells] += n_runs
    return [
        {
            "cell": cell.number,
            "municipality": cell.municipality,
            "variant": cell.variant,
            "point": cell.point,
            **Counts(n_units[cell.number] * len(cell.scenarios), n, failed.get(cell.number, 0)).record(),
            "seconds_per_unit": seconds / measured if measured else None,
        }
        for cell, n, (measured, seconds) in zip(study.cells, n_done, cost.cells, strict=True)
    ]


def _seconds_per_unit(cost: Cost) -> float | None:
    units, seconds = sum(n for n, _ in cost.cells), sum(s for _, s in cost.cells)
    return seconds / units if units else None


def _seconds_left(n_units: int, n_stored: int, cost: Cost) -> float | None:
    """Wall time of one process for the units that are missing, at the pace so far."""
    done = sum(n for n, _ in cost.cells)
    if n_stored >= n_units:
        return 0.0
    return cost.wall_seconds / done * (n_units - n_stored) if done else None


def _of_comparison(folder: Path, manifest: Manifest) -> dict[str, Any]:
    files = files_of(folder, "runs")
    n_done, failures = 0, folder / FAILURES
    if files:
        query = f"SELECT count(DISTINCT replication) AS n FROM read_parquet({listed(files)})"
        n_done = int(read_frame(query)["n"][0])
    n_failed = 0
    if failures.exists():
        n_failed = int(read_frame(f"SELECT count(*) AS n FROM read_parquet({quoted(failures)})")["n"][0])
    replications, n_scenarios = int(manifest["replications"]), len(manifest["scenarios"])
    total = Counts(replications * n_scenarios, n_done * n_scenarios, n_failed * n_scenarios)
    wall = float(manifest.get("wall_seconds", 0.0))
    left = replications - n_done
    return {
        "kind": "compare",
        "name": " ".join(manifest["scenarios"]),
        **total.record(),
        "wall_seconds": wall,
        "unit_seconds": None,
        "seconds_left": 0.0 if not left else wall / n_done * left if n_done else None,
        "skipped": [],
        "cells": [],
    }
