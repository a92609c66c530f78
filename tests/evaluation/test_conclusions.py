"""What an evaluator concludes from numbers, by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.evaluation.conclude import Conclusion, compare_groups, compare_pairs
from experiments.evaluation.document import DEFINITIONS, wilson

BEFORE, AFTER = np.array([4.0, 5.0, 6.0, 5.0]), np.array([3.0, 4.0, 4.0, 5.0])


def test_groups_are_compared_as_if_they_were_independent() -> None:
    found = compare_groups(AFTER, BEFORE)
    assert found.effect == -1.0
    t = -1.0 / math.sqrt((2 / 3) / 4 + (2 / 3) / 4)
    assert found.p == pytest.approx(stats.t.cdf(t, 6))


def test_pairs_are_compared_child_by_child() -> None:
    found = compare_pairs(AFTER, BEFORE)
    change = AFTER - BEFORE
    t = -1.0 / (change.std(ddof=1) / 2.0)
    assert (found.effect, found.p) == (-1.0, pytest.approx(stats.t.cdf(t, 3)))


def test_a_rise_is_no_claim_however_sure() -> None:
    rise = compare_groups(BEFORE + 100.0, AFTER)
    assert not rise.any_fall and not rise.significant


def test_where_nothing_varies_a_fall_is_certain_and_no_change_is_none() -> None:
    ones = np.ones(3)
    assert compare_pairs(ones - 1.0, ones) == compare_groups(ones - 1.0, ones) == Conclusion(-1.0, 0.0)
    assert compare_pairs(ones, ones) == compare_groups(ones, ones) == Conclusion(0.0, 1.0)


def test_too_few_children_say_nothing_and_claim_nothing() -> None:
    found = compare_groups(np.array([1.0]), BEFORE)
    assert math.isnan(found.effect) and not found.any_fall and not found.significant


def test_both_definitions_are_told_apart() -> None:
    unsure = Conclusion(-0.1, 0.3)
    assert {name: claims(unsure) for name, (claims, _) in DEFINITIONS.items()} == {"any fall": True, "p < 0.05": False}


def test_a_share_has_its_wilson_interval() -> None:
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
