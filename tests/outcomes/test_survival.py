"""Restricted means from life tables against closed forms and simulated durations."""

import math

import numpy as np
import pytest

from sim.outcomes.ledger import N_BINS
from sim.outcomes.survival import restricted_mean_days


def bins(days: np.ndarray) -> np.ndarray:
    return np.bincount(np.minimum(days // 7, N_BINS - 1).astype(int), minlength=N_BINS)


def test_everybody_ending_in_the_middle_of_a_week() -> None:
    ended = bins(np.full(10, 73.0))
    assert restricted_mean_days(ended, 0 * ended, 730.0) == pytest.approx(70 + 3.5)


def test_nobody_ending_reaches_the_horizon() -> None:
    censored = bins(np.full(10, 1100.0))
    assert restricted_mean_days(0 * censored, censored, 1095.75) == pytest.approx(1095.75)


def test_censoring_does_not_bias_an_exponential() -> None:
    rng = np.random.default_rng(5)
    duration, limit = rng.exponential(400.0, 40_000), rng.uniform(0.0, 1826.0, 40_000)
    ended, censored = bins(duration[duration <= limit]), bins(limit[duration > limit])
    truth = 400.0 * (1.0 - math.exp(-1095.75 / 400.0))
    assert restricted_mean_days(ended, censored, 1095.75) == pytest.approx(truth, rel=0.02)


def test_unknown_when_nobody_is_followed_to_the_horizon() -> None:
    censored = bins(np.full(10, 300.0))
    assert math.isnan(restricted_mean_days(0 * censored, censored, 730.0))


def test_unknown_without_children() -> None:
    nobody = np.zeros(N_BINS, np.int64)
    assert math.isnan(restricted_mean_days(nobody, nobody, 730.0))
