"""Which children a system reaches: each group's difference is that of its own pairs, and the grid is left out."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from experiments.headline.equity import DIMENSIONS, OUTCOMES, _told, equity_table
from experiments.headline.equity_figure import draw_equity
from experiments.study.execute import execute, local
from experiments.study.store import opened_study
from experiments.study.study import load_study
from sim.errors import InputError
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


def test_level_and_difference_are_of_the_replications_that_know_every_group() -> None:
    names = pd.Index(["none", "autism"], name="group")
    before = pd.DataFrame([[10.0, 10.0, 10.0, 90.0], [5.0, 5.0, 5.0, np.nan]], names)
    rows = _told(before, before.add([1.0, 2.0], axis=0), np.arange(4), "placed_per_1000")
    assert [(row["group"], row["base"], row["replications"]) for row in rows] == [("none", 10.0, 3), ("autism", 5.0, 3)]
    assert [row["difference"] for row in rows] == pytest.approx([1.0, 2.0])


@pytest.mark.parametrize(("tables", "replications"), [(GRID, "2"), (GRID.replace("true", "false"), "6")])
def test_a_study_that_says_nothing_of_groups_is_refused(tmp_path: Path, tables: str, replications: str) -> None:
    """One draw, or no groups kept."""
    path = definition(tmp_path, tables, municipalities='["ishoej"]', replications=replications)
    with opened_study(tmp_path / "out", load_study(str(path))) as store:
        execute(store, local(1), "en")
    with pytest.raises(InputError, match="nothing of groups"):
        equity_table(tmp_path / "out")


def test_the_figure_shows_every_system_and_group(folder: Path) -> None:
    table = equity_table(folder)
    for language in ("en", "da"):
        figure = draw_equity(table, "placed_per_1000", "ishoej", language)
        shown = [text.get_text() for axes in figure.axes for text in axes.texts]
        assert len(shown) == 2 * table[table["outcome"] == "placed_per_1000"]["group"].nunique(), (
            "levels, and one system"
        )
