"""Where an experiment stands: what is finished, missing and failed, by cell, and how long the rest will take."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.parquet import quoted, read_frame
from experiments.manifest import Manifest
from experiments.study.record import is_study, manifest_in, study_in
from experiments.study.store import files_of, listed, stored_runs
from experiments.study.study import Study


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
    """The state of an experiment's directory, or of one of `run` or `compare`, as plain data."""
    manifest = manifest_in(folder)
    return _of_study(folder) if is_study(manifest) else _of_comparison(folder, manifest)


def _of_study(folder: Path) -> dict[str, Any]:
    study, manifest = study_in(folder)
    stored = stored_runs(folder, study)
    failed = _failed_rows(folder)
    cells = _cells(study, stored, failed, manifest)
    total = Counts(study.n_rows, sum(c["finished"] for c in cells), sum(c["failed"] for c in cells))
    return {
        "kind": "experiment",
        "name": study.definition.name,
        **total.record(),
        "wall_seconds": manifest.get("wall_seconds", 0.0),
        "unit_seconds": _seconds_per_unit(manifest),
        "seconds_left": _seconds_left(study, len(stored), manifest),
        "skipped": manifest["skipped"],
        "cells": cells,
    }


def _failed_rows(folder: Path) -> dict[int, int]:
    """Failed runs by cell."""
    path = folder / "failures.parquet"
    if not path.exists():
        return {}
    frame = read_frame(f"SELECT cell, count(*) AS n FROM read_parquet({quoted(path)}) GROUP BY cell")
    return {int(cell): int(n) for cell, n in zip(frame["cell"], frame["n"], strict=True)}


def _cells(study: Study, stored: dict[int, int], failed: dict[int, int], manifest: Manifest) -> list[dict[str, Any]]:
    n_done = [0] * study.n_cells
    for unit, n_runs in stored.items():
        n_done[unit % study.n_cells] += n_runs
    costs = manifest.get("cell_seconds") or [[0, 0.0]] * study.n_cells
    return [
        {
            "cell": cell.number,
            "municipality": cell.municipality,
            "variant": cell.variant,
            "point": cell.point,
            **Counts(study.replications * len(cell.scenarios), n, failed.get(cell.number, 0)).record(),
            "seconds_per_unit": seconds / units if units else None,
        }
        for cell, n, (units, seconds) in zip(study.cells, n_done, costs, strict=True)
    ]


def _seconds_per_unit(manifest: Manifest) -> float | None:
    costs = manifest.get("cell_seconds") or []
    units, seconds = sum(int(n) for n, _ in costs), sum(float(s) for _, s in costs)
    return seconds / units if units else None


def _seconds_left(study: Study, n_stored: int, manifest: Manifest) -> float | None:
    """Wall time for the units that are missing, at the pace so far."""
    done = sum(int(n) for n, _ in manifest.get("cell_seconds") or [])
    if n_stored >= study.n_units:
        return 0.0
    if not done:
        return None
    return float(manifest.get("wall_seconds", 0.0)) / done * (study.n_units - n_stored)


def _of_comparison(folder: Path, manifest: Manifest) -> dict[str, Any]:
    files = files_of(folder, "runs")
    n_done, failures = 0, folder / "failures.parquet"
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
