"""The elasticity of returns home to the caseload: its arithmetic, and that it comes from the channels alone."""

import math

import numpy as np
import pytest

from calibration.elasticity import (
    LOWER_CASELOAD,
    MEASURED,
    POSTERIOR,
    PRIOR,
    USUAL_CASELOAD,
    Returns,
    distribution,
    measured,
    points,
    returns_at,
)
from calibration.parquet import quoted, read_frame


def test_a_rate_that_rises_as_the_caseload_falls_has_elasticity_one() -> None:
    ratio = USUAL_CASELOAD / LOWER_CASELOAD
    assert Returns((10.0, 10.0 * ratio), (100.0, 100.0)).elasticity == pytest.approx(1.0)


def test_no_change_is_zero_whatever_the_stock() -> None:
    assert Returns((10.0, 8.0), (100.0, 80.0)).elasticity == pytest.approx(0.0)


def test_without_returns_it_is_unknown() -> None:
    assert math.isnan(Returns((0.0, 3.0), (10.0, 10.0)).elasticity)


def test_chance_is_taken_out_of_what_is_believed() -> None:
    """Draws of N(0.2, 0.1), each seen twice with an error of 0.3: the interval is that of the draws."""
    rng = np.random.default_rng(1)
    truth = rng.normal(0.2, 0.1, 20_000)
    found = distribution(truth[:, None] + rng.normal(0.0, 0.3, (20_000, 2)))
    assert found.mean == pytest.approx(0.2, abs=0.01)
    assert found.quantiles == pytest.approx((0.2 - 0.1645, 0.2, 0.2 + 0.1645), abs=0.03)
    assert found.share_in_evidence == pytest.approx(0.91, abs=0.03)


def test_a_draw_without_a_known_elasticity_is_left_out() -> None:
    assert distribution(np.array([[0.1, 0.2], [0.3, math.nan], [0.2, 0.3], [0.4, 0.3]])).n == 3


@pytest.mark.slow
@pytest.mark.parametrize("draws", [PRIOR, POSTERIOR])
def test_what_is_kept_is_what_the_model_gives(draws: str) -> None:
    frame = read_frame(f"SELECT * FROM read_parquet({quoted(MEASURED)}) WHERE draws = '{draws}' AND draw = 0")
    assert frame["first"].item() == returns_at(points(draws, 1)[0]).elasticity


def test_prior_and_posterior_of_the_elasticity_lie_where_outside_evidence_has_it() -> None:
    """The priors of the channels were chosen so; the figures of the fit leave it there."""
    for found in measured().values():
        assert 0.05 < found.mean < 0.35
        assert found.quantiles[0] < 0.2 < found.quantiles[2]
