"""Where units are kept: parts that appear by atomic rename while it runs, one file when it is finished.

A thin layer on purpose: `units` of (point, replication), one row per scenario. Parts become `sensitivity-runs.parquet`,
sorted, so that its bytes do not depend on how often the run was interrupted; `failures.parquet` says what failed.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.parquet import quoted, read_frame, replace_file, storage_errors, write_frame
from experiments import provenance
from experiments.folder import ALLOWED, held
from experiments.replication import Failed
from experiments.sensitivity.plan import REPLICATIONS_MOST, Sensitivity
from experiments.sensitivity.runs import Measured
from sim.errors import InputError

PER_PART = 200
SECONDS_PER_PART = 30.0
MANIFEST, RUNS, FAILURES = "manifest.json", "sensitivity-runs.parquet", "failures.parquet"
SCHEMA_VERSION = 1


@contextmanager
def opened(folder: Path, sensitivity: Sensitivity) -> Iterator["Store"]:
    """The directory of an analysis, checked, and held by this process while the block runs."""
    with held(folder):
        yield Store(folder, sensitivity)


class Store:
    """The directory of one analysis; nothing is written before `begin`."""

    def __init__(self, folder: Path, sensitivity: Sensitivity) -> None:
        self.folder, self.sensitivity = folder, sensitivity
        self.parts = folder / "parts"
        self.pending: list[Measured] = []
        self.failures: list[Failed] = []
        self.flushed = time.monotonic()
        _check_folder(folder, sensitivity)

    def missing(self) -> list[int]:
        """Units that are not stored yet; failed ones are tried again."""
        files = self._files()
        if not files:
            return self.sensitivity.units()
        known = set(read_frame(f"SELECT DISTINCT unit FROM read_parquet({_listed(files)})")["unit"].tolist())
        return [unit for unit in self.sensitivity.units() if unit not in known]

    def begin(self) -> None:
        """Make the directory and say what it will hold."""
        with storage_errors(self.folder):
            self.parts.mkdir(parents=True, exist_ok=True)
        self._write_manifest(finished=False)

    def add(self, result: Measured | Failed) -> None:
        """Take a result; write a part when enough of them, or enough time, have gathered."""
        if isinstance(result, Failed):
            self.failures.append(result)
            return
        self.pending.append(result)
        if len(self.pending) >= PER_PART or time.monotonic() - self.flushed > SECONDS_PER_PART:
            self.flush()

    def flush(self) -> None:
        """Write what is pending as a part."""
        if self.pending:
            done = sorted(self.pending, key=lambda measured: measured.unit)
            name = f"part-{done[0].unit:08d}-{done[-1].unit:08d}-{len(done)}.parquet"
            write_frame(_frame(self.sensitivity, done), self.parts / name)
        self.pending, self.flushed = [], time.monotonic()

    def finish(self) -> None:
        """Join the parts into one file in the order of units."""
        self.flush()
        files = self._files()
        if files:
            keys = "unit, point, replication, scenario"
            names = ", ".join(f'"{key}"' for key in self.sensitivity.run_keys())
            rows = f"SELECT DISTINCT {keys}, {names} FROM read_parquet({_listed(files)})"
            frame = read_frame(f"SELECT * FROM ({rows}) ORDER BY unit, {self._order()}")
            write_frame(frame, self.folder / RUNS)
        write_frame(failures_frame(self.sensitivity, self.failures), self.folder / FAILURES)
        with storage_errors(self.folder):
            shutil.rmtree(self.parts, ignore_errors=True)
        self._write_manifest(finished=not self.failures)

    def read(self) -> list[Measured]:
        """Every unit stored that the analysis has."""
        path = self.folder / RUNS
        if not path.exists():
            return []
        frame = read_frame(f"SELECT * FROM read_parquet({quoted(path)}) ORDER BY unit, {self._order()}")
        values = frame[list(self.sensitivity.run_keys())].to_numpy(dtype=np.float64)
        units = frame["unit"].to_numpy()
        n = len(self.sensitivity.scenarios)
        asked = set(self.sensitivity.units())
        rows = values.reshape(-1, n, values.shape[1])
        return [Measured(int(unit), row) for unit, row in zip(units[::n], rows, strict=True) if int(unit) in asked]

    def _files(self) -> list[Path]:
        merged = self.folder / RUNS
        return [*([merged] if merged.exists() else []), *sorted(self.parts.glob("part-*.parquet"))]

    def _order(self) -> str:
        """Scenarios keep the order of the definition."""
        names = ", ".join("'" + key.replace("'", "''") + "'" for key in self.sensitivity.scenario_keys)
        return f"list_position([{names}], scenario)"

    def _write_manifest(self, finished: bool) -> None:
        content: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "kind": "sensitivity",
            "package_version": provenance.package_version(),
            **provenance.commit(),
            "inputs": inputs_of(self.sensitivity),
            "replications": self.sensitivity.replications,
            "definition": self.sensitivity.file,
            "machine": provenance.machine(),
            "finished": finished,
            "failures": len(self.failures),
        }
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        replace_file(self.folder / MANIFEST, lambda half: write_text(half, text))


def write_text(path: Path, text: str) -> None:
    """A text as UTF-8."""
    path.write_text(text, encoding="utf-8")


def inputs_of(sensitivity: Sensitivity) -> dict[str, str]:
    """Everything that a unit's outcomes depend on; more replications only append units."""
    return {**sensitivity.inputs(), **sensitivity.design_inputs()}


def _check_folder(folder: Path, sensitivity: Sensitivity) -> None:
    """An error unless the directory is empty or holds the same analysis."""
    path = folder / MANIFEST
    if not path.exists():
        if any(folder.iterdir()):
            raise InputError("not empty, and holds no analysis", field="--out", value=str(folder), allowed=ALLOWED)
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        there, replications = dict(found["inputs"]), int(found["replications"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("not a manifest of a sensitivity analysis", file=str(path)) from None
    for name, wanted in inputs_of(sensitivity).items():
        if there.get(name) != wanted:
            raise InputError(_difference(name), file=str(folder), field="--out", allowed=ALLOWED)
    if replications > sensitivity.replications:
        raise InputError(
            "the analysis there has more replications",
            file=str(folder),
            field="replications",
            value=sensitivity.replications,
            allowed=f"{replications} or more",
        )


def _difference(name: str) -> str:
    if name == "model":
        return "holds an analysis of another version of the model"
    return f"holds another analysis: its {name} differ"


def _frame(sensitivity: Sensitivity, done: list[Measured]) -> pd.DataFrame:
    units = np.repeat(np.array([measured.unit for measured in done], np.int64), len(sensitivity.scenarios))
    values = np.concatenate([measured.values for measured in done])
    keys = {
        "unit": units,
        "point": units // REPLICATIONS_MOST,
        "replication": units % REPLICATIONS_MOST,
        "scenario": np.tile(np.array(sensitivity.scenario_keys, dtype=object), len(done)),
    }
    return pd.DataFrame({**keys, **dict(zip(sensitivity.run_keys(), values.T, strict=True))})


def failures_frame(sensitivity: Sensitivity, failures: list[Failed]) -> pd.DataFrame:
    """What failed: unit, point, block, why, and the command that repeats it."""
    ordered = sorted(failures, key=lambda failed: failed.replication)
    points = np.array([failed.draw for failed in ordered], np.int64)
    return pd.DataFrame(
        {
            "unit": np.array([failed.replication for failed in ordered], np.int64),
            "point": points,
            "replication": np.array([failed.replication % REPLICATIONS_MOST for failed in ordered], np.int64),
            "block": points // sensitivity.per_block,
            "reason": pd.Series([failed.reason for failed in ordered], dtype=object).astype("string"),
            "command": pd.Series([failed.command for failed in ordered], dtype=object).astype("string"),
        }
    )


def _listed(paths: list[Path]) -> str:
    return "[" + ", ".join(quoted(path) for path in paths) + "]"
