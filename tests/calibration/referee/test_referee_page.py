"""The page on the referee is what its command writes; the comparison runs from end to end."""

import logging

import numpy as np
import pytest

from calibration.fit.adjust import Values
from calibration.referee import compare
from calibration.referee.by_pyabc import Population
from calibration.referee.compare import Estimate, by_table, difference_rows
from calibration.referee.problem import ADDRESSES, drawn_table, evaluate
from calibration.table.points import coordinates


def estimate(mean: float, sd: float, error: float) -> Estimate:
    """The same for every coordinate."""

    def all_of(value: float) -> Values:
        return np.full(len(ADDRESSES), value)

    return Estimate(all_of(mean), all_of(sd), all_of(error), all_of(error))


def test_the_page_holds_the_known_answers_of_now() -> None:
    assert compare.known_text() in compare.PAGE.read_text(encoding="utf-8"), (
        "run: python -m calibration.referee.compare"
    )


def test_differences_are_in_posterior_sds_and_judged_by_two_standard_errors() -> None:
    rows = difference_rows(estimate(0.0, 0.5, 0.03), estimate(0.06, 0.5, 0.04))
    assert all(row.endswith("| +0.12 (0.20) | +0.00 (0.20) | yes |") for row in rows)
    rows = difference_rows(estimate(0.0, 0.5, 0.03), estimate(0.11, 0.5, 0.04))
    assert all(row.endswith("| no |") for row in rows)


def test_errors_of_a_table_are_those_between_tables() -> None:
    random = np.random.default_rng(1)

    def table() -> tuple[Values, Values]:
        z = random.standard_normal((800, 2))
        return z, z + random.standard_normal((800, 2))

    seen = np.array([0.5, -0.5])
    found = [by_table(*table(), seen) for _ in range(60)]
    between = np.std([one.mean for one in found], axis=0)
    assert np.mean([one.mean_error for one in found], axis=0) == pytest.approx(between, rel=0.3)


@pytest.mark.slow
def test_an_evaluation_at_a_points_own_coordinates_is_the_point() -> None:
    own = coordinates(ADDRESSES, [1])[0]
    assert evaluate(1, list(own)) == pytest.approx(drawn_table(2)[1][1], abs=1e-9, nan_ok=True)


@pytest.mark.slow
def test_the_comparison_runs_from_end_to_end() -> None:
    pytest.importorskip("pyabc")
    logging.getLogger("ABC").setLevel(logging.WARNING)
    found = compare.compare(n_points=40, size=10, n_populations=2)
    last: Population = found.populations[-1]
    assert last.coordinates.shape == (10, len(ADDRESSES))
    text = compare.problem_text(found)
    assert text.count("| yes |") + text.count("| no |") == 2 * len(ADDRESSES)
