"""What an experiment found, as a table: the same numbers as `compare` gives for the same runs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.headline.figures import draw_grid, draw_systems
from experiments.headline.tables import Dose, grid, systems
from experiments.study.study import load_study
from experiments.study.summary import summary
from tests.experiments.commands import sagstal
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]
KEYS = ("placed_per_1000_0_17", "leftover_hours_per_case", "net_cost_dkk")

pytestmark = pytest.mark.usefixtures("engine")

GRID = """
[[levers]]
design = "grid"
scenarios = ["status-quo", "outreach"]
values = { caseload = [20, 30], preference = ["usual", "network_first"] }

[[levers]]
design = "grid"
scenarios = ["outreach"]
values = { caseload = [20], school_days_per_week = [2], day_care_visits_per_year = [6] }
"""


@pytest.fixture
def folder(capsys: Capture, tmp_path: Path) -> Path:
    path = definition(
        tmp_path, GRID, municipalities='["ishoej"]', scenarios='["status-quo", "caseload-20", "outreach"]'
    )
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "runs").code == 0
    return tmp_path / "runs"


def test_a_difference_is_the_one_that_compare_gives(capsys: Capture, folder: Path) -> None:
    words = ("compare", "status-quo", "caseload-20", "-m", "ishoej", "--years", 0.5, "--replications", 6, "--json")
    compared = json.loads(sagstal(capsys, *words, "--draws", "prior").out)["outcomes"]
    table = summary(folder, KEYS)
    for key in KEYS:
        row = table[(table["scenario"] == "caseload-20") & (table["outcome"] == key)].iloc[0]
        other = next(r for r in compared if r["outcome"] == key)
        assert row["difference"] == other["difference"] and row["pairs"] == other["pairs"] == 6
        assert [row["ci95_low"], row["ci95_high"]] == other["ci95"]
        assert [row["pi90_low"], row["pi90_high"]] == other["pi90"]


def test_the_command_prints_writes_and_gives_json(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    shown = sagstal(capsys, "summary", folder, "--outcome", KEYS[1], "--csv", tmp_path / "all.csv", "--lang", "da")
    assert shown.code == 0 and "Ishøj" not in shown.err and "caseload-20" in shown.out and "Forskel" in shown.out
    rows = json.loads(sagstal(capsys, "summary", folder, "--outcome", KEYS[1], "--json").out)["rows"]
    written = pd.read_csv(tmp_path / "all.csv")
    assert len(rows) == len(written) == 11
    assert written["difference"].to_numpy() == pytest.approx([row["difference"] for row in rows], rel=1e-4)
    assert rows[0]["prior_driven"] in (True, False, None)


def test_a_mistake_is_one_message(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    for words, said in (
        (("summary", folder, "--outcome", "placed_per_100_0_17"), "placed_per_1000_0_17"),
        (("summary", folder, "--outcome", "payback"), "compare"),
        (("summary", tmp_path / "nowhere"), "nowhere"),
        (("summary", folder, "--csv", tmp_path / "no" / "all.csv"), "does not exist"),
    ):
        shown = sagstal(capsys, *words)
        assert shown.code == 2 and said in shown.err and "Traceback" not in shown.err


def test_the_headline_study_is_large_enough_and_tells_its_systems_from_its_grid(folder: Path) -> None:
    study = load_study("headline")
    assert study.n_rows >= 20_000 and study.n_cells == 5 and study.replications == 100
    table = summary(folder, KEYS)
    assert set(systems(table)["scenario"]) == {"caseload-20", "outreach"}
    rows = grid(table)
    assert len(rows) == 9 * len(KEYS) and set(rows["outreach"]) == set(Dose)
    assert set(rows.loc[rows["outreach"] == Dose.DOUBLE, "caseload"]) == {20.0}
    assert set(rows["preference"]) == {0, 2}


def test_its_figures_show_every_system_and_every_caseload(folder: Path) -> None:
    table = summary(folder, KEYS)
    figure = draw_systems(systems(table), "net_cost_dkk", "da")
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["Sagstal på 20", "Opsøgende pakke"]
    points = [line.get_xdata() for line in draw_grid(grid(table), "net_cost_dkk", "en").axes[0].lines]
    assert any(np.array_equal(x, [20.0, 30.0]) for x in points)
