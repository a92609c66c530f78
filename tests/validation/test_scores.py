"""Scores and quantiles against known answers."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from calibration.validation.scores import (
    crps_normal,
    crps_sample,
    inside,
    interval_score,
    quantiles,
    score_normal,
    score_sample,
)

NAN = float("nan")


def test_quantiles_of_a_known_sample_leave_out_what_is_unknown() -> None:
    values = np.array([NAN, *range(101)])
    assert quantiles(values) == {"q05": 5.0, "q25": 25.0, "q50": 50.0, "q75": 75.0, "q95": 95.0}
    assert set(quantiles(np.array([NAN])).values()) == {None}


def test_the_ends_of_an_interval_are_inside() -> None:
    assert inside(5.0, 5.0, 95.0)
    assert inside(95.1, 5.0, 95.0) is False
    assert inside(1.0, None, None) is None


def test_a_miss_costs_twenty_times_itself_at_90_percent() -> None:
    assert interval_score(2.0, 5.0, 3.0) == 3.0
    assert interval_score(2.0, 5.0, 5.5) == pytest.approx(3.0 + 20.0 * 0.5)
    assert interval_score(2.0, 5.0, 1.5) == pytest.approx(3.0 + 20.0 * 0.5)


@pytest.mark.parametrize("observed", [-1.0, 2.0, 2.7, 9.0])
def test_the_score_of_a_normal_is_the_integral_that_defines_it(observed: float) -> None:
    mean, sd = 2.0, 1.5

    def squared(x: float) -> float:
        return float((stats.norm.cdf(x, mean, sd) - (x >= observed)) ** 2)

    whole, _ = integrate.quad(squared, -30.0, 30.0, points=[observed], limit=400)
    assert crps_normal(mean, sd, observed) == pytest.approx(whole, rel=1e-6)


def test_the_score_of_a_sample_is_its_definition_over_all_pairs() -> None:
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    pairs = [abs(a - b) for i, a in enumerate(values) for j, b in enumerate(values) if i != j]
    expected = np.abs(values - 2.0).mean() - 0.5 * np.mean(pairs)
    assert crps_sample(values, 2.0) == pytest.approx(expected)
    assert crps_sample(np.array([7.0, 7.0]), 4.0) == 3.0
    assert crps_sample(np.array([7.0, NAN]), 4.0) is None


def test_a_large_normal_sample_scores_like_the_normal() -> None:
    values = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000, 2.0, 1.5)
    sample, normal = score_sample(values, 4.0), score_normal(2.0, 1.5, 4.0)
    assert sample["crps"] == pytest.approx(normal["crps"], rel=1e-3)
    assert sample["interval_score"] == pytest.approx(normal["interval_score"], rel=1e-3)
    assert math.isclose(normal["interval_score"] or 0.0, 2 * 1.6448536 * 1.5, rel_tol=1e-6)
