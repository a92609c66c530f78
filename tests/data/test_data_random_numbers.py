"""Random numbers, quantile functions and clocks against published values and scipy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from sim import distributions, hazards
from sim.randomness import philox_words, uniform

WORD = st.integers(0, 2**32 - 1)
PROBABILITY = st.floats(2.0**-53, 1 - 2.0**-53)
RATE = st.floats(1e-5, 10)
TIME = st.floats(0, 1e4)


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers_of_random123(counter, key, expected):
    assert philox_words(counter, key) == expected


@given(WORD, WORD, WORD, WORD, WORD, WORD)
def test_a_uniform_number_is_the_first_52_bits_of_its_philox_block(seed, replication, kind, entity, stream, draw):
    w0, w1, _, _ = philox_words((entity, stream, draw, kind), (seed, replication))
    expected = (((w0 >> 6) << 26 | w1 >> 6) + 0.5) / 2**52
    assert uniform(seed, replication, kind, entity, stream, draw) == expected
    assert 0.0 < expected < 1.0


def test_uniform_numbers_of_neighbouring_addresses_are_uniform_and_uncorrelated():
    drawn = np.array([[uniform(1, 0, 0, i, j, 0) for i in range(2000)] for j in range(2)])
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > 0.001
    assert abs(np.corrcoef(drawn)[0, 1]) < 4 / math.sqrt(2000)


@given(PROBABILITY)
def test_the_normal_quantile_agrees_with_scipy(u):
    assert distributions.normal(u) == pytest.approx(stats.norm.ppf(u), rel=1e-6, abs=1e-7)


@given(PROBABILITY, st.floats(0.01, 1e4))
def test_the_exponential_quantile_agrees_with_scipy(u, mean):
    assert distributions.exponential(u, mean) == pytest.approx(stats.expon.ppf(u, scale=mean), rel=1e-9)


@given(PROBABILITY, st.floats(0.01, 1e4), st.floats(0.01, 3))
def test_the_lognormal_quantile_agrees_with_scipy(u, mean, cv):
    sigma = math.sqrt(math.log1p(cv * cv))
    expected = stats.lognorm.ppf(u, sigma, scale=mean * math.exp(-sigma * sigma / 2))
    assert distributions.lognormal(u, mean, cv) == pytest.approx(expected, rel=1e-5)


@given(PROBABILITY, st.floats(0.01, 1e4), st.floats(0.01, 2))
def test_the_lognormal_quantile_by_median_agrees_with_scipy(u, median, sigma):
    expected = stats.lognorm.ppf(u, sigma, scale=median)
    assert distributions.lognormal_median(u, median, sigma) == pytest.approx(expected, rel=1e-5)


@given(st.floats(0.01, 1e4))
def test_a_lognormal_without_spread_is_its_mean(mean):
    assert distributions.lognormal(0.9, mean, 0.0) == mean


@given(PROBABILITY, st.floats(-100, 100), st.floats(0.1, 100))
def test_the_uniform_quantile_agrees_with_scipy(u, low, width):
    expected = stats.uniform.ppf(u, low, width)
    assert distributions.between(u, low, low + width) == pytest.approx(expected, abs=1e-9)


@given(PROBABILITY, st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(any))
def test_a_category_is_the_inverse_of_the_cumulated_shares(u, shares):
    weights = np.array(shares, dtype=float)
    drawn = distributions.category(u, weights)
    assert weights[drawn] > 0
    assert weights[:drawn].sum() <= u * weights.sum() <= weights[: drawn + 1].sum()


@given(PROBABILITY, st.lists(st.floats(-10, 10), min_size=2, max_size=20))
def test_a_tabulated_quantile_interpolates(u, points):
    table = np.sort(np.array(points))
    expected = np.interp(u, np.linspace(0, 1, len(table)), table)
    assert distributions.tabulated(u, table) == pytest.approx(expected, abs=1e-9)


@given(PROBABILITY)
def test_a_threshold_is_unit_exponential(u):
    assert hazards.threshold(u) == pytest.approx(stats.expon.isf(u), rel=1e-9)


@given(PROBABILITY, RATE, TIME)
def test_at_a_constant_rate_a_clock_fires_at_the_exponential_quantile(u, rate, now):
    elapsed = hazards.fires_at(hazards.threshold(u), rate, now) - now
    assert elapsed == pytest.approx(stats.expon.isf(u, scale=1 / rate), rel=1e-6, abs=1e-6)


@given(PROBABILITY, RATE, RATE, st.floats(0, 10))
def test_a_changed_rate_carries_the_rest_of_the_threshold_over(u, first, second, change):
    whole = hazards.threshold(u)
    rest = hazards.consume(whole, first, 0.0, change)
    if rest <= 0.0:
        return
    fired = hazards.fires_at(rest, second, change)
    assert first * change + second * (fired - change) == pytest.approx(whole, rel=1e-6, abs=1e-9)


def test_a_clock_without_a_rate_never_fires():
    assert hazards.fires_at(1.0, 0.0, 5.0) == math.inf
    assert hazards.excited_fires_at(1.0, 0.0, 1.0, 5.0) == math.inf


@given(PROBABILITY, RATE, RATE)
def test_of_two_competing_causes_the_first_has_its_share_of_the_hazard(u, a, b):
    assert hazards.first_of_two(u, a, b) == (u * (a + b) < a)


@given(st.floats(0.01, 5), st.floats(0.01, 2), st.floats(0.001, 50))
def test_an_excited_clock_consumes_the_integral_of_its_intensity(intensity, decay, elapsed):
    integral, _ = integrate.quad(lambda t: hazards.excited_decay(intensity, decay, t), 0, elapsed)
    assert 10.0 - hazards.excited_consume(10.0, intensity, decay, 3.0, 3.0 + elapsed) == pytest.approx(
        integral, rel=1e-6
    )


@given(PROBABILITY, st.floats(0.01, 5), st.floats(0.01, 2))
def test_an_excited_clock_fires_when_the_integral_reaches_the_threshold(u, intensity, decay):
    threshold = hazards.threshold(u)
    fired = hazards.excited_fires_at(threshold, intensity, decay, 0.0)
    if threshold * decay / intensity > 0.999999:
        return
    rest = hazards.excited_consume(threshold, intensity, decay, 0.0, fired)
    assert rest == pytest.approx(0.0, abs=1e-6)


def test_an_excited_clock_with_too_little_mass_never_fires():
    assert hazards.excited_fires_at(2.0, 1.0, 1.0, 0.0) == math.inf


def test_what_never_began_is_nothing_however_long_ago() -> None:
    """exp(decay x days) is beyond all numbers where a clock has stood at nothing since before a long warm-up."""
    assert hazards.excited_decay(0.0, 0.03, -27_394.0) == 0.0
    assert hazards.excited_decay(0.0, 0.03, 10.0) == 0.0
