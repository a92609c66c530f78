"""Which children a system reaches: differences by group, for every system and municipality of the headline study."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.parquet import read_frame
from experiments.decisions.equity import Equity, equity
from experiments.headline.tables import GRID
from experiments.study.cells import Cell
from experiments.study.read import runs, source
from experiments.study.record import study_in
from sim.errors import InputError
from sim.outcomes.groups import GROUP_OUTCOMES

DIMENSIONS = ("age", "need", "impairment")
OUTCOMES = ("open_cases_per_1000", "placed_per_1000", "measure_cost_dkk_per_child")
Draws = NDArray[np.int64]
LEVELS = ["scenario", "dimension", "outcome", "group"]


def equity_table(folder: Path) -> pd.DataFrame:
    """A row per municipality, system, outcome and group: the base's level, the difference, and what is sure of it."""
    study, _ = study_in(folder)
    rows = [row for cell in study.cells for row in _rows(folder, cell)] if study.keeps_groups else []
    if not rows:
        allowed = "a study with `groups = true`, and two draws or more"
        raise InputError("says nothing of groups of children", field="DIR", value=folder.name, allowed=allowed)
    return pd.DataFrame(rows)


def _rows(folder: Path, cell: Cell) -> list[dict[str, Any]]:
    table = read_cell(folder, cell.number)
    draws = np.array([cell.experiment.group_of(int(replication)) for replication in table.columns], np.int64)
    base, found = cell.scenarios[0], []
    there = set(table.index.get_level_values("scenario"))
    for scenario in [name for name in cell.scenarios[1:] if {base, name} <= there]:
        for dimension in DIMENSIONS:
            for outcome in OUTCOMES:
                before, after = (table.loc[(name, dimension, outcome)] for name in (base, scenario))
                told = _told(before, after.loc[before.index], draws, outcome)
                place = {"municipality": cell.municipality, "variant": cell.variant, "scenario": scenario}
                found += [{**place, "outcome": outcome, "dimension": dimension, **row} for row in told]
    return found


def read_cell(folder: Path, cell: int) -> pd.DataFrame:
    """Values of groups [(scenario, dimension, outcome, group), replication] over the whole period, systems only."""
    dimensions, outcomes = (", ".join(f"'{name}'" for name in names) for names in (DIMENSIONS, OUTCOMES))
    frame = read_frame(
        f'SELECT r.scenario, g.dimension, g.outcome, g."group", r.replication, g.value '
        f"FROM {source(folder, 'groups')} g JOIN {runs(folder)} r USING (row) "
        f'WHERE r.cell = {cell} AND r."{GRID}" IS NULL AND g.dimension IN ({dimensions}) AND g.outcome IN ({outcomes}) '
        f"ORDER BY row",
        folder,
    )
    return frame.pivot(index=LEVELS, columns="replication", values="value").sort_index()


def _told(before: pd.DataFrame, after: pd.DataFrame, draws: Draws, outcome: str) -> list[dict[str, Any]]:
    """Rows of the groups, from replications that know all of those that any replication knows."""
    differences = (after - before).dropna(how="all")
    differences = differences.dropna(axis=1)
    kept = np.isin(before.columns, differences.columns)
    names = tuple(str(name) for name in differences.index)
    found = equity(names, differences.to_numpy(float), draws[kept], GROUP_OUTCOMES[outcome].better)
    return [] if found is None else _group_rows(found, before.loc[:, kept])


def _group_rows(found: Equity, before: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for effect in found.groups:
        low, high = effect.ci95 or (np.nan, np.nan)
        numbers = {"base": float(before.loc[effect.group].mean()), "difference": effect.difference}
        sure = {"ci95_low": low, "ci95_high": high, "p_gains": effect.p_gains, "verdict": effect.verdict}
        rows.append({"group": effect.group, **numbers, **sure, "replications": before.shape[1]})
    return rows
