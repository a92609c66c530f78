"""Intervals and probabilities against scipy, against simulation, and at the edges."""

import numpy as np
import pytest
from scipy import stats

from experiments.statistics import mean_ci95, p_better, payback_year, pi90, split_variance


def each(n: int) -> np.ndarray:
    return np.arange(n)


def pairs(n: int) -> np.ndarray:
    return np.arange(n) // 2


def test_interval_of_a_mean_is_the_t_interval_of_scipy() -> None:
    values = np.random.default_rng(1).normal(3.0, 2.0, 40)
    mean, interval = mean_ci95(values, each(40))
    expected = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    assert mean == pytest.approx(values.mean())
    assert interval == pytest.approx(expected)


def test_with_draws_the_interval_is_that_of_the_draws_means() -> None:
    values = np.random.default_rng(2).normal(size=60) + np.repeat(np.random.default_rng(3).normal(size=30), 2)
    _, interval = mean_ci95(values, pairs(60))
    means = values.reshape(30, 2).mean(axis=1)
    assert interval == pytest.approx(stats.t.interval(0.95, 29, loc=means.mean(), scale=stats.sem(means)))


def test_one_replication_has_a_mean_and_no_interval() -> None:
    assert mean_ci95(np.array([4.0]), each(1)) == (4.0, None)


def test_single_runs_scatter_by_their_quantiles() -> None:
    assert pi90(np.arange(101.0)) == (5.0, 95.0)


def test_probability_that_an_expected_effect_is_better_is_the_one_sided_t_test() -> None:
    values = np.random.default_rng(4).normal(0.2, 1.0, 50)
    one_sided = stats.ttest_1samp(values, 0.0, alternative="less").pvalue
    assert p_better(values, each(50), "higher") == pytest.approx(one_sided)
    assert p_better(values, each(50), "lower") == pytest.approx(1.0 - one_sided)


@pytest.mark.parametrize("groups", [each(20), pairs(20)])
def test_no_difference_at_all_is_even_odds(groups: np.ndarray) -> None:
    assert p_better(np.zeros(20), groups, "lower") == 0.5
    assert p_better(np.full(20, 2.0), groups, "lower") == 0.0
    assert p_better(np.full(20, 2.0), groups, "neutral") is None


def test_the_share_of_parameters_is_recovered_and_inside_its_interval() -> None:
    rng = np.random.default_rng(6)
    inside = 0
    for _ in range(200):
        values = np.repeat(rng.normal(0.0, 2.0, 100), 2) + rng.normal(0.0, 1.0, 200)
        spread = split_variance(values, pairs(200))
        assert spread is not None and spread.share_ci95 is not None
        inside += spread.share_ci95[0] <= 0.8 <= spread.share_ci95[1]
    assert 180 <= inside <= 199
    assert spread.share == pytest.approx(0.8, abs=0.1)


def test_one_replication_per_draw_cannot_split_the_variance() -> None:
    assert split_variance(np.random.default_rng(7).normal(size=10), each(10)) is None


def test_probability_over_draws_is_the_share_of_draws_with_a_better_expected_effect() -> None:
    rng = np.random.default_rng(8)
    effects = rng.normal(0.5, 1.0, 4000)
    values = np.repeat(effects, 2) + rng.normal(0.0, 0.5, 8000)
    assert p_better(values, pairs(8000), "higher") == pytest.approx(stats.norm.cdf(0.5), abs=0.02)


def test_an_odd_number_of_replications_leaves_one_draw_single() -> None:
    values = np.random.default_rng(9).normal(size=21)
    assert mean_ci95(values, pairs(21))[0] == pytest.approx(values.mean())
    assert split_variance(values, pairs(21)) is not None


@pytest.mark.parametrize(
    ("cumulative", "year"),
    [
        ([5.0, 3.0, -1.0, -2.0], 3 / 12),
        ([-1.0, -2.0, -3.0], 0.0),
        ([5.0, -1.0, 2.0, -1.0], 4 / 12),
        ([5.0, -1.0, 2.0], None),
        ([0.0, 0.0, 0.0], None),
    ],
)
def test_money_is_back_when_the_sum_stays_at_zero_or_below(cumulative: list[float], year: float | None) -> None:
    assert payback_year(np.array(cumulative)) == (pytest.approx(year) if year is not None else None)
