"""`evaluate --out` goes on where it was stopped, and ends with the same bytes."""

import _thread
import json
import math
from pathlib import Path

import numpy as np
import pytest

from experiments.evaluation.conclude import Conclusion, Evaluated, Seen
from experiments.evaluation.design import Evaluation
from experiments.replication import Failed
from tests.experiments.commands import Shown, sagstal

Capture = pytest.CaptureFixture[str]
FILES = ("evaluations.parquet", "evaluation.json", "failures.parquet")


class Evaluator:
    """A stand-in for the evaluation of a town: numbers from a seeded generator; which were asked for is noted."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.interrupting: set[int] = set()
        self.failing: set[int] = set()

    def __call__(self, evaluation: Evaluation, replication: int) -> Evaluated | Failed:
        self.asked.append(replication)
        if replication in self.interrupting:
            self.interrupting.clear()
            _thread.interrupt_main()
        if replication in self.failing:
            return Failed(replication, 0, "the clock stands still", evaluation.repeat_command(replication))
        return Evaluated(replication, 0, tuple(self.seen(replication, s) for s in evaluation.how.selections))

    def seen(self, replication: int, selection: str | None) -> Seen:
        rng = np.random.default_rng([replication, selection == "worst"])
        claims = (Conclusion(*rng.normal(size=2).tolist()), Conclusion(float(rng.normal()), math.nan))
        return Seen(selection, *claims, float(rng.normal()), math.nan, int(rng.integers(9, 99)))


@pytest.fixture
def evaluator(monkeypatch: pytest.MonkeyPatch) -> Evaluator:
    stand_in = Evaluator()
    monkeypatch.setattr("experiments.evaluation.execute.run_evaluation", stand_in)
    return stand_in


def evaluate(capsys: Capture, out: Path, *more: object, replications: int = 12) -> Shown:
    words = ("evaluate", "fewer-cases", "-m", "vallensbaek", "--years", 1, "--draws", "point", "--jobs", 1)
    return sagstal(capsys, *words, "--replications", replications, "--json", *more, "--out", out)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_interrupted_and_continued_is_as_in_one_go(capsys: Capture, tmp_path: Path, evaluator: Evaluator) -> None:
    """Forty, so that some are left: a worker may run a few more before the interruption is met."""
    whole = evaluate(capsys, tmp_path / "whole", replications=40)
    evaluator.interrupting.add(8)
    assert evaluate(capsys, tmp_path / "x", replications=40).code == 130
    assert list((tmp_path / "x" / "parts").glob("evaluations-*.parquet"))
    evaluator.asked.clear()
    again = evaluate(capsys, tmp_path / "x", replications=40)
    assert (again.code, again.out) == (0, whole.out) and 0 not in evaluator.asked and 39 in evaluator.asked
    assert contents(tmp_path / "x") == contents(tmp_path / "whole")


def test_a_directory_and_memory_say_the_same(capsys: Capture, tmp_path: Path, evaluator: Evaluator) -> None:
    words = ("evaluate", "fewer-cases", "-m", "vallensbaek", "--years", 1, "--draws", "point", "--replications", 12)
    assert evaluate(capsys, tmp_path / "x").out == sagstal(capsys, *words, "--json").out


def test_more_replications_add_to_those_there_and_what_failed_is_run_again(
    capsys: Capture, tmp_path: Path, evaluator: Evaluator
) -> None:
    evaluate(capsys, tmp_path / "whole")
    evaluator.failing.add(3)
    assert evaluate(capsys, tmp_path / "x", replications=7).code == 1
    evaluator.failing.clear()
    evaluator.asked.clear()
    assert evaluate(capsys, tmp_path / "x").code == 0
    assert sorted(evaluator.asked) == [3, 7, 8, 9, 10, 11]
    assert contents(tmp_path / "x") == contents(tmp_path / "whole")
    assert json.loads((tmp_path / "x" / "manifest.json").read_text())["finished"] is True


@pytest.mark.parametrize(
    ("more", "said"), [(("--design", "quarterly"), "its design"), (("--outcome", "need"), "its outcome"), ((), "5")]
)
def test_another_evaluation_is_refused(
    capsys: Capture, tmp_path: Path, evaluator: Evaluator, more: tuple[object, ...], said: str
) -> None:
    assert evaluate(capsys, tmp_path / "x", replications=5).code == 0
    before = contents(tmp_path / "x")
    shown = evaluate(capsys, tmp_path / "x", *more, replications=5 if more else 4)
    assert shown.code == 2 and said in shown.err and contents(tmp_path / "x") == before
    assert sagstal(capsys, "status", tmp_path / "x").code == 2, "no internal error"
