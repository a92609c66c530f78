"""`rank` as a person uses it, on the stand-in engine: a known best, a directory, and bad input."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.decisions.contest import contest
from experiments.decisions.document import caseloads_of
from tests.experiments.commands import Shown, sagstal
from tests.experiments.fake_engine import FAILING, engine

Capture = pytest.CaptureFixture[str]
__all__ = ["engine"]
GRID = ("status-quo", "caseload-28", "caseload-20", "caseload-15")


def race(capsys: Capture, *more: object) -> Shown:
    words = ("rank", *GRID, "--outcome", "need_4", "--draws", "prior", "--jobs", 2, "--years", 1)
    return sagstal(capsys, *words, *more)


@pytest.mark.usefixtures("engine")
def test_the_known_best_is_selected_at_least_as_often_as_promised(capsys: Capture) -> None:
    """In the stand-in engine the lowest caseload has the least need, in every draw; each trial has seeds of its own."""
    chosen = [json.loads(race(capsys, "--seed", s, "--confidence", 0.9, "--json").out) for s in range(12)]
    assert np.mean([document["selected"] == "caseload-15" for document in chosen]) >= 0.9
    first = chosen[0]
    assert first["kind"] == "selection" and first["runs"] <= first["runs_side_by_side"]
    assert {row["scenario"] for row in first["scenarios"]} == set(GRID)


@pytest.mark.usefixtures("engine")
def test_a_race_that_is_given_up_says_who_is_left(capsys: Capture) -> None:
    shown = race(capsys, "--indifference", 1e-9, "--most", 20, "--outcome", "need_4")
    assert shown.code == 2 and "--outcome" in shown.err  # two outcomes while running
    words = ("rank", "caseload-20", "caseload-21", "--outcome", "total_cost_dkk", "--most", 20, "--indifference", 1)
    document = json.loads(sagstal(capsys, *words, "--years", 1, "--draws", "point", "--json").out)
    assert document["replications"] == 20 or document["selected"]


@pytest.mark.usefixtures("engine")
def test_a_race_keeps_what_it_saw_and_draws_it(capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "race"
    assert race(capsys, "--out", out, "--lang", "da").code == 0
    assert {p.name for p in out.iterdir()} == {"rank.json", "observations.parquet", "figures"}
    assert (out / "figures" / "race.png").stat().st_size > 5000


@pytest.mark.usefixtures("engine")
def test_a_failing_replication_ends_the_race_with_the_command_that_repeats_it(capsys: Capture) -> None:
    FAILING.add(3)
    shown = race(capsys)
    assert shown.code == 1 and "--replication 3" in shown.err


@pytest.fixture
def compared(engine: Any, capsys: Capture, tmp_path: Path) -> Path:
    out = tmp_path / "compared"
    words = ("compare", *GRID, "--replications", 60, "--years", 1, "--draws", "prior", "--jobs", 2, "--out", out)
    assert sagstal(capsys, *words).code == 0
    return out


def test_a_directory_is_ranked_with_everything_that_it_can_say(compared: Path, capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "ranked"
    shown = sagstal(
        capsys, "rank", compared, "--outcome", "need_4", "--outcome", "net_cost_dkk", "--json", "--out", out
    )
    document = json.loads(shown.out)
    need, money = document["rankings"]
    assert need["best"] == "caseload-15" and need["scenarios"][0]["p_best"] > 0.99
    assert [s["scenario"] for s in need["scenarios"]] == ["caseload-15", "caseload-20", "caseload-28", "status-quo"]
    assert need["p_correct"] > 0.99 and need["scenarios"][0]["not_told_from_best"]
    assert need["evpi"] is not None and 0 < len(need["studies"]) <= 10
    assert money["scenarios"][-1]["regret"] >= money["scenarios"][0]["regret"]
    assert document["break_even"][0]["caseloads"] == [15.0, 20.0, 28.0]
    assert {s["scenario"] for s in document["pareto"][0]["scenarios"]} == set(GRID)
    assert document["robustness"] == [] and document["equity"]
    assert (out / "figures" / "rank-ishoej-need_4.svg").exists() and json.loads((out / "rank.json").read_text())


def test_the_terminal_says_it_in_danish_too(compared: Path, capsys: Capture) -> None:
    assert "Bedst i" in sagstal(capsys, "rank", compared, "--outcome", "need_4", "--lang", "da").out
    assert "Break-even caseload" in sagstal(capsys, "rank", compared, "--outcome", "need_4").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rank", "status-quo", "boraas", "--outcome", "placement_starts"), "neither more nor less"),
        (("rank", "status-quo", "boraas", "--outcome", "net_present_cost_dkk"), "net_cost_dkk"),
        (("rank", "status-quo", "--outcome", "need_4"), "nothing to rank"),
        (("rank", "status-quo", "boraas", "--outcome", "need_5"), "unknown outcome"),
        (("rank", "status-quo", "boraas", "--confidence", 1.5), "--confidence"),
        (("rank", "status-quo", "boraas", "--indifference", -1), "--indifference"),
        (("rank", "/tmp"), "holds no finished runs"),
    ],
)
def test_bad_input_is_one_message(words: tuple[object, ...], told: str, capsys: Capture) -> None:
    shown = sagstal(capsys, *words)
    assert shown.code == 2 and told in shown.err and shown.err.count("\n") == 1 and shown.out == ""


def test_replications_in_which_a_scenario_is_unknown_are_left_out_for_all() -> None:
    values = np.array([[1.0, np.nan, 3.0], [1.0, 2.0, 3.0]])
    assert contest(("a", "b"), values, np.arange(3), "lower").values.shape == (2, 2)


def test_caseloads_come_from_keys_and_from_designs() -> None:
    field: Any = SimpleNamespace(scenarios=("status-quo", "caseload-20", "x", "fewer-cases"), caseloads={"x": 17.5})
    assert caseloads_of(field) == {1: 20.0, 2: 17.5}
