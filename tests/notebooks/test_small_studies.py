"""What notebooks run in small: known indices are found through the path of the model's outcomes."""

import pytest

from experiments.sensitivity.plan import DUMMY
from experiments.small_studies import Known


def test_known_totals_are_found_once_noise_is_taken_out() -> None:
    known = Known(weights=(4.0, 2.0, 0.0), noise_sd=1.0)
    table, floor = known.table(blocks=512, replications=4, seed=3)
    assert table["noise taken out"].tolist() == pytest.approx(table["true"].tolist(), abs=0.12)
    assert table.loc[DUMMY, "with noise"] > 0.1
    assert table.loc["x3", "with noise"] < floor


def test_shares_of_a_sum_are_those_of_its_squares() -> None:
    assert Known((3.0, 4.0), 0.0).shares == pytest.approx({"x1": 0.36, "x2": 0.64, DUMMY: 0.0})
