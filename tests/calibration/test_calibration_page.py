"""docs/calibration.md is what the fit of the shipped table says, and the shipped draws are made from that fit."""

import json
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.fit import draws_frame, manifest
from calibration.fit.page import PAGE, page_text
from calibration.fit.run import run_fit, write_fit
from calibration.posterior import DRAWS, MANIFEST
from calibration.posterior.load import load_posterior, read_posterior
from calibration.table import REFERENCE
from calibration.table.store import check_model, read_table


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), "python -m calibration.fit.page writes it"


def test_the_shipped_draws_are_made_from_the_shipped_table() -> None:
    fitted = run_fit()
    frame = draws_frame(fitted.problem, fitted.sample)
    shipped = read_posterior(DRAWS)
    assert list(shipped.points) == list(frame["point"])
    for name in frame.columns[2:]:
        values = np.array([row[name] for row in shipped.values])
        assert values == pytest.approx(frame[name].to_numpy(), rel=1e-5), name
    written = json.loads(MANIFEST.read_text(encoding="utf-8"))
    made = manifest(fitted.problem, fitted.sample, frame, written["engine"])
    assert {k: v for k, v in made.items() if k != "draws_sha256"} == {
        k: v for k, v in written.items() if k != "draws_sha256"
    }


def test_every_identified_coordinate_covers_and_none_is_rejected() -> None:
    parameters = run_fit().report["parameters"]
    assert isinstance(parameters, list)
    for record in parameters:
        if record["mean_contraction"] > 0.3:
            assert 0.85 <= record["coverage_90"] <= 0.95, record["address"]
        assert not record["uniformity_rejected"], record["address"]


@pytest.mark.slow
def test_the_shipped_table_is_what_the_model_gives() -> None:
    check_model(read_table(REFERENCE), str(REFERENCE))


def test_draws_stay_within_bounds_and_are_taken_in_turn() -> None:
    posterior = load_posterior()
    assert len(posterior) == 1000
    assert posterior.points[0] == posterior.points[1000 % len(posterior)]


def test_the_same_points_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_fit(tmp_path / name, run_fit(n_points=300), "compiled")
    for file in ("posterior/draws.parquet", "posterior/manifest.json", "report.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
