"""The page says how much the size of the table matters: on a problem with a known answer, and at its end point."""

import numpy as np
import pytest

from calibration.fit.fit import Problem
from calibration.fit.growth import growth_records

N_POINTS = 4000


def normal_problem(n: int, spread: float) -> Problem:
    """Two coordinates N(0, 1); the first is seen with an error of `spread`, of the second nothing is seen."""
    random = np.random.default_rng(7)
    coordinates = random.normal(size=(n, 2))
    summaries = np.column_stack([coordinates[:, 0] + spread * random.normal(size=n), random.normal(size=n)])
    return Problem(np.arange(n), ("seen", "unseen"), (), coordinates, summaries, np.array([1.0, 0.0]), 0)


def test_the_whole_table_is_beside_itself_without_a_shift() -> None:
    last = growth_records(normal_problem(N_POINTS, 0.5))[-1]
    assert last["n_points"] == N_POINTS
    assert last["typical_shift_sd"] == last["greatest_shift_sd"] == 0.0
    assert last["typical_sd_ratio"] == pytest.approx(1.0)


def test_contraction_is_that_of_the_known_posterior() -> None:
    """Posterior variances 1 / (1 + 1 / 0.25) = 0.2 and 1: on average the figures take away 0.4 of the prior's."""
    assert growth_records(normal_problem(N_POINTS, 0.5))[-1]["mean_contraction"] == pytest.approx(0.4, abs=0.04)


def test_smaller_tables_lie_further_away() -> None:
    shifts = [record["typical_shift_sd"] for record in growth_records(normal_problem(N_POINTS, 0.5))]
    assert len(shifts) == 4
    assert shifts[0] > shifts[2] > shifts[3]
