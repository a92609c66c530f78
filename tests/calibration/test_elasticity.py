"""The elasticity of returns home to the caseload: its arithmetic, and that it comes from the channels alone."""

import math

import pytest

from calibration.elasticity import LOWER_CASELOAD, USUAL_CASELOAD, Returns


def test_a_rate_that_rises_as_the_caseload_falls_has_elasticity_one() -> None:
    ratio = USUAL_CASELOAD / LOWER_CASELOAD
    assert Returns((10.0, 10.0 * ratio), (100.0, 100.0)).elasticity == pytest.approx(1.0)


def test_no_change_is_zero_whatever_the_stock() -> None:
    assert Returns((10.0, 8.0), (100.0, 80.0)).elasticity == pytest.approx(0.0)


def test_without_returns_it_is_unknown() -> None:
    assert math.isnan(Returns((0.0, 3.0), (10.0, 10.0)).elasticity)
