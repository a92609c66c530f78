"""`groups.parquet` and `groups.csv`: one row per run, group, outcome and month, and paired differences of them."""

import csv
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

from experiments.design import design
from experiments.group_tables import group_differences, read_period
from experiments.options import RunOptions
from experiments.statistics import mean_ci95
from sim.outcomes.groups import GROUP_OUTCOMES
from tests.experiments.commands import sagstal

REPLICATIONS = 6
SCENARIOS = ("status-quo", "fewer-cases", "herning-2013")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("groups") / "x"


@pytest.fixture(autouse=True)
def compared(engine: object, capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.figures.draw.draw_all", lambda *_: None)
    if not folder.exists():
        words = ("compare", *SCENARIOS, "-m", "ishoej", "--years", 0.5, "--replications", REPLICATIONS)
        assert sagstal(capsys, *words, "--out", folder).code == 0


def test_every_run_has_every_group_outcome_and_month_once(folder: Path) -> None:
    rows = duckdb.sql(f"SELECT * FROM '{folder / 'groups.parquet'}'")
    assert rows.columns == ["scenario", "draw", "replication", "dimension", "group", "outcome", "month", "value"]
    by_all, arms = 5 + 4 + 3 + 5, 4
    per_group = REPLICATIONS * len(GROUP_OUTCOMES) * (1 + 6)
    assert len(rows) == per_group * (3 * by_all + arms)
    keys = 'scenario, replication, dimension, "group", outcome, month'
    assert len(duckdb.sql(f"SELECT DISTINCT {keys} FROM rows")) == len(rows)
    found = duckdb.sql("SELECT DISTINCT scenario FROM rows WHERE dimension = 'arm'").fetchall()
    assert found == [("herning-2013",)], "arms only where a scenario covers some"


def test_rows_stand_in_the_order_in_which_they_were_asked_for(folder: Path) -> None:
    rows = duckdb.sql(f"SELECT * FROM '{folder / 'groups.parquet'}' WHERE outcome = 'placed' AND month = -1").df()
    assert list(dict.fromkeys(rows["scenario"])) == list(SCENARIOS)
    assert rows["replication"].is_monotonic_increasing
    assert list(dict.fromkeys(rows["dimension"])) == ["need", "impairment", "age", "district", "arm"]


def test_groups_add_up_to_the_outcome_of_the_run(folder: Path) -> None:
    groups, runs = folder / "groups.parquet", folder / "runs.parquet"
    total = duckdb.sql(f"""
        SELECT g.replication, sum(g.value) AS total, any_value(r.residents_0_17) AS wanted
        FROM '{groups}' g JOIN '{runs}' r USING (scenario, replication)
        WHERE dimension = 'need' AND outcome = 'residents_0_17' AND month = -1 GROUP BY scenario, g.replication
    """).df()
    np.testing.assert_allclose(total["total"], total["wanted"], rtol=1e-12)


def test_differences_are_those_of_pairs(folder: Path) -> None:
    experiment = design(SCENARIOS, RunOptions("ishoej", 0.5, REPLICATIONS))
    rows = group_differences(experiment, read_period(folder))
    (row,) = (
        r
        for r in rows
        if (r.scenario, r.group.key, r.outcome) == ("fewer-cases", "2", "placed")
        if r.group.dimension == "district"
    )
    values = duckdb.sql(f"""
        SELECT scenario, value FROM '{folder / "groups.parquet"}'
        WHERE dimension = 'district' AND "group" = '2' AND outcome = 'placed' AND month = -1 ORDER BY replication
    """).df()
    base, value = (values["value"][values["scenario"] == key].to_numpy() for key in SCENARIOS[:2])
    mean, interval = mean_ci95(value - base, np.arange(REPLICATIONS) // 2)
    assert (row.difference, row.ci95, row.pairs) == (pytest.approx(mean), pytest.approx(interval), REPLICATIONS)
    assert row.difference < 0.0


def test_covered_children_are_compared_with_themselves_untreated(folder: Path) -> None:
    experiment = design(SCENARIOS, RunOptions("ishoej", 0.5, REPLICATIONS))
    period = read_period(folder)
    column = ("herning-2013", "arm", "covered", "placed")
    other = ("herning-2013", "arm", "covered@base", "placed")
    period[column], period[other] = 10.0, 14.0
    (row,) = (r for r in group_differences(experiment, period) if (r.group.key, r.outcome) == ("covered", "placed"))
    assert (row.base, row.value, row.difference) == (14.0, 10.0, -4.0)


def test_what_is_unknown_in_a_replication_leaves_its_pair_out(folder: Path) -> None:
    experiment = design(SCENARIOS, RunOptions("ishoej", 0.5, REPLICATIONS))
    period = read_period(folder)
    period.loc[0, ("status-quo", "need", "1", "placed_per_1000")] = np.nan
    rows = [r for r in group_differences(experiment, period) if r.group.key == "1" and r.outcome == "placed_per_1000"]
    assert {r.pairs for r in rows if r.group.dimension == "need"} == {REPLICATIONS - 1}


def test_the_table_names_groups_in_danish(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ("compare", *SCENARIOS[:2], "-m", "ishoej", "--years", 0.3, "--replications", 1, "--lang", "da")
    assert sagstal(capsys, *words, "--out", tmp_path / "one").code == 0
    with (tmp_path / "one" / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["group_name"] for row in rows if row["dimension"] == "district"} == {
        f"Distrikt {k}" for k in range(1, 6)
    }
    assert {row["ci95_low"] for row in rows} == {""}, "one pair has no interval"


def test_many_scenarios_get_several_figures(folder: Path, tmp_path: Path) -> None:
    from experiments.figures.groups import write_figures

    experiment = design(SCENARIOS, RunOptions("ishoej", 0.5, REPLICATIONS))
    rows = group_differences(experiment, read_period(folder))
    keys = [f"policy-{k}" for k in range(5)]
    more = [replace(row, scenario=key) for key in keys for row in rows if row.scenario == "fewer-cases"]
    copies = tuple(replace(experiment.scenarios[1], key=key) for key in keys)
    many = replace(experiment, scenarios=(experiment.scenarios[0], *copies))
    write_figures(more, many, tmp_path, "en")
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert names == {f"groups{k}.{kind}" for k in ("", "-2") for kind in ("png", "svg")}
    assert "School district" in (tmp_path / "figures" / "groups.svg").read_text(encoding="utf-8")
