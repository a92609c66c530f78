"""Probabilities of being best, against answers that are known and against the single comparison of `statistics`."""

import numpy as np
import pytest

from experiments.decisions.contest import Contest
from experiments.decisions.expected import expected_benefits
from experiments.decisions.selection import rank
from experiments.statistics import p_better
from tests.decisions.known import names, runs


def test_two_scenarios_have_the_probability_of_a_single_comparison() -> None:
    rng = np.random.default_rng(1)
    by_draw = rng.normal([0.0, 0.2], [0.0, 0.5], (150, 2))
    found = runs(rng, by_draw, chance=0.6)
    p = p_better(found.values[1] - found.values[0], found.groups, "higher")
    assert rank(expected_benefits(found)).p_best[1] == pytest.approx(p, abs=0.01)


def test_more_replications_raise_the_probability_of_correct_selection_and_not_that_of_being_best_in_a_draw() -> None:
    rng = np.random.default_rng(2)
    by_draw = rng.normal([0.0, 0.25, 0.1], [0.0, 0.5, 0.5], (200, 3))
    few, many = (rank(expected_benefits(runs(rng, by_draw, 1.5, n))) for n in (2, 60))
    assert many.best == 1 and many.p_correct > few.p_correct
    share = np.mean(by_draw.argmax(axis=1) == 1)
    assert many.p_best[1] == pytest.approx(share, abs=0.03)


def test_what_is_promised_to_be_the_best_is_the_best_as_often_as_promised() -> None:
    """Over worlds drawn anew; nothing is assumed about how far scenarios lie apart, so they are drawn far and wide."""
    rng = np.random.default_rng(3)
    promised, kept = [], []
    for _ in range(120):
        means = rng.normal(0.0, 0.5, 4)
        ranking = rank(expected_benefits(runs(rng, rng.normal(means, 0.5, (60, 4)), 1.0)))
        promised.append(ranking.p_correct)
        kept.append(ranking.best == means.argmax())
    assert np.mean(kept) == pytest.approx(np.mean(promised), abs=0.07)


def test_the_set_not_told_from_the_best_holds_the_best_at_the_confidence() -> None:
    rng = np.random.default_rng(4)
    held = [rank(expected_benefits(runs(rng, np.zeros((15, 5)), 1.0)), confidence=0.8).in_set[2] for _ in range(100)]
    assert np.mean(held) >= 0.8 - 0.08


def test_the_set_holds_the_good_and_leaves_out_the_bad() -> None:
    rng = np.random.default_rng(5)
    ranking = rank(expected_benefits(runs(rng, np.tile([0.0, 1.0, 1.001, 0.5], (100, 1)), 0.1)), zone=0.05)
    assert ranking.in_set.tolist() == [False, True, True, False]
    assert ranking.p_within[[1, 2]] == pytest.approx([1.0, 1.0]) and ranking.p_within[[0, 3]].max() == 0.0
    assert ranking.p_good == pytest.approx(1.0)


def test_lower_is_better_where_the_outcome_says_so() -> None:
    rng = np.random.default_rng(6)
    found = runs(rng, np.tile([3.0, 2.0, 1.0], (30, 1)), 0.2, better="lower")
    assert rank(expected_benefits(found)).best == 2


def test_equal_scenarios_are_best_alike_and_nobody_is_left_out() -> None:
    values = np.tile(np.random.default_rng(7).normal(size=40), (3, 1))
    ranking = rank(expected_benefits(Contest(names(3), values, np.arange(40) // 2, "higher")))
    assert ranking.p_best == pytest.approx([1 / 3] * 3, abs=0.02)
    assert ranking.in_set.all()


def test_point_values_rank_by_the_mean() -> None:
    """Without draws each replication stands for itself: being best in expected outcome is being best on average."""
    rng = np.random.default_rng(8)
    values = rng.normal(size=(2, 50)) + np.array([[0.0], [0.3]])
    found = Contest(names(2), values, np.arange(50), "higher")
    p = p_better(values[1] - values[0], found.groups, "higher")
    assert rank(expected_benefits(found)).p_best[1] == pytest.approx(p, abs=0.01)
