"""Evaluations of a policy that does nothing: how often they claim an effect, and why."""

from functools import cache

import numpy as np
import pytest

from experiments.evaluation.design import design_evaluation
from experiments.evaluation.document import evaluation_document
from experiments.evaluation.execute import execute
from experiments.evaluation.options import BEFORE_AFTER, LOTTERY, QUARTERLY, RANDOM, WORST, EvaluationOptions
from experiments.options import RunOptions

pytestmark = pytest.mark.slow
N = 200


@cache
def claims(design: str, outcome: str, years: float = 2.0) -> dict[tuple[str | None, str], dict[str, float]]:
    """Rows of the status quo's evaluation in Ishøj, by way of choosing and definition."""
    options = RunOptions(municipality="ishoej", years=years, replications=N, seed=4, jobs=2)
    evaluation = design_evaluation("status-quo", options, EvaluationOptions(design, None, outcome))
    found = execute(evaluation, list(range(N)), 2, "en")
    assert not found.failures
    document = evaluation_document(evaluation, found.done)
    assert document["does_nothing"]
    return {(row["selection"], row["definition"]): row for row in document["evaluations"]}


@pytest.mark.parametrize("outcome", ["placed", "placed-this-year"])
def test_nothing_is_true_of_a_policy_that_does_nothing(outcome: str) -> None:
    for row in claims(BEFORE_AFTER, outcome).values():
        assert row["true_effect"] == 0.0
        assert row["p_claim"] == row["p_false_claim"]


@pytest.mark.parametrize("outcome", ["placed", "placed-this-year"])
def test_the_worst_district_gets_better_by_itself(outcome: str) -> None:
    """Regression to the mean: any fall is claimed in about half of random districts and in most of the worst."""
    rows = claims(BEFORE_AFTER, outcome)
    by_lot, worst = rows[RANDOM, "any fall"], rows[WORST, "any fall"]
    assert 0.35 < by_lot["p_claim"] < 0.65
    assert worst["p_claim"] > by_lot["p_claim"] + 0.1
    assert worst["claimed_effect"] < min(by_lot["claimed_effect_ci95"][0], -1.0)


def test_new_placements_in_a_random_district_are_called_significant_near_the_nominal_level_or_above() -> None:
    """Above, because siblings are placed together while the test takes children to be independent."""
    rows = claims(BEFORE_AFTER, "placed-this-year")
    by_lot, worst = rows[RANDOM, "p < 0.05"], rows[WORST, "p < 0.05"]
    assert by_lot["p_claim_ci95"][1] > 0.05 and by_lot["p_claim"] < 0.16
    assert worst["p_claim_ci95"][0] > by_lot["p_claim"]


def test_the_stock_is_hardly_ever_called_significant_after_two_years() -> None:
    """Below the nominal level, because many children are placed at both dates: the two counts are not independent."""
    assert claims(BEFORE_AFTER, "placed")[RANDOM, "p < 0.05"]["p_claim"] < 0.05


def test_a_lottery_is_right_about_nothing_as_often_as_its_test_says() -> None:
    low, high = claims(LOTTERY, "step", 1.0)[None, "p < 0.05"]["p_claim_ci95"]
    assert low <= 0.05 + 0.02 and high >= 0.05 - 0.02


def test_quarterly_categorisation_without_a_control_group_nearly_always_claims_an_effect() -> None:
    """Children are followed from a time at which they needed help: they get better whatever is tried."""
    rows = claims(QUARTERLY, "step", 1.0)
    assert rows[None, "any fall"]["p_claim_ci95"][0] > 0.75
    assert rows[None, "p < 0.05"]["p_claim_ci95"][0] > 0.3
    assert np.isclose(rows[None, "any fall"]["true_effect"], 0.0)
