"""The measurements of a study's costs, in small: they run, and each figure is what it says."""

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.study import benchmark, repeated
from experiments.study.study import load_study
from tests.study.writing import definition

Capture = pytest.CaptureFixture[str]
TABLES = '[keep]\nseries = ["placed"]\ngroups = true\n'
SMALL = {"municipalities": '["vallensbaek"]', "years": "0.25", "replications": "2"}


def measured(capsys: Capture, *words: object) -> dict[str, Any]:
    benchmark.main([*map(str, words), "--json"])
    return {figure["name"]: figure["value"] for figure in json.loads(capsys.readouterr().out)["figures"]}


@pytest.mark.slow
def test_overhead_is_the_simulations_alone_over_the_whole_command(capsys: Capture, tmp_path: Path) -> None:
    path = definition(tmp_path, TABLES, **SMALL)
    found = measured(capsys, "overhead", "--definition", path, "--replications", 2, "--pairs", 1)
    assert found["study_units"] == 2
    assert found["study_share_of_ideal"] == found["study_simulation_seconds"] / found["study_seconds"] < 1.0


@pytest.mark.usefixtures("engine")
def test_worlds_repeated_fill_the_files_of_a_share_with_so_many_runs(tmp_path: Path) -> None:
    path = str(definition(tmp_path, TABLES, **SMALL))
    found = repeated.measure(path, 1001, "1/2", tmp_path / "out")
    assert found["runs"] == 1004, "whole draws"
    assert found["files"] == 5 <= found["files_most"] + 3
    assert found["peak_mb"] > 50
    study = load_study(path)
    assert repeated.replications_for(study, 1001) == 502


def test_memory_and_files_are_those_of_a_process_of_their_own(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def child(*words: Any) -> dict[str, Any]:
        asked.append(words)
        return {"runs": words[1], "peak_mb": 200.0 + words[1] / 100, "files": 5, "files_most": 40}

    monkeypatch.setattr(benchmark, "_repeated", child)
    found = measured(capsys, "memory", "--runs", 10_000, 1_000)
    assert found["study_memory_mb:1000"] == 210.0 and found["study_memory_growth"] == 300.0 / 210.0
    found = measured(capsys, "files", "--runs", 300)
    assert found == {"study_files_per_share": 5, "study_files_per_share_while_running": 40}
    assert asked[-1] == ("example", 300, "1/2")
