"""Which children a system reaches: each group's difference is that of its own pairs, and the grid is left out."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from experiments.headline.equity import DIMENSIONS, OUTCOMES, equity_table
from experiments.headline.equity_figure import draw_equity
from experiments.study.execute import execute, local
from experiments.study.store import opened_study
from experiments.study.study import load_study
from tests.study.writing import TABLES, definition

GRID = "[keep]\ngroups = true\n" + TABLES[TABLES.index("[[levers]]") :]

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = definition(tmp_path, GRID, municipalities='["ishoej"]')
    with opened_study(tmp_path / "out", load_study(str(path))) as store:
        execute(store, local(2), "en")
    return tmp_path / "out"


def test_a_groups_difference_is_the_mean_of_its_pairs(folder: Path) -> None:
    table = equity_table(folder)
    assert set(table["scenario"]) == {"caseload-20"}, "not the grid, and not the base"
    assert set(table["dimension"]) <= set(DIMENSIONS) and set(table["outcome"]) <= set(OUTCOMES)
    row = table[(table["outcome"] == "placed_per_1000") & (table["group"] == "none")].iloc[0]
    values = duckdb.sql(
        f"SELECT r.cell, r.scenario, r.replication, g.value FROM '{folder / 'groups.parquet'}' g "
        f"JOIN '{folder / 'runs.parquet'}' r USING (row) WHERE g.outcome = 'placed_per_1000' AND g.\"group\" = 'none'"
    ).df()
    values = values[values["cell"] == 0].pivot(index="replication", columns="scenario", values="value")
    pairs = values["caseload-20"] - values["status-quo"]
    assert row["difference"] == pytest.approx(pairs.mean()) and row["base"] == pytest.approx(
        values["status-quo"].mean()
    )
    assert row["ci95_low"] < row["difference"] < row["ci95_high"] and not np.isclose(pairs.mean(), 0.0)


def test_the_figure_shows_every_system_and_group(folder: Path) -> None:
    table = equity_table(folder)
    for language in ("en", "da"):
        figure = draw_equity(table, "placed_per_1000", "ishoej", language)
        shown = [text.get_text() for axes in figure.axes for text in axes.texts]
        assert len(shown) == 2 * table[table["outcome"] == "placed_per_1000"]["group"].nunique(), (
            "levels, and one system"
        )
