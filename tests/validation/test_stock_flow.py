"""The stock-and-flow method: its closed form against the chain taken day by day, and against drawn lives."""

import numpy as np
import pytest

from calibration.holdout.load import load_holdouts
from calibration.validation.rivals import naive_target, national_rates, published, stock_and_flow
from calibration.validation.stock_flow import DAYS, fit_rates, project, stationary

RATES = fit_rates(starts_per_year=12.0, p_left_within_a_year=0.16)
DAYS_AHEAD = 1096


def day_by_day(stock: float, days: int) -> tuple[float, float]:
    """Mean and variance of the stock: every day some leave, then the day's entrants stay for the first time."""
    mean, variance, p = stock, 0.0, RATES.p_leave_per_day
    for _ in range(days):
        variance = (1.0 - p) ** 2 * variance + p * (1.0 - p) * mean
        mean *= 1.0 - p
        entrants = RATES.entries_per_day * (1.0 - p)
        mean, variance = mean + entrants, variance + entrants
    return mean, variance


def test_the_closed_form_is_the_chain_taken_day_by_day() -> None:
    mean, sd = project(RATES, 83.0, DAYS_AHEAD)
    stepped, variance = day_by_day(83.0, DAYS_AHEAD)
    # entrants of a day begin to leave on the same day when stepped, and are counted at once in the closed form
    assert mean == pytest.approx(stepped, rel=1e-3)
    assert sd**2 == pytest.approx(variance, rel=1e-3)


def test_drawn_lives_have_its_mean_and_spread() -> None:
    rng = np.random.default_rng(1)
    n, p, days = 20_000, RATES.p_leave_per_day, 365
    stayed = rng.binomial(40, (1.0 - p) ** days, n)
    arrived = np.zeros(n)
    for day in range(days):
        arrived += rng.binomial(rng.poisson(RATES.entries_per_day, n), (1.0 - p) ** day)
    mean, sd = project(RATES, 40.0, days)
    assert (stayed + arrived).mean() == pytest.approx(mean, abs=4.0 * sd / n**0.5)
    assert (stayed + arrived).std() == pytest.approx(sd, rel=0.03)


def test_rates_give_back_what_they_were_fitted_to() -> None:
    assert RATES.entries_per_day * DAYS == pytest.approx(12.0)
    assert 1.0 - (1.0 - RATES.p_leave_per_day) ** DAYS == pytest.approx(0.16)


def test_nothing_moves_without_time_and_everything_forgets_in_the_long_run() -> None:
    assert project(RATES, 83.0, 0.0) == (83.0, 0.0)
    assert project(RATES, 83.0, 200 * DAYS) == pytest.approx(stationary(RATES))
    assert project(RATES, stationary(RATES)[0], 1000.0)[0] == pytest.approx(stationary(RATES)[0])


def test_national_rates_are_near_the_national_stock() -> None:
    """Starts and exits of the country hold about the stock of the country: the published figures cohere."""
    stock = stationary(national_rates(1_159_900.0))[0]
    assert stock == pytest.approx(published("danmark-placed-0-22-2018").count, rel=0.12)


def test_a_stock_has_a_forecast_between_its_start_and_the_country_and_a_saving_has_none() -> None:
    held = load_holdouts()
    assert stock_and_flow(held["herning-saving"]) is None
    ishoej = stock_and_flow(held["ishoej-placed-0-22-2017"])
    assert ishoej is not None
    assert 9.1 < ishoej.value < held["ishoej-placed-0-22-2017"].rival.value
    vallensbaek = stock_and_flow(held["vallensbaek-placed-0-22-2017"])
    assert vallensbaek is not None
    assert held["vallensbaek-placed-0-22-2017"].rival.value < vallensbaek.value < 11.0


def test_a_figure_that_is_fitted_has_no_naive_rival_and_another_year_has_the_fitted_one() -> None:
    assert naive_target(published("danmark-placed-0-22-2017")) is None
    assert naive_target(published("danmark-placed-0-22-2018")) == published("danmark-placed-0-22-2017").value
    assert naive_target(published("hoersholm-notifications-2014")) == published("hoersholm-notifications-2016").value
    assert naive_target(published("ishoej-network-share-2010")) == published("danmark-network-share-2019").value
