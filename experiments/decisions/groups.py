"""Equity of a directory of `compare`, or of an experiment in one world: outcomes by group of children, as rows."""

from typing import Any

import numpy as np
import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments.decisions.equity import Equity, equity
from experiments.decisions.reading import Field, Source
from sim.outcomes.by_group import WHOLE
from sim.outcomes.groups import ARM, DIMENSIONS, GROUP_OUTCOMES

Row = dict[str, Any]

OUTCOMES = ("placed_per_1000", "measure_cost_dkk_per_child", "open_cases_per_1000")


def equity_rows(source: Source) -> list[Row]:
    """Scenario by scenario against the base, by dimension; nothing where outcomes by group were not kept."""
    path = source.folder / "groups.parquet"
    if not path.exists() or len(source.fields) != 1:
        return []
    field, rows = source.fields[0], []
    if len(np.unique(field.replications)) < len(field.replications):
        return []  # several points of a design over parameters
    frame = _read(source)
    for scenario in field.scenarios[1:]:
        for dimension in (key for key in DIMENSIONS if key != ARM):
            for outcome in OUTCOMES:
                found = _equity(frame, field, scenario, dimension, outcome)
                rows += [] if found is None else [_row(found, scenario, dimension, outcome)]
    return rows


def _read(source: Source) -> pd.DataFrame:
    """Values over the whole period [replication, (scenario, dimension, outcome, group)]."""
    groups, runs = (quoted(source.folder / f"{name}.parquet") for name in ("groups", "runs"))
    names = ", ".join(f"'{key}'" for key in OUTCOMES)
    of_study = (source.folder / "table.parquet").exists()  # whose groups say the row, and the whole period only
    table = f"read_parquet({groups})" + (f" JOIN read_parquet({runs}) USING (row)" if of_study else "")
    where = f"WHERE outcome IN ({names})" + ("" if of_study else f" AND month = {WHOLE}")
    columns = "CAST(scenario AS VARCHAR) AS scenario, CAST(dimension AS VARCHAR) AS dimension, replication, value"
    columns += ', CAST("group" AS VARCHAR) AS "group", CAST(outcome AS VARCHAR) AS outcome'
    frame = read_frame(f"SELECT {columns} FROM {table} {where}", source.folder)
    index = ["scenario", "dimension", "outcome", "group"]
    return frame.pivot(index="replication", columns=index, values="value").sort_index().sort_index(axis=1)


def _equity(frame: pd.DataFrame, field: Field, scenario: str, dimension: str, outcome: str) -> Equity | None:
    base = field.scenarios[0]
    place = frame.index.isin(field.replications)
    if (scenario, dimension, outcome) not in {c[:3] for c in frame.columns}:
        return None
    value, before = frame.loc[place, (scenario, dimension, outcome)], frame.loc[place, (base, dimension, outcome)]
    order = np.searchsorted(np.sort(field.replications), value.index.to_numpy())
    groups = field.groups[np.argsort(field.replications)][order]
    names = tuple(str(name) for name in value.columns)
    differences = (value - before).to_numpy(float).T
    return equity(names, differences, groups, GROUP_OUTCOMES[outcome].better)


def _row(found: Equity, scenario: str, dimension: str, outcome: str) -> Row:
    groups = [
        {
            "group": g.group,
            "difference": g.difference,
            "ci95": None if g.ci95 is None else list(g.ci95),
            "p_gains": g.p_gains,
            "verdict": g.verdict,
        }
        for g in found.groups
    ]
    return {
        "scenario": scenario,
        "dimension": dimension,
        "outcome": outcome,
        "p_someone_loses": found.p_someone_loses,
        "spread": found.spread,
        "spread90": list(found.spread90),
        "lowest": found.lowest,
        "highest": found.highest,
        "groups": groups,
    }
