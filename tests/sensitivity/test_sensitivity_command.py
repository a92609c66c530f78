"""The command `sensitivity`: what it refuses, what it keeps, and that nothing is lost or dropped without a word."""

import json
import shlex
from pathlib import Path

import pandas as pd
import pytest

from experiments.sensitivity.definition import load_sensitivity
from sim.input_file import read_toml
from tests.experiments import fake_engine
from tests.experiments.commands import sagstal
from tests.sensitivity.conftest import TEXT, Town

Capture = pytest.CaptureFixture[str]
RESULTS = ("sensitivity-runs.parquet", "failures.parquet", "sensitivity.parquet", "sensitivity.csv", "sensitivity.json")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"morris"', '"moris"', "did you mean 'morris'"),
        ("trajectories", "trajectoris", "did you mean 'trajectories'"),
        ("trajectories = 6", "n = 64", "morris takes trajectories"),
        ('"morris"', '"sobol"', "sobol takes n"),
        ("trajectories = 6", "trajectories = 2", "4 to 500"),
        ("replications = 2", "replications = 0", "1 to 100"),
        ("years = 1.0", "years = 0.1", "0.25 to 60"),
        ('"vallensbaek"', '"valensbaek"', "mine.toml:3: municipality: unknown municipality"),
        ('["fewer-cases"]', '["fewer-case"]', "did you mean 'fewer-cases'"),
        ('["fewer-cases"]', '[]\nanalyse = ["difference"]', "a difference needs a scenario"),
        ('"placed_per_1000_0_17"', '"placed_per_1000"', "did you mean 'placed_per_1000"),
        ('"net_cost_dkk"', '"payback"', "needs the months of a run"),
        ('["fewer-cases"]', "[]", "exists only as a difference"),
        ('"contact_effect"', '"contact_efect"', "did you mean 'contact_effect'"),
        ('"contact_effect"', '"wrk"', "did you mean 'work'"),
        ('"contact_effect"', '"need_rise_per_year.thrivin"', "did you mean 'thriving'"),
        ('"contact_effect"', '"session_hours"', '"session_hours" = [low, high]'),
        ('"contact_effect"', '"structure_turnover"', "structural variant"),
        ("years = 1.0", "years = 1.0\nranges = { p_misread = [0.1, 0.2] }", "not varied"),
        ("years = 1.0", "years = 1.0\nranges = { p_revise = [0.1, 1.2] }", "0 to 1"),
        ("years = 1.0", 'years = 1.0\nsettings = ["p_revise=0.1"]', "set and varied at once"),
        ("years = 1.0", 'years = 1.0\nsettings = ["p_rvise=0.1"]', "did you mean 'p_revise'"),
        ("years = 1.0", "years = 1.0\np_low = 0.9\np_high = 0.1", "p_low must be below p_high"),
        ("years = 1.0", "years = 1.0\np_high = 0.1", "does not vary"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    capsys: Capture, tmp_path: Path, old: str, new: str, said: str
) -> None:
    path, out = tmp_path / "mine.toml", tmp_path / "out"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    shown = sagstal(capsys, "sensitivity", path, "--out", out)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err and len(shown.err.strip().splitlines()) == 1
    assert not out.exists()


def test_an_unknown_key_is_told_with_the_nearest(capsys: Capture) -> None:
    shown = sagstal(capsys, "sensitivity", "sensitivty")
    assert shown.code == 2 and "did you mean 'sensitivity'" in shown.err


def test_the_parameter_that_acts_is_found_and_the_others_are_not(
    capsys: Capture, definition: Path, town: Town, tmp_path: Path
) -> None:
    shown = sagstal(capsys, "sensitivity", definition, "--out", tmp_path / "out", "--json")
    assert shown.code == 0, shown.err
    document = json.loads(shown.out)
    placed, cost = document["analyses"]
    assert placed["indices"][0]["parameter"] == "contact_effect"
    assert [row["distinguishable"] for row in placed["indices"]] == [True, False, False, False]
    assert placed["indices"][-1]["parameter"] == "dummy" and placed["blocks_used"] == 6
    assert (cost["outcome"], cost["indices"], document["failures"]) == ("net_cost_dkk", [], [])  # it never varies
    assert document == json.loads((tmp_path / "out" / "sensitivity.json").read_text(encoding="utf-8"))
    figures = sorted(path.name for path in (tmp_path / "out" / "figures").glob("*.png"))
    assert figures == ["difference-fewer-cases-placed_per_1000_0_17.png"]
    assert town.n_runs == 6 * 5 * 2


def test_the_same_luck_meets_every_point_but_the_dummys(definition: Path, town: Town) -> None:
    plan = load_sensitivity(str(definition))
    numbers = [plan.replication_of(point * 100 + 1) for point in range(plan.n_points)]
    assert numbers == [1, 1, 1, 1, 101] * 6
    assert [plan.values_at(point) for point in (3, 4)] == [plan.values_at(3)] * 2


def test_interrupted_and_continued_gives_the_same_bytes(
    capsys: Capture, definition: Path, town: Town, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert sagstal(capsys, "sensitivity", definition, "--out", one).code == 0
    in_one_go, town.n_runs = town.n_runs, 0
    fake_engine.INTERRUPTING.add(1)
    assert sagstal(capsys, "sensitivity", definition, "--out", other).code == 130
    kept = pd.concat(pd.read_parquet(path) for path in (other / "parts").glob("*.parquet"))
    assert 0 < len(kept) < 2 * in_one_go
    before, town.n_runs = town.n_runs, 0
    assert sagstal(capsys, "sensitivity", definition, "--out", other).code == 0
    assert town.n_runs == in_one_go - len(kept) // 2 and before > 0
    for name in RESULTS:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    assert not (other / "parts").exists()


def test_more_replications_run_only_the_new_ones_and_fewer_are_refused(
    capsys: Capture, definition: Path, town: Town, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert sagstal(capsys, "sensitivity", definition, "--out", out).code == 0
    first = pd.read_parquet(out / RESULTS[0])
    town.n_runs = 0
    definition.write_text(TEXT.replace("replications = 2", "replications = 3"), encoding="utf-8")
    assert sagstal(capsys, "sensitivity", definition, "--out", out).code == 0
    assert town.n_runs == 30
    more = pd.read_parquet(out / RESULTS[0])
    pd.testing.assert_frame_equal(more[more["replication"] < 2].reset_index(drop=True), first)
    definition.write_text(TEXT, encoding="utf-8")
    shown = sagstal(capsys, "sensitivity", definition, "--out", out)
    assert shown.code == 2 and "3 or more" in shown.err


def test_another_analysis_in_the_same_directory_is_refused(
    capsys: Capture, definition: Path, town: Town, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert sagstal(capsys, "sensitivity", definition, "--out", out).code == 0
    definition.write_text(TEXT.replace('"p_revise"', '"look_effect"'), encoding="utf-8")
    shown = sagstal(capsys, "sensitivity", definition, "--out", out)
    assert shown.code == 2 and "its factors differ" in shown.err


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_failed_run_takes_its_whole_block_out_and_is_told_with_the_command_that_repeats_it(
    capsys: Capture, definition: Path, town: Town, tmp_path: Path, method: str
) -> None:
    text = TEXT if method == "morris" else TEXT.replace('"morris"', '"sobol"').replace("trajectories = 6", "n = 8")
    definition.write_text(text, encoding="utf-8")
    plan = load_sensitivity(str(definition))
    point = plan.per_block * 2 + 1
    town.fails = [plan.values_at(point)]
    out = tmp_path / "out"
    shown = sagstal(capsys, "sensitivity", definition, "--out", out, "--json")
    assert shown.code == 1 and "the clock stands still" in shown.err
    document = json.loads(shown.out)
    failed = {row["block"] for row in document["failures"]}
    assert 2 in failed and document["failed_blocks"] == sorted(failed)
    for analysis in document["analyses"]:
        assert analysis["blocks_failed"] == len(failed) and analysis["blocks_used"] == plan.blocks - len(failed)
    failures = pd.read_parquet(out / "failures.parquet")
    assert len(failures) == len(document["failures"]) and set(failures["block"]) == failed
    again = sagstal(capsys, *shlex.split(failures["command"][0])[1:])
    assert again.code == 1 and "the clock stands still" in again.err
    town.fails = []
    assert sagstal(capsys, "sensitivity", definition, "--out", out).code == 0
    assert len(pd.read_parquet(out / "failures.parquet")) == 0


def test_the_table_speaks_danish_and_says_what_is_chance(capsys: Capture, definition: Path, town: Town) -> None:
    shown = sagstal(capsys, "sensitivity", definition, "--lang", "da")
    assert "Støjgulv" in shown.out and "kan ikke skelnes fra tilfældighed" in shown.out
    assert "Dummy: gør intet" in shown.out


def test_sobol_has_intervals_and_its_figures(capsys: Capture, definition: Path, town: Town, tmp_path: Path) -> None:
    text = TEXT.replace('"morris"', '"sobol"').replace("trajectories = 6", 'n = 16\nanalyse = ["level", "difference"]')
    definition.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    shown = sagstal(capsys, "sensitivity", definition, "--out", out, "--json", "--lang", "da")
    assert shown.code == 0, shown.err
    level = [a for a in json.loads(shown.out)["analyses"] if a["kind"] == "level"]
    assert [(a["scenario"], a["outcome"]) for a in level] == [
        ("status-quo", "placed_per_1000_0_17"),
        ("fewer-cases", "placed_per_1000_0_17"),
    ]
    assert level[0]["indices"] == []  # nothing varies in the base of the stand-in
    first = level[1]["indices"][0]
    assert first["parameter"] == "contact_effect" and first["st_ci95"][0] <= first["st"] <= first["st_ci95"][1]
    assert (out / "figures" / "level-fewer-cases-placed_per_1000_0_17.svg").exists()


def test_an_analysis_without_any_index_is_kept_too(
    capsys: Capture, definition: Path, town: Town, tmp_path: Path
) -> None:
    definition.write_text(TEXT.replace('"placed_per_1000_0_17", ', ""), encoding="utf-8")
    assert sagstal(capsys, "sensitivity", definition, "--out", tmp_path / "out").code == 0
    assert len(pd.read_parquet(tmp_path / "out" / "sensitivity.parquet")) == 0


def test_a_spike_stays_at_zero_for_its_mass_and_a_range_of_ones_own_is_uniform(definition: Path, town: Town) -> None:
    definition.write_text(TEXT + "[ranges]\np_revise = [0.2, 0.4]\n", encoding="utf-8")
    contact, revise, continuity = load_sensitivity(str(definition)).factors
    assert [contact.at(u) for u in (0.0, 0.38)] == [0.0, 0.0] and contact.at(0.4) > 0.0  # 0.05 + 0.9 u = 0.4
    assert continuity.at(0.27) == 0.0 < continuity.at(0.29)
    assert [revise.at(u) for u in (0.0, 0.5, 1.0)] == pytest.approx([0.2, 0.3, 0.4])


def test_processes_vectors_and_all_stand_for_their_uncertain_elements(definition: Path, town: Town) -> None:
    text = TEXT.replace('["contact_effect", "p_revise", "continuity_effect"]', '["workforce", "need_rise_per_year"]')
    definition.write_text(text, encoding="utf-8")
    names = [factor.address for factor in load_sensitivity(str(definition)).factors]
    assert "hiring_mean_days" in names and "absence_cv" not in names
    assert "need_rise_per_year.thriving" in names and "need_rise_per_year.endangered" not in names  # which is zero


def test_the_shipped_definition_covers_the_channels_of_a_caseload(town: Town) -> None:
    plan = load_sensitivity("sensitivity")
    assert 25 <= len(plan.factors) <= 40 and all(target.kind == "difference" for target in plan.targets)
    assert len(set(plan.factor_names)) == len(plan.factors) + 1
    assert {"contact_effect", "look_effect", "entrenchment_per_year"} <= set(plan.factor_names)
    assert read_toml(Path("experiments/sensitivity/definitions/sensitivity.toml")).data["method"] == "morris"
