"""`sagstal precision`: stops by its rule, alike in one go or continued, and says no before anything is run."""

import json
from pathlib import Path

import duckdb
import pytest

from experiments.precision import execute
from tests.experiments import fake_engine
from tests.experiments.commands import Shown, sagstal
from tests.experiments.fake_engine import engine

__all__ = ["engine"]
Capture = pytest.CaptureFixture[str]
PLACED = "placed_per_1000_0_17"

pytestmark = pytest.mark.usefixtures("engine")


def precision(capsys: Capture, *more: object, scenarios: tuple[str, ...] = ("status-quo", "caseload-20")) -> Shown:
    words = ("precision", *scenarios, "-m", "ishoej", "--years", 1, "--draws", "point", "--jobs", 2)
    return sagstal(capsys, *words, *more)


def found(shown: Shown) -> dict:
    assert shown.code == 0, shown.err
    return json.loads(shown.out)


WISH = ("--outcome", PLACED, "--half-width", 0.02, "--json")


def test_it_stops_when_the_difference_is_precise_enough(capsys: Capture) -> None:
    document = found(precision(capsys, *WISH))
    row = document["precision"][0]
    assert document["reached"] and row["replications_needed"] == document["replications"] >= 20
    assert row["half_width"] <= 0.02
    assert row["interval"] == pytest.approx([row["mean"] - 0.02, row["mean"] + 0.02])
    widths = [look["half_width"] for look in row["looks"]]
    assert widths[-1] == row["half_width"] and len(widths) > 1


def test_common_random_numbers_save_the_replications_that_it_says(capsys: Capture) -> None:
    row = found(precision(capsys, *WISH))["precision"][0]
    assert row["variance_ratio"] > 1.5 and row["correlation"] > 0.5
    apart = row["replications_independent"] / row["replications_expected"]
    assert apart == pytest.approx(row["variance_ratio"], rel=0.2)


def test_the_interval_after_stopping_is_that_of_compare(capsys: Capture) -> None:
    document = found(precision(capsys, *WISH))
    words = ("compare", "status-quo", "caseload-20", "-m", "ishoej", "--years", 1, "--draws", "point", "--json")
    compared = json.loads(sagstal(capsys, *words, "--replications", document["replications"]).out)
    row = next(row for row in compared["outcomes"] if row["outcome"] == PLACED)
    ours = document["precision"][0]
    assert row["difference"] == pytest.approx(ours["mean"])
    assert (row["ci95"][1] - row["ci95"][0]) / 2 == pytest.approx(ours["half_width"])


def test_where_it_stops_does_not_depend_on_jobs_or_on_what_is_stored(capsys: Capture, tmp_path: Path) -> None:
    once = found(precision(capsys, *WISH))
    assert found(precision(capsys, *WISH, "--jobs", 1))["precision"] == once["precision"]
    out = tmp_path / "x"
    assert len(found(precision(capsys, *WISH, "--least", 5, "--most", 7, "--out", out))["precision"]) == 1
    assert found(precision(capsys, *WISH, "--out", out))["precision"] == once["precision"]
    assert (out / "figures" / "precision.svg").exists()
    n = duckdb.sql(f"SELECT count(*) FROM '{out / 'runs.parquet'}'").fetchall()
    assert n == [(2 * once["replications"],)]
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["replications"] == once["replications"]


def test_interrupted_it_goes_on_to_the_same_end(capsys: Capture, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    expected = found(precision(capsys, *WISH, "--out", whole))
    fake_engine.INTERRUPTING.add(15)
    assert precision(capsys, *WISH, "--out", broken).code == 130
    assert list((broken / "parts").glob("runs-*.parquet"))
    assert found(precision(capsys, *WISH, "--out", broken))["precision"] == expected["precision"]
    for name in ("runs", "series", "groups"):
        assert (whole / f"{name}.parquet").read_bytes() == (broken / f"{name}.parquet").read_bytes()


def test_stored_replications_are_not_run_again(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(precision(capsys, *WISH, "--out", tmp_path / "x"))
    asked: list[int] = []
    monkeypatch.setattr(execute, "run_all", lambda _, missing, __: asked.extend(missing) or iter(()))
    found(precision(capsys, *WISH, "--out", tmp_path / "x"))
    assert asked and min(asked) >= 20


def test_what_is_not_reached_says_about_how_many_it_would_take(capsys: Capture) -> None:
    document = found(precision(capsys, "--outcome", PLACED, "--half-width", 1e-4, "--most", 30, "--json"))
    row = document["precision"][0]
    assert not document["reached"] and row["replications_needed"] is None and document["replications"] == 30
    assert row["replications_expected"] > 10_000
    assert row["interval"] == pytest.approx([row["mean"] - row["half_width"], row["mean"] + row["half_width"]])


def test_draws_are_whole_and_count_once(capsys: Capture) -> None:
    words = ("--outcome", PLACED, "--half-width", 0.2, "--draws", "prior", "--json")
    document = found(precision(capsys, *words))
    assert document["replications"] % 2 == 0 and document["replications"] >= 40
    assert document["precision"][0]["variance_ratio_same_draws"] is not None


def test_one_scenario_alone_is_about_its_mean_and_relative_is_of_the_mean(capsys: Capture) -> None:
    words = ("--outcome", PLACED, "--relative", 0.02, "--json")
    row = found(precision(capsys, *words, scenarios=("status-quo",)))["precision"][0]
    assert row["base"] is None and row["variance_ratio"] is None
    assert row["wanted_half_width"] == pytest.approx(0.02 * row["mean"])


def test_several_outcomes_end_when_the_last_is_precise(capsys: Capture) -> None:
    words = ("--outcome", PLACED, "--outcome", "net_cost_dkk", "--half-width", 0.02, "--half-width", 300_000, "--json")
    document = found(precision(capsys, *words))
    needed = [row["replications_needed"] for row in document["precision"]]
    assert document["replications"] == max(needed) and min(needed) < max(needed)


@pytest.mark.parametrize(("language", "word"), [("en", "Unpaired"), ("da", "Uparret")])
def test_the_table_says_what_pairing_saves(capsys: Capture, language: str, word: str) -> None:
    shown = precision(capsys, *WISH[:-1], "--lang", language)
    assert shown.code == 0 and word in shown.out


def test_a_failed_replication_is_told_and_repeatable(capsys: Capture) -> None:
    fake_engine.FAILING.add(3)
    shown = precision(capsys, *WISH)
    assert shown.code == 1 and "--replication 3" in shown.err
    assert json.loads(shown.out)["failures"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--outcome"),
        (("--outcome", "placed_per_1000"), "did you mean"),
        (("--outcome", PLACED, "--half-width", 0), "--half-width"),
        (("--outcome", PLACED, "--half-width", 1, "--relative", 0.1), "--relative"),
        (("--outcome", "net_cost_dkk", "--relative", 0.1), "--half-width"),
        (("--outcome", PLACED, "--confidence", 1.5), "--confidence"),
        (("--outcome", PLACED, "--least", 50, "--most", 40), "--most"),
        (("--outcome", PLACED, "--replications", 4), "--warmup"),
        (("--warmup", "--years", 60), "SCENARIO"),
        (("--warmup",), "--years"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(
    capsys: Capture, tmp_path: Path, words: tuple[object, ...], told: str
) -> None:
    shown = precision(capsys, *words, "--out", tmp_path / "x")
    assert shown.code == 2 and told in shown.err and shown.err.count("\n") == 1
    assert not (tmp_path / "x").exists()
