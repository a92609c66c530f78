"""Regret and the value of perfect information on cases whose answers can be derived."""

import numpy as np
import pytest

from experiments.decisions.contest import Contest
from experiments.decisions.expected import expected_benefits
from experiments.decisions.regret import naive_evpi, p_worse, perfect_information, regret
from tests.decisions.known import gain_of_two, names, runs


def test_evpi_of_two_normal_options_is_the_derived_one_and_the_raw_figure_is_too_high() -> None:
    """d ~ N(0.3, 1): EVPI = pdf(0.3) + 0.3 cdf(0.3) - 0.3 = 0.267. Chance with sd 2 inflates the raw figure."""
    rng, derived = np.random.default_rng(1), gain_of_two(0.3, 1.0)
    assert derived == pytest.approx(0.2668, abs=1e-4)
    corrected, raw = [], []
    for _ in range(20):
        by_draw = np.column_stack([np.zeros(150), rng.normal(0.3, 1.0, 150)])
        found = runs(rng, by_draw, chance=2.0 / np.sqrt(2.0))
        corrected.append(perfect_information(expected_benefits(found), found).evpi)
        raw.append(naive_evpi(found))
    assert np.mean(corrected) == pytest.approx(derived, abs=0.05)
    assert np.mean(raw) > 1.5 * derived


def test_where_chance_alone_makes_draws_differ_the_interval_of_evpi_begins_at_zero() -> None:
    rng, starts = np.random.default_rng(2), []
    for _ in range(15):
        found = runs(rng, np.tile([0.0, 0.1, 0.2], (60, 1)), chance=1.0)
        worth = perfect_information(expected_benefits(found), found)
        assert worth.evpi < 0.5 * worth.naive
        starts.append(worth.interval90[0] == 0.0)
    assert np.mean(starts) >= 0.8


def test_the_interval_of_evpi_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, truth = np.random.default_rng(3), gain_of_two(0.2, np.sqrt(2.0))
    inside = []
    for _ in range(30):
        found = runs(rng, rng.normal([0.0, 0.2], 1.0, (100, 2)), chance=1.0)
        low, high = perfect_information(expected_benefits(found), found).interval90
        inside.append(low <= truth <= high)
    assert np.mean(inside) >= 0.75


def test_the_least_mean_regret_is_that_of_the_best_and_equals_evpi() -> None:
    rng = np.random.default_rng(4)
    found = runs(rng, rng.normal([0.0, 0.3, 0.1], 0.5, (100, 3)), chance=0.5)
    expected = expected_benefits(found)
    lost, worth = regret(expected), perfect_information(expected, found)
    assert int(np.argmin(lost.mean)) == int(np.argmax(expected.mean))
    assert lost.mean.min() == pytest.approx(worth.evpi, rel=0.05)


def test_regret_counts_draws_in_which_more_than_the_tolerance_is_lost() -> None:
    """In one draw of four the second option is better by 2, in the others worse by 1; chance is next to nothing."""
    by_draw = np.tile([[0.0, 2.0], [0.0, -1.0], [0.0, -1.0], [0.0, -1.0]], (25, 1))
    lost = regret(expected_benefits(runs(np.random.default_rng(5), by_draw, chance=0.01)), tolerance=0.5)
    assert lost.p_above == pytest.approx([0.25, 0.75], abs=0.01)
    assert lost.mean == pytest.approx([0.5, 0.75], abs=0.02)
    assert lost.worst == pytest.approx([2.0, 1.0], abs=0.05) and lost.minimax == 1


def test_the_share_of_draws_in_which_a_policy_is_worse_is_the_derived_one_however_noisy_the_runs() -> None:
    """d ~ N(0.5, 1) is below zero in cdf(-0.5) = 0.309 of draws; best guesses of noisy draws say a quarter."""
    rng, found, guesses = np.random.default_rng(7), [], []
    for _ in range(20):
        by_draw = np.column_stack([np.zeros(200), rng.normal(0.5, 1.0, 200)])
        expected = expected_benefits(runs(rng, by_draw, chance=1.0))
        found.append(p_worse(expected, 1))
        guesses.append((expected.worlds.mean(axis=0)[:, 1] < 0.0).mean())
    assert np.mean(found) == pytest.approx(0.3085, abs=0.03)
    assert np.mean(guesses) < 0.28


def test_point_values_give_no_evpi_but_a_value_of_more_runs() -> None:
    values = np.random.default_rng(6).normal(size=(2, 40))
    found = Contest(names(2), values, np.arange(40), "higher")
    worth = perfect_information(expected_benefits(found), found)
    assert worth.evpi is None and worth.value_of_runs > 0.0
