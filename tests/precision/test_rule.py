"""The sequential rule covers as often as it says, stops about where it should, and is not fooled by equal pairs."""

from itertools import pairwise

import numpy as np
import pytest

from experiments.precision.rule import LEAST_UNVARYING, groups_needed, half_width, is_reached, looks, t_quantile

TRIALS, MOST = 2000, 1200
# three standard errors of a coverage of 95 % over so many trials
CHANCE = 3.0 * (0.95 * 0.05 / TRIALS) ** 0.5


def each(n: int) -> np.ndarray:
    return np.arange(n)


def correlated_pairs(rng: np.random.Generator, correlation: float) -> np.ndarray:
    """Paired differences of mean 0.3: two normal variables that share a part."""
    shared, one, other = rng.standard_normal((3, TRIALS, MOST))
    part, rest = correlation**0.5, (1.0 - correlation) ** 0.5
    return (part * shared + rest * other + 0.3) - (part * shared + rest * one)


def rare_event_pairs(rng: np.random.Generator, _: float) -> np.ndarray:
    """Differences of small counts, of mean 0.1."""
    return rng.poisson(0.3, (TRIALS, MOST)) - rng.poisson(0.2, (TRIALS, MOST)).astype(float)


def stopped(differences: np.ndarray, target: float, least: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of groups at which the rule stops and means there, trial by trial; the rule itself decides."""
    numbers, means = np.zeros(len(differences), int), np.full(len(differences), np.nan)
    for n in looks(least, differences.shape[1]):
        seen = differences[:, :n]
        halves = t_quantile(0.95, n - 1) * seen.std(axis=1, ddof=1) / n**0.5
        for trial in np.flatnonzero(np.isnan(means)):
            if is_reached(float(halves[trial]), n, target):
                numbers[trial], means[trial] = n, seen[trial].mean()
    assert not np.isnan(means).any(), "the rule must end before the data do"
    return numbers, means


@pytest.mark.parametrize("ideal", [15, 30, 60, 250])
@pytest.mark.parametrize(
    ("pairs", "correlation", "truth", "deviation"),
    [(correlated_pairs, 0, 0.3, 2**0.5), (correlated_pairs, 0.9, 0.3, 0.2**0.5), (rare_event_pairs, 0, 0.1, 0.5**0.5)],
)  # fmt: skip
def test_the_stated_interval_covers_the_truth_in_95_percent_of_trials(pairs, correlation, truth, deviation, ideal):
    differences = pairs(np.random.default_rng(ideal), correlation)
    target = 1.96 * deviation / ideal**0.5
    numbers, means = stopped(differences, target)
    covered = (abs(means - truth) <= target).mean()
    print(f"ideal {ideal}: {numbers.mean():.0f} groups on average, covered {covered:.3f}")
    assert covered > 0.95 - CHANCE
    assert numbers.mean() < 1.3 * max(ideal, 20)


def test_a_skewed_outcome_is_covered_almost_as_often_as_without_looking():
    values = np.random.default_rng(5).exponential(1.0, (TRIALS, MOST))
    target = 1.96 / 60**0.5
    _, means = stopped(values, target)
    fixed = values[:, :60]
    halves = t_quantile(0.95, 59) * fixed.std(axis=1, ddof=1) / 60**0.5
    without = (abs(fixed.mean(axis=1) - 1.0) <= halves).mean()
    covered = (abs(means - 1.0) <= target).mean()
    print(f"exponential: {covered:.3f}, without looking {without:.3f}")
    assert without - 0.03 < covered < 0.95


def test_looking_after_every_replication_from_three_on_covers_too_rarely():
    """What the rule is for: the naive one, stopped as soon as the t interval is narrow enough."""
    differences = correlated_pairs(np.random.default_rng(2), 0.0)
    target = 1.96 * 2.0**0.5 / 15**0.5
    n = np.arange(3, 200)
    sums, squares = np.cumsum(differences, 1)[:, 2:199], np.cumsum(differences**2, 1)[:, 2:199]
    deviation = np.sqrt((squares - sums**2 / n) / (n - 1))
    narrow = np.array([t_quantile(0.95, k - 1) for k in n]) * deviation / np.sqrt(n) <= target
    first = narrow.argmax(axis=1)
    means = sums[np.arange(TRIALS), first] / n[first]
    assert (abs(means - 0.3) <= target).mean() < 0.95 - CHANCE


def test_draws_of_two_replications_count_once():
    rng = np.random.default_rng(3)
    effects = np.repeat(rng.standard_normal(200), 2)
    values = effects + 0.1 * rng.standard_normal(400)
    by_draw, as_if_alone = half_width(values, each(400) // 2, 0.95), half_width(values, each(400), 0.95)
    assert by_draw == pytest.approx(2**0.5 * as_if_alone, rel=0.05)


def test_pairs_that_all_agree_are_no_proof_of_precision():
    assert half_width(np.zeros(20), each(20), 0.95) == 0.0
    assert not is_reached(0.0, 20, 0.1)
    assert is_reached(0.0, LEAST_UNVARYING, 0.1)
    assert not is_reached(float("nan"), 1000, 0.1)


def test_looks_grow_by_a_tenth_and_end_at_the_most():
    numbers = list(looks(20, 300))
    assert numbers[:4] == [20, 22, 25, 28] and numbers[-1] == 300
    assert all(a < b for a, b in pairwise(numbers))
    assert list(looks(20, 12)) == [12]


@pytest.mark.parametrize("target", [0.02, 0.1, 0.4])
def test_expected_groups_are_the_first_whose_half_width_is_narrow_enough(target):
    n = groups_needed(1.0, target, 0.95, 20)
    assert n is not None and is_reached(t_quantile(0.95, n - 1) / n**0.5, n, target)
    assert n == 20 or not is_reached(t_quantile(0.95, n - 2) / (n - 1) ** 0.5, n - 1, target)
    assert groups_needed(1.0, 0.0, 0.95, 20) is None
