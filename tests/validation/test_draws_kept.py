"""Draws are the same in one go or interrupted, with one thread or several; what fails is kept with its reason."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.posterior.load import Posterior
from calibration.validation import store
from calibration.validation.draws import PosteriorSource, fresh_number
from calibration.validation.plan import Run
from calibration.validation.predict import make_job
from calibration.validation.store import draw_path, fill, in_memory, mark_folder, missing, read_predictions
from tests.validation.worlds import PRIOR, tiny_plan

RUNS = tiny_plan()


class Stopped(Exception):
    """An interruption."""


def _stand_in(run: Run, source: object, parameters: object, draw: int) -> dict[str, float]:
    if draw == 2:
        raise ValueError("no room left")
    return {wanted.name: draw + len(wanted.name) / 10.0 for wanted in run.wanted} | {"unknown": float("nan")}


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_interrupted_and_continued_is_uninterrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "predict", _stand_in)
    fill(tmp_path / "whole", RUNS, PRIOR, 5, jobs=1)

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        fill(tmp_path / "parts", RUNS, PRIOR, 5, jobs=1, report=stop)
    left = missing(tmp_path / "parts", 5)
    assert 0 < len(left) < 5
    done: list[int] = []
    fill(tmp_path / "parts", RUNS, PRIOR, 5, jobs=2, report=lambda: done.append(1))
    assert len(done) == len(left)
    assert _files(tmp_path / "parts") == _files(tmp_path / "whole")


def test_memory_and_disk_hold_the_same_and_fewer_draws_are_the_first_of_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "predict", _stand_in)
    fill(tmp_path, RUNS, PRIOR, 5, jobs=2)
    here, kept = in_memory(RUNS, PRIOR, 4, jobs=2), read_predictions(tmp_path, 4)
    pd.testing.assert_frame_equal(here.table, kept.table, check_names=False)
    assert here.failures == kept.failures == ("draw 2, vallensbaek fewer-cases: ValueError: no room left",)
    assert np.isnan(kept.of("placed")[2]) and np.isnan(kept.of("never heard of")).all()
    assert not draw_path(tmp_path, 5).exists()


def test_a_folder_of_other_inputs_is_not_continued(tmp_path: Path) -> None:
    assert mark_folder(tmp_path, "prior")
    assert mark_folder(tmp_path, "prior")
    assert not mark_folder(tmp_path, "posterior")
    mark = json.loads((tmp_path / "inputs.json").read_text(encoding="utf-8"))
    (tmp_path / "inputs.json").write_text(json.dumps(mark | {"inputs": "other"}), encoding="utf-8")
    assert not mark_folder(tmp_path, "prior")


def test_chance_is_fresh_and_parameters_are_those_of_the_posterior() -> None:
    """A draw of the posterior is simulated under a number that no table holds, with its fitted values."""
    posterior = Posterior((3, 7), ({"contact_effect": 0.125}, {"vallensbaek/socioeconomic_level": 0.5}))
    source = PosteriorSource(posterior)
    job = make_job(RUNS[0], source, source.parameters(0), 0)
    assert job.replication == fresh_number(0) > 1_000_000
    assert job.parameters.value("contact_effect") == 0.125
    second = make_job(RUNS[0], source, source.parameters(1), 1)
    assert second.municipality.value("socioeconomic_level") == 0.5
    assert second.replication != job.replication


@pytest.mark.slow
def test_a_real_draw_is_the_same_alone_and_among_others(tmp_path: Path) -> None:
    fill(tmp_path / "one", RUNS, PRIOR, 2, jobs=2)
    fill(tmp_path / "two", RUNS, PRIOR, 1, jobs=1)
    fill(tmp_path / "two", RUNS, PRIOR, 2, jobs=1)
    assert _files(tmp_path / "one") == _files(tmp_path / "two")
    found = read_predictions(tmp_path / "one", 2)
    assert found.failures == ()
    assert (found.of("placed") > 0.0).all()
    assert found.of("placed")[0] != found.of("placed")[1]
