"""Indices of functions whose indices are known, through the code that analyses the model, with noise added."""

import numpy as np
import pytest
from scipy import stats

from experiments.sensitivity.indices import MorrisIndex, SobolIndex, analyse, error_of_mean
from experiments.sensitivity.noise import noise_share, product
from experiments.sensitivity.sampling import make_points, points_per_block
from tests.sensitivity.known import ISHIGAMI_S1, ISHIGAMI_ST, ISHIGAMI_VARIANCE, analysed, design, ishigami

# with 1,024 blocks; the standard error of the noisy case is about 0.02
TOLERANCE = 0.06


def linear(u: np.ndarray) -> np.ndarray:
    return 4.0 * u[..., 0] - 2.0 * u[..., 1] + 0.0 * u[..., 2] + 10.0


@pytest.mark.parametrize(
    ("replications", "own", "shared"), [(2, 0.0, 0.0), (4, 3.0, 0.0), (4, 3.0, 5.0), (2, 2.0, 0.5)]
)
def test_sobol_indices_of_ishigami_are_found_under_noise(replications: int, own: float, shared: float) -> None:
    found = analysed("sobol", ishigami, 3, 1024, replications, own, shared)
    for row, s1, st in zip(found.rows, (*ISHIGAMI_S1, 0.0), (*ISHIGAMI_ST, 0.0), strict=True):
        assert isinstance(row, SobolIndex) and row.s1 is not None and row.st is not None
        assert row.s1 == pytest.approx(s1, abs=TOLERANCE)
        assert row.st == pytest.approx(st, abs=TOLERANCE)
    assert [row.distinguishable for row in found.rows] == [True, True, True, False]


def test_raw_sobol_indices_are_off_as_far_as_the_theory_of_noise_says() -> None:
    replications, own = 2, 4.0
    found = analysed("sobol", ishigami, 3, 1024, replications, own, 3.0)
    noise = own**2 / replications
    whole = ISHIGAMI_VARIANCE + noise
    for row, s1, st in zip(found.rows, (*ISHIGAMI_S1, 0.0), (*ISHIGAMI_ST, 0.0), strict=True):
        assert isinstance(row, SobolIndex)
        assert row.s1_raw == pytest.approx(s1 * ISHIGAMI_VARIANCE / whole, abs=TOLERANCE)
        assert row.st_raw == pytest.approx((st * ISHIGAMI_VARIANCE + noise) / whole, abs=TOLERANCE)
    assert found.noise_share == pytest.approx(noise / whole, abs=0.02)


def test_without_noise_the_corrected_indices_are_those_of_salib() -> None:
    found = analysed("sobol", ishigami, 3, 256, 2, 0.0, 0.0)
    for row in found.rows:
        assert isinstance(row, SobolIndex)
        assert row.s1 == pytest.approx(row.s1_raw, abs=0.005) and row.st == pytest.approx(row.st_raw, abs=0.005)
    assert found.noise_share == pytest.approx(0.0, abs=1e-12) and found.noise_floor == pytest.approx(0.0, abs=1e-12)


def test_one_replication_leaves_the_correction_open_and_keeps_the_floor() -> None:
    found = analysed("sobol", ishigami, 3, 256, 1, 2.0, 0.0)
    last = found.rows[-1]
    assert isinstance(last, SobolIndex) and last.st is None and found.noise_share is None
    assert found.noise_floor > 0.1


def test_morris_finds_the_known_effects_of_a_linear_function() -> None:
    found = analysed("morris", linear, 3, 20, 2, 0.0, 3.0)
    sizes = [(row.mu_star, row.mu, row.sigma_corrected) for row in found.rows if isinstance(row, MorrisIndex)]
    assert np.array(sizes) == pytest.approx(np.array([(4, 4, 0), (2, -2, 0), (0, 0, 0), (0, 0, 0)]), abs=1e-6)
    assert [row.distinguishable for row in found.rows] == [True, True, False, False]


def test_morris_of_a_product_varies_by_as_much_as_it_should() -> None:
    """d/du of u0 u1 is u1 at the three other levels: mean 1/2, variance 5/36 over the levels of trajectories."""
    found = analysed("morris", lambda u: u[..., 0] * u[..., 1], 2, 250, 4, 0.2, 1.0)
    for row in found.rows[:2]:
        assert isinstance(row, MorrisIndex)
        assert row.mu == pytest.approx(0.5, abs=0.08)
        assert row.sigma_corrected == pytest.approx(np.sqrt(5.0 / 36.0), abs=0.06)
        assert row.sigma > row.sigma_corrected


def test_noise_gives_an_effectless_parameter_the_size_that_is_foretold() -> None:
    found = analysed("morris", linear, 3, 250, 4, 1.0, 2.0)
    expected = 2.0 * np.sqrt(1.0 / 4.0 / np.pi) / (2.0 / 3.0)
    nothing, dummy = found.rows[2], found.rows[3]
    assert isinstance(nothing, MorrisIndex) and isinstance(dummy, MorrisIndex)
    for size in (nothing.mu_star, nothing.from_chance, dummy.mu_star):
        assert size == pytest.approx(expected, rel=0.2)
    assert not nothing.distinguishable


def test_chance_in_common_does_not_raise_the_floor() -> None:
    floors = [analysed("morris", linear, 3, 20, 4, 0.5, shared).noise_floor for shared in (0.0, 5.0)]
    assert floors[0] == pytest.approx(floors[1], rel=1e-6)


def test_a_parameter_without_effect_seldom_passes_the_floor() -> None:
    passed = [analysed("morris", linear, 3, 10, 2, 1.0, 1.0, seed).rows[2].distinguishable for seed in range(1, 41)]
    assert sum(passed) <= 3


def test_a_steady_direction_is_told_from_chance_where_its_size_is_not() -> None:
    found = analysed("morris", lambda u: 0.8 * u[..., 0] + 0.0 * u[..., 1], 2, 40, 4, 1.0, 3.0, seed=4)
    steady, nothing = found.rows[:2]
    assert isinstance(steady, MorrisIndex) and isinstance(nothing, MorrisIndex)
    assert steady.mu_star < found.noise_floor and steady.distinguished_by == "direction"
    assert steady.mu_ci95[0] < 0.8 < steady.mu_ci95[1] and nothing.distinguished_by is None


def test_an_effect_that_rests_on_the_luck_of_few_replications_has_a_wide_interval() -> None:
    """Each replication answers to the factor in its own way, in all trajectories alike: no block averages it out."""
    blocks = design("morris", 2, 40)
    answer = np.random.default_rng(3).normal(size=4)
    outcomes = blocks[:, :, :1] * answer + 0.01 * np.random.default_rng(1).normal(size=(40, 4, 4))
    found = analyse("morris", blocks, outcomes, 1)
    assert found is not None and isinstance(found.rows[0], MorrisIndex)
    assert found.rows[0].mu_ci95[0] < 0.0 < found.rows[0].mu_ci95[1]


@pytest.mark.parametrize("luck", [0.0, 0.5, 2.0])
def test_a_sure_direction_is_claimed_of_nothing_once_or_twice_in_a_hundred(luck: float) -> None:
    """Effects of mean zero in ten trajectories and four replications, whose luck they share to a part.

    With the freedom of trajectories alone four in a hundred would be claimed where luck is all there is.
    """
    rng, claims, n = np.random.default_rng(1), 0, 1500
    for _ in range(n):
        effects = luck * rng.normal(size=(1, 4)) + rng.normal(size=(10, 4)) + 0.3 * rng.normal(size=(10, 1))
        error, freedom = error_of_mean(effects)
        claims += abs(effects.mean()) > stats.t.ppf(0.995, freedom) * error
    assert claims / n <= 0.02 + 3.0 * (0.02 * 0.98 / n) ** 0.5


def test_products_over_pairs_of_replications_hold_no_noise() -> None:
    rng = np.random.default_rng(1)
    luck = rng.normal(size=(20_000, 3))
    a, b = 2.0 + luck, 3.0 + 0.7 * luck
    assert product(a, b).mean() == pytest.approx(6.0, abs=0.05)
    assert (a.mean(axis=1) * b.mean(axis=1)).mean() == pytest.approx(6.0 + 0.7 / 3.0, abs=0.05)


def test_luck_that_all_points_share_is_no_noise() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(200, 1))
    assert noise_share(truth + 10.0 * rng.normal(size=(1, 4))) == pytest.approx(0.0, abs=1e-9)
    assert noise_share(truth + rng.normal(size=(200, 4))) == pytest.approx(0.2, abs=0.06)


def test_too_few_blocks_or_a_constant_give_no_index() -> None:
    points = make_points("morris", 2, 4, 1).reshape(4, points_per_block("morris", 2), 3)
    values = np.random.default_rng(1).normal(size=(4, 4, 2))
    assert analyse("morris", points, values, 1) is not None
    assert analyse("morris", points[:3], values[:3], 1) is None
    assert analyse("morris", points, np.ones_like(values), 1) is None


def test_every_step_of_a_trajectory_moves_one_factor_by_two_levels() -> None:
    points = make_points("morris", 5, 6, 3).reshape(6, 7, 6)
    steps = np.diff(points, axis=1)
    assert (np.isclose(np.abs(steps), 2.0 / 3.0).sum(axis=2) == 1).all()
    assert (np.abs(steps).sum(axis=1) > 0).all()
    assert np.array_equal(points, make_points("morris", 5, 6, 3).reshape(6, 7, 6))


def test_a_saltelli_block_is_a_then_its_crossings_then_b() -> None:
    block = make_points("sobol", 3, 8, 3).reshape(8, 6, 4)[2]
    a, b = block[0], block[-1]
    for factor in range(4):
        crossed = a.copy()
        crossed[factor] = b[factor]
        assert np.array_equal(block[1 + factor], crossed)
