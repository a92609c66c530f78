"""The directory of an analysis: `sensitivity-runs.parquet` has one row per unit (point, replication) and scenario."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments import manifest, provenance
from experiments.design import hash_of
from experiments.replication import Failed
from experiments.sensitivity.plan import REPLICATIONS_MOST, Sensitivity
from experiments.sensitivity.runs import Measured
from experiments.store import Table, UnitStore, in_order_of

KIND = "sensitivity"
NAME = "sensitivity-runs"
SCHEMA_VERSION = 1


class SensitivityStore(UnitStore[Measured]):
    """The directory of one analysis, which `opened` holds. More replications append units and change none."""

    failure_columns = ("unit", "point", "reason", "command")

    def __init__(self, folder: Path, sensitivity: Sensitivity) -> None:
        self.sensitivity = sensitivity
        self.order = ("unit", in_order_of(sensitivity.scenario_keys, "scenario"))
        before = manifest.before(folder, inputs_of(sensitivity), sensitivity.replications, KIND, "replications")
        super().__init__(folder, [Table(NAME, self.order, partial(_frame, sensitivity))], before)

    def units(self) -> Sequence[int]:
        """Every replication of every point."""
        return self.sensitivity.units()

    def failures_frame(self, lost: Sequence[Failed]) -> pd.DataFrame:
        """What failed: unit, point, replication, block, why, and the command that repeats it."""
        frame = super().failures_frame(lost)
        frame.insert(2, "replication", frame["unit"] % REPLICATIONS_MOST)
        frame.insert(3, "block", frame["point"] // self.sensitivity.per_block)
        return frame

    def content(self, cost: manifest.Manifest) -> manifest.Manifest:
        """The manifest of the analysis."""
        inputs = inputs_of(self.sensitivity)
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": KIND,
            **manifest.source(),
            "input_hash": hash_of(inputs),
            "inputs": inputs,
            "replications": self.sensitivity.replications,
            "seed": self.sensitivity.seed,
            "engine": self.sensitivity.engine,
            "definition": self.sensitivity.file,
            "machine": provenance.machine(),
            "peak_memory_mb": round(provenance.peak_memory_mb(), 1),
            **cost,
        }

    def read(self) -> list[Measured]:
        """Every unit stored that the analysis has."""
        path = self.folder / f"{NAME}.parquet"
        if not path.exists():
            return []
        frame = read_frame(f"SELECT * FROM read_parquet({quoted(path)}) ORDER BY {', '.join(self.order)}")
        values = frame[list(self.sensitivity.run_keys())].to_numpy(dtype=np.float64)
        units = frame["unit"].to_numpy()
        n = len(self.sensitivity.scenarios)
        asked = set(self.sensitivity.units())
        rows = values.reshape(-1, n, values.shape[1])
        return [Measured(int(unit), row) for unit, row in zip(units[::n], rows, strict=True) if int(unit) in asked]


def inputs_of(sensitivity: Sensitivity) -> dict[str, str]:
    """Everything that a unit's outcomes depend on; more replications only append units."""
    return {**sensitivity.inputs(), **sensitivity.design_inputs()}


def _frame(sensitivity: Sensitivity, done: Sequence[tuple[int, Measured]]) -> pd.DataFrame:
    units = np.repeat(np.array([unit for unit, _ in done], np.int64), len(sensitivity.scenarios))
    values = np.concatenate([measured.values for _, measured in done])
    keys = {
        "unit": units,
        "point": units // REPLICATIONS_MOST,
        "replication": units % REPLICATIONS_MOST,
        "scenario": np.tile(np.array(sensitivity.scenario_keys, dtype=object), len(done)),
    }
    return pd.DataFrame({**keys, **dict(zip(sensitivity.run_keys(), values.T, strict=True))})
