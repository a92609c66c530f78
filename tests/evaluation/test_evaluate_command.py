"""The command `evaluate`, and that it sees what the engines and the ledger see."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.evaluation.design import design_evaluation
from experiments.evaluation.lives import Town
from experiments.evaluation.options import EvaluationOptions
from experiments.evaluation.seen import MEASURED
from experiments.options import RunOptions
from sim.engines.compiled import build as compiled
from sim.engines.reference import run as reference
from sim.engines.setup import make_plan
from sim.outcomes.ledger import FIRST_READING, N_STOCKS, Reading
from sim.vocabulary import Status
from tests.agreement.trials import plain_trial
from tests.experiments.commands import sagstal

FEW = ("--replications", 3, "--jobs", 2, "-m", "vallensbaek", "--years", 1)
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("status-quo", "--design", "before"), "did you mean 'before-after'"),
        (("status-quo", "--selection", "best"), "random, worst"),
        (("status-quo", "--design", "lottery", "--selection", "worst"), "--selection"),
        (("status-quo", "--outcome", "place"), "did you mean 'placed'"),
        (("status-quo", "--replications", 0), "1 to 1,000,000"),
        (("status-quo", "--years", "nan"), "finite"),
        (("status-quo", "--replication", 1, "--out", "x"), "--replication"),
        (("fewer-case",), "did you mean 'fewer-cases'"),
        (("kolding-2015",), "lottery or quarterly"),
        (("fewer-cases", "--design", "lottery"), "before-after or quarterly"),
        (("status-quo", "-m", "isoej"), "did you mean 'ishoej'"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = sagstal(capsys, "evaluate", *words)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err and len(shown.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_is_not_empty_is_refused(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "notes").touch()
    shown = sagstal(capsys, "evaluate", "status-quo", *FEW, "--out", tmp_path)
    assert shown.code == 2 and "not empty" in shown.err
    assert [p.name for p in tmp_path.iterdir()] == ["notes"]


def test_the_document_has_a_row_for_each_way_of_choosing_and_of_claiming(capsys: Capture, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    shown = sagstal(capsys, "evaluate", "fewer-cases", *FEW, "--json", "--out", out)
    assert shown.code == 0
    document = json.loads(shown.out)
    assert (document["scenario"], document["base"], document["replications"]) == ("fewer-cases", "status-quo", 3)
    found = {(row["design"], row["selection"], row["definition"]) for row in document["evaluations"]}
    assert found == {("before-after", s, d) for s in ("random", "worst") for d in ("any fall", "p < 0.05")}
    for row in document["evaluations"]:
        assert 0.0 <= row["p_false_claim_ci95"][0] <= row["p_false_claim"] <= row["p_false_claim_ci95"][1] <= 1.0
        assert row["true_effect"] is not None and row["control_effect"] is None
    names = sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())
    figures = ["figures/evaluation.png", "figures/evaluation.svg"]
    assert names == ["evaluation.json", "evaluations.parquet", "failures.parquet", *figures, "manifest.json"]
    assert json.loads((out / "evaluation.json").read_text(encoding="utf-8")) == document


def test_one_replication_alone_is_the_same_evaluation(capsys: Capture) -> None:
    words = ("evaluate", "status-quo", "--design", "quarterly", "-m", "vallensbaek", "--years", 1, "--json")
    alone = json.loads(sagstal(capsys, *words, "--replication", 2).out)["evaluations"][0]["claimed_effect"]
    first, both = (
        json.loads(sagstal(capsys, *words, "--replications", n).out)["evaluations"][0]["claimed_effect"] for n in (2, 3)
    )
    assert alone == pytest.approx(3 * both - 2 * first)


def test_the_table_speaks_danish(capsys: Capture) -> None:
    shown = sagstal(capsys, "evaluate", "status-quo", *FEW, "--lang", "da")
    assert "det værste distrikt" in shown.out and "ethvert fald" in shown.out


def test_both_engines_show_the_same_children() -> None:
    trial = plain_trial("all-three", warmup_years=3.0, years=1.0)
    one, other = (engine.children(trial.run(engine)) for engine in (compiled, reference))
    assert len(one) > 300 and (one["status"] == Status.OPEN).any()
    assert np.array_equal(one, other)


def test_an_evaluator_reads_what_the_ledger_reads() -> None:
    options = RunOptions(municipality="vallensbaek", years=1.0, replications=1)
    town = Town(design_evaluation("status-quo", options, EvaluationOptions("quarterly")), 0)
    world = town.engine.fork(town.world, make_plan(town.evaluation.scenario, town.setup), n_months=12)
    town.engine.run_until(world, town.until)
    town.engine.close(world, town.until)
    children = town.engine.children(world)
    look = town.look(town.until, 4)
    block = world.ledger.acc[11, N_STOCKS + FIRST_READING :]
    cases = children[children["status"] == Status.OPEN]
    assert block[Reading.CATEGORISED] == len(cases) > 50
    assert block[Reading.CATEGORY_SUM] == MEASURED["need"].read(cases, look).sum()
    assert block[Reading.STEP_SUM] == MEASURED["step"].read(cases, look).sum()
    with_sdq = children[MEASURED["sdq"].known(children, look)]
    assert block[Reading.SDQ_READ] == len(with_sdq)
    assert block[Reading.SDQ_SUM] == MEASURED["sdq"].read(with_sdq, look).sum()


def test_the_worst_district_is_the_one_with_most_placed_children() -> None:
    options = RunOptions(municipality="vallensbaek", years=1.0, replications=1)
    town = Town(design_evaluation("status-quo", options, EvaluationOptions()), 0)
    young = town.start[(0.0 - town.start["born"]) / 365.25 < 18.0]
    shares = [np.mean(young["measure"][young["district"] == d] >= 10) for d in range(town.setup.n_districts)]
    assert town.worst_district() == int(np.argmax(shares))
    assert 0 <= town.random_district() < town.setup.n_districts


def test_a_policy_in_the_chosen_district_covers_its_children_alone() -> None:
    options = RunOptions(municipality="vallensbaek", years=1.0, replications=1)
    town = Town(design_evaluation("closer-followup", options, EvaluationOptions()), 0)
    lives = town.lives("worst")
    assert lives.district == town.worst_district()
    assert set(lives.treated["district"][lives.treated["arm"] == 1]) == {lives.district}


def test_an_evaluation_draws_the_municipality_with_the_parameters() -> None:
    options = RunOptions(municipality="ishoej", years=1.0, replications=4, draws="posterior")
    evaluation = design_evaluation("status-quo", options, EvaluationOptions())
    levels = [evaluation.world_job(replication).municipality.socioeconomic_level for replication in (0, 2)]
    assert levels == [evaluation.municipality_of(replication).socioeconomic_level for replication in (0, 2)]
    assert len(set(levels)) == 2
