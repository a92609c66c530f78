"""`summary --split`: chance, parameters and structure of an experiment's runs, by hand and through the command."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.sensitivity.split_figure import draw_splits
from experiments.study.read import read_runs
from tests.experiments.commands import sagstal
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]
KEYS = ("leftover_hours_per_case", "net_cost_dkk")

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def folder(capsys: Capture, tmp_path: Path) -> Path:
    path = definition(tmp_path, replications="10")
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "runs").code == 0
    return tmp_path / "runs"


def words(folder: Path, *more: object) -> tuple[object, ...]:
    return ("summary", folder, "--split", *(w for key in KEYS for w in ("--outcome", key)), *more)


def by_hand(cube: np.ndarray) -> dict[str, float]:
    """Mean squares of [variant, draw, replication], draws shared by the variants, less the noise below each."""
    _, draws, replications = cube.shape
    cells = cube.mean(axis=2)
    chance = ((cube - cells[:, :, None]) ** 2).sum(axis=2) / (replications - 1)
    between = np.array([((row - row.mean()) ** 2).sum() / (draws - 1) for row in cells])
    apart = cells - cells.mean(axis=0)
    noise = np.mean([((row - row.mean()) ** 2).sum() / (draws - 1) / draws for row in apart])
    structure = ((cells.mean(axis=1) - cells.mean()) ** 2).mean() - noise
    parts = {"structure": structure, "parameters": between.mean() - chance.mean() / replications}
    return {name: max(float(x), 0.0) for name, x in (parts | {"chance": chance.mean()}).items()}


def test_parts_are_those_that_the_runs_give_by_hand(capsys: Capture, folder: Path) -> None:
    document = json.loads(sagstal(capsys, *words(folder, "--json")).out)
    runs = read_runs(folder, ["total_cost_dkk"], "municipality = 'ishoej'")
    wide = runs.pivot(index=["variant", "draw", "replication"], columns="scenario", values="total_cost_dkk")
    difference = (wide["caseload-20"] - wide["status-quo"]).to_numpy().reshape(2, 5, 2)
    chosen = [
        s
        for s in document["splits"]
        if (s["municipality"], s["scenario"], s["outcome"]) == ("ishoej", "caseload-20", "net_cost_dkk")
    ]
    (split,) = chosen
    assert (split["kind"], split["variants"], split["draws"], split["replications"]) == ("difference", 2, 5, 2)
    assert split["crossed"] is True and split["dropped"] == 0
    found = {source["source"]: source["variance"] for source in split["sources"]}
    assert found == pytest.approx(by_hand(difference))
    assert split["variance"] == pytest.approx(sum(found.values()))


def test_levels_are_those_of_the_base_and_an_effect_has_none_there(capsys: Capture, folder: Path) -> None:
    splits = json.loads(sagstal(capsys, *words(folder, "--json")).out)["splits"]
    base = [(s["kind"], s["outcome"]) for s in splits if s["scenario"] == "status-quo"]
    assert base == [("level", KEYS[0])] * 2
    assert {s["kind"] for s in splits if s["scenario"] != "status-quo"} == {"difference"}


def test_it_is_printed_written_and_drawn(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    shown = sagstal(capsys, *words(folder, "--out", tmp_path / "kept", "--csv", tmp_path / "s.csv", "--lang", "da"))
    assert shown.code == 0 and "Struktur" in shown.out and "effekt af caseload-20" in shown.out
    document = json.loads((tmp_path / "kept" / "split.json").read_text(encoding="utf-8"))
    table = pd.read_csv(tmp_path / "s.csv")
    assert len(table) == 3 * len(document["splits"]) == len(pd.read_csv(tmp_path / "kept" / "split.csv"))
    assert {p.name for p in (tmp_path / "kept" / "figures").glob("*.png")} == {
        "split-ishoej.png",
        "split-vallensbaek.png",
    }
    figure = draw_splits([s for s in document["splits"] if s["municipality"] == "ishoej"], "en")
    told = [s for s in document["splits"] if s["municipality"] == "ishoej" and s["variance"] > 0.0]
    widths = [bar.get_width() for axes in figure.axes for bar in axes.patches]
    assert len(told) > 3 and sum(widths) == pytest.approx(100.0 * len(told))


def test_what_cannot_be_split_is_one_message(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    path = definition(alone, "", draws='"point"')
    assert sagstal(capsys, "experiment", path, "--out", alone / "runs").code == 0
    for asked, said in (
        (("summary", alone / "runs", "--split"), "no draws"),
        (("summary", folder, "--out", tmp_path / "kept"), "--split"),
        (("summary", folder, "--split", "--outcome", "payback"), "compare"),
        (("summary", folder, "--split", "--out", folder), "not empty"),
    ):
        shown = sagstal(capsys, *asked)
        assert shown.code == 2 and said in shown.err and "Traceback" not in shown.err


def test_one_variant_is_no_finding_about_structure(capsys: Capture, tmp_path: Path) -> None:
    path = definition(tmp_path, "")
    assert sagstal(capsys, "experiment", path, "--out", tmp_path / "runs").code == 0
    assert "not a finding" in sagstal(capsys, *words(tmp_path / "runs")).out
