"""Regression-adjusted ABC gives the answers that are known, and its intervals hold what they promise."""

import numpy as np
import pytest

from calibration.fit.adjust import adjust, project
from calibration.referee.toy import SIZES, Size, Verdict, judge_size, make_toy


@pytest.fixture(scope="module", params=SIZES)
def verdict(request: pytest.FixtureRequest) -> tuple[str, Verdict]:
    return request.param, judge_size(SIZES[request.param])


def test_intervals_hold_what_they_promise(verdict: tuple[str, Verdict]) -> None:
    assert 0.85 < verdict[1].coverage.mean() < 0.95
    # single coordinates: 200 truths leave a standard error of 0.02, and they share the errors of one table
    assert verdict[1].coverage.min() > 0.80


def test_means_and_sds_are_those_of_the_known_posterior(verdict: tuple[str, Verdict]) -> None:
    name, found = verdict
    # rough size of the error of a mean: residuals over the points that the regressions rest on
    most = {"small": 0.15, "silent": 0.25, "alike": 0.2, "large": 0.3, "scarce": 0.55}[name]
    assert found.mean_error < most
    # wider by what is not known of the mean, and never narrower
    assert 0.97 < found.sd_ratio < (1.0 + most**2) ** 0.5 + 0.03


def test_one_observation_is_answered_within_a_fifth_of_the_posterior_sd() -> None:
    toy = make_toy(Size(3, 8, 0, 6000), noise=0.8, seed=5)
    random = np.random.default_rng(6)
    table = toy.draw(6000, random)
    observed = toy.draw(1, random)[1]
    mean, sd = adjust(*table, observed[0]).mean_and_sd()
    assert (np.abs(mean - toy.means(observed)[0]) < 0.2 * toy.sd).all()
    assert (np.abs(sd / toy.sd - 1.0) < 0.1).all()


def test_a_point_left_out_is_expected_as_by_a_table_without_it() -> None:
    toy = make_toy(Size(2, 3, 0, 300), noise=1.0, seed=7)
    coordinates, summaries = toy.draw(300, np.random.default_rng(8))
    full = project(coordinates, summaries)
    moved = coordinates.copy()
    moved[0] += 5.0
    other = project(moved, summaries)
    kept = full.left_out(coordinates, summaries)[0], other.left_out(moved, summaries)[0]
    assert kept[0] == pytest.approx(kept[1], abs=1e-9)
    assert np.abs(full(summaries[:1]) - other(summaries[:1])).max() > 0.02


def test_projections_that_are_alike_leave_means_no_less_certain() -> None:
    """Four coordinates in one direction: the projections are one number with four small errors."""
    toy = make_toy(Size(4, 3, 0, 1000, n_directions=1), noise=0.5, seed=3)
    seen = toy.draw(1, np.random.default_rng(4))[1]
    tables = [toy.draw(1000, np.random.default_rng([5, k])) for k in range(20)]
    means = np.array([adjust(*table, seen[0]).mean_and_sd()[0] for table in tables])
    assert (means.std(axis=0) < 0.12 * toy.sd).all()
