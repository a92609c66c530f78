"""What an experiment found: every scenario against the base of its cell, outcome by outcome, as one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.parquet import replace_file
from experiments.comparison import Pairs, statistics_of
from experiments.prior_driven import Opinions, opinions
from experiments.study.cells import Cell
from experiments.study.read import read_runs
from experiments.study.record import study_in
from sim.errors import InputError
from sim.outcomes.catalogue import DIFFERENCE_KEYS, find_outcome

Row = dict[str, Any]

# outcomes that are differences: the outcome that they are a difference of, and its sign
DIFFERENCES = {"net_cost_dkk": ("total_cost_dkk", 1.0), "gross_saving_dkk": ("measure_cost_dkk", -1.0)}
# what people ask first: children, staff, money
USUAL = (
    "placed_per_1000_0_17", "placed_per_1000_0_22", "placement_starts", "family_type_share", "need_4",
    "days_onset_to_help", "first_followups_within_3_months", "assessments_within_4_months", "leftover_hours_per_case",
    "worker_turnover", "measure_cost_dkk", "staff_cost_dkk", "net_cost_dkk",
)  # fmt: skip
INTERVALS = ("ci95", "pi90", "variance_share_parameters_ci95")


@dataclass(frozen=True)
class CellRuns:
    """The runs of a cell that are there, by scenario and replication, and what its replications believe."""

    cell: Cell
    base: str
    runs: pd.DataFrame
    replications: NDArray[np.int64]
    groups: NDArray[np.int64]
    held: Opinions

    def pairs(self, scenario: str, key: str) -> Pairs:
        """Base and scenario in the replications that know both."""
        column, sign = DIFFERENCES.get(key, (key, 1.0))
        before, after = (
            sign * self.runs.loc[name, column].reindex(self.replications).to_numpy(float)
            for name in (self.base, scenario)
        )
        known = ~(np.isnan(before) | np.isnan(after))
        if key in DIFFERENCES:
            before, after = np.zeros_like(before), after - before
        held = {name: rows[known] for name, rows in self.held.items()}
        return Pairs(before[known], after[known], self.groups[known], held)


def _runs_of(folder: Path, cell: Cell, base: str, columns: Sequence[str]) -> CellRuns:
    runs = read_runs(folder, columns, f"cell = {cell.number}").set_index(["scenario", "replication"]).sort_index()
    replications = np.unique(runs.index.get_level_values("replication").to_numpy(np.int64))
    experiment = cell.experiment
    groups = np.array([experiment.group_of(int(k)) for k in replications], np.int64)
    held = opinions(experiment, [int(k) for k in replications])
    return CellRuns(cell, base, runs, replications, groups, held)


def records(table: pd.DataFrame) -> list[Row]:
    """The rows as plain data; unknown is None."""
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()} for row in table.to_dict("records")
    ]


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """The table as a file, atomically."""

    def write(half: Path) -> None:
        table.to_csv(half, index=False, float_format="%.6g")

    replace_file(path, write)


def summary(folder: Path, keys: Sequence[str] = USUAL) -> pd.DataFrame:
    """One row per cell, scenario and outcome: what designs set in it, and what its runs say of the difference."""
    study, _ = study_in(folder)
    for key in keys:
        check_outcome(key)
    columns = list(dict.fromkeys(DIFFERENCES.get(key, (key, 1.0))[0] for key in keys))
    rows: list[Row] = []
    for cell in study.cells:
        found = _runs_of(folder, cell, study.base, columns)
        if study.base in found.runs.index:
            rows += _rows(found, keys)
    if not rows:
        raise InputError("holds no pairs of finished runs", field="DIR", value=str(folder))
    return pd.DataFrame(rows)


def check_outcome(key: str) -> None:
    """An outcome that single runs know, or a difference of one."""
    outcome = find_outcome(key)
    if key not in DIFFERENCES and outcome.key in DIFFERENCE_KEYS:
        raise InputError("is told by `compare` only", field="--outcome", value=key)


def _rows(found: CellRuns, keys: Sequence[str]) -> Iterator[Row]:
    cell = found.cell
    for place, scenario in enumerate(cell.scenarios):
        if scenario == found.base or scenario not in found.runs.index:
            continue
        head = {"cell": cell.number, "municipality": cell.municipality, "variant": cell.variant, "point": cell.point}
        for key in keys:
            yield {**head, "scenario": scenario, **cell.scenario_axes(place), **_row(found, scenario, key)}


def _row(found: CellRuns, scenario: str, key: str) -> Row:
    outcome = find_outcome(key)
    row = statistics_of(found.pairs(scenario, key), outcome)
    for name in INTERVALS:
        low, high = row.pop(name) or (None, None)
        row |= {f"{name}_low": low, f"{name}_high": high}
    row["turned_by"] = "; ".join(row["turned_by"])
    return {"outcome": key, "unit": outcome.unit, "better": outcome.better, **row}
