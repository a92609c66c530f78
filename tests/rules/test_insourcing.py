"""In-sourcing: what is no longer bought, and the hours that it takes instead."""

import pytest

from sim.parameters.load import load_parameters
from sim.rules.economy import insourced_price
from sim.rules.work import background_hours
from sim.units import DAYS_PER_MONTH

P = load_parameters().with_values({"insourcing_price_share": 0.4, "insourced_hours_per_month": 4.0}).pack()


def test_half_of_the_work_taken_in_takes_half_of_the_saving_off_the_price() -> None:
    assert insourced_price(P, 0.5) == pytest.approx(0.8)
    assert insourced_price(P, 0.0) == 1.0


def test_hours_come_with_the_cases_and_the_share() -> None:
    more = background_hours(P, 10.0, 0.0, 0.0, 3.5) - background_hours(P, 10.0, 0.0, 0.0, 0.0)
    assert more * DAYS_PER_MONTH == pytest.approx(3.5 * 4.0)
