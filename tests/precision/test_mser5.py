"""MSER-5 finds a known transient, cuts nothing where there is none, and says when the series is too short."""

import numpy as np
import pytest

from experiments.precision.mser5 import BATCH, LAST_KEPT, batched, marginal_errors, mser5


def first_order(rng: np.random.Generator, n: int, memory: float = 0.5) -> np.ndarray:
    """AR(1) of unit innovations, from its stationary start."""
    values = np.empty(n)
    values[0] = rng.standard_normal() / (1.0 - memory**2) ** 0.5
    for k in range(1, n):
        values[k] = memory * values[k - 1] + rng.standard_normal()
    return values


def test_errors_are_what_the_formula_says():
    batches = batched(np.random.default_rng(1).normal(100.0, 1.0, 203))
    assert len(batches) == 40
    by_hand = [((b - b.mean()) ** 2).sum() / len(b) ** 2 for b in (batches[d:] for d in range(40 - LAST_KEPT))]
    assert marginal_errors(batches) == pytest.approx(by_hand)


@pytest.mark.parametrize("size", [10.0, 40.0])
def test_an_exponential_start_up_bias_is_cut_where_it_has_sunk_into_the_noise(size):
    """Of a start-up that falls by e every 40 values: what is left at the cut is small beside the noise."""
    cuts = []
    for seed in range(40):
        bias = size * np.exp(-np.arange(2000) / 40.0)
        cut = mser5(first_order(np.random.default_rng(seed), 2000) + bias)
        assert cut is not None
        cuts.append(cut)
    left = size * np.exp(-np.median(cuts) / 40.0)
    print(f"bias {size}: median cut {np.median(cuts):.0f}, left {left:.2f}")
    assert left < 1.15 and 40 < np.median(cuts) < 400


def test_the_mean_after_the_cut_is_nearer_to_the_truth_than_the_whole():
    bias = 40.0 * np.exp(-np.arange(2000) / 40.0)
    series = [first_order(np.random.default_rng(seed), 2000) + bias for seed in range(40)]
    whole = [abs(values.mean()) for values in series]
    after = [abs(values[mser5(values) :].mean()) for values in series]
    assert np.mean(after) < 0.25 * np.mean(whole)


def test_a_step_is_cut_at_the_step():
    values = np.random.default_rng(4).standard_normal(1000)
    values[:200] += 8.0
    cut = mser5(values)
    assert cut is not None and 200 <= cut <= 200 + 4 * BATCH


def test_a_stationary_series_usually_keeps_most_of_itself():
    cuts = [mser5(first_order(np.random.default_rng(seed), 2000)) for seed in range(60)]
    known = [cut for cut in cuts if cut is not None]
    assert len(known) > 45 and np.median(known) < 200


def test_a_series_still_on_its_way_is_not_determined():
    assert mser5(np.linspace(0.0, 10.0, 500) + 0.1 * np.random.default_rng(2).standard_normal(500)) is None


def test_alike_batches_at_the_very_end_do_not_win():
    values = np.random.default_rng(6).standard_normal(1000)
    values[-2 * BATCH :] = 0.0
    cut = mser5(values)
    assert cut is not None and cut <= 500


def test_a_constant_is_not_cut_and_a_few_values_say_nothing():
    assert mser5(np.full(100, 0.1)) == 0
    assert mser5(np.arange(40.0) % 7) is None
