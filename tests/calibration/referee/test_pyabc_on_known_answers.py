"""pyABC, as the referee runs it, gives the answers that are known, and the same ones again."""

import logging

import numpy as np
import pytest

from calibration.fit.adjust import Values
from calibration.referee.toy import Size, make_toy

pytest.importorskip("pyabc")

from calibration.referee.by_pyabc import Population, solve

TOY = make_toy(Size(2, 4, 0, 0), noise=1.0, seed=11)
OBSERVED = TOY.means(TOY.draw(1, np.random.default_rng(12))[1])[0]


def evaluate(number: int, at: Values) -> Values:
    """The posterior mean is a sufficient summary: few summaries, so that few evaluations are enough."""
    seen = TOY.simulate(at[None, :], np.random.default_rng([13, number]))
    return TOY.means(seen)[0]


@pytest.fixture(scope="module", autouse=True)
def quiet() -> None:
    logging.getLogger("ABC").setLevel(logging.WARNING)


@pytest.fixture(scope="module")
def populations() -> list[Population]:
    return solve(evaluate, OBSERVED, 2, size=200, n_populations=4)


def test_means_and_sds_are_near_those_of_the_known_posterior(populations: list[Population]) -> None:
    last = populations[-1]
    # 200 particles with a reach above zero: means within a third of the posterior sd, sds within a quarter
    assert (np.abs(last.mean - OBSERVED) < 0.35 * TOY.sd).all()
    assert (np.abs(last.sd / TOY.sd - 1.0) < 0.25).all()


def test_a_moved_population_is_nearer_to_the_known_posterior(populations: list[Population]) -> None:
    # the first populations reach far: unmoved, their sds are near the prior's
    second = populations[1]
    moved = second.moved(OBSERVED)
    assert (np.abs(moved.sd / TOY.sd - 1.0) < 0.2).all()
    assert (moved.sd < second.sd).all()
    assert (np.abs(moved.mean - OBSERVED) < 0.3 * TOY.sd).all()


def test_later_populations_are_nearer_to_what_was_observed(populations: list[Population]) -> None:
    reaches = [population.reach for population in populations]
    assert reaches == sorted(reaches, reverse=True)


def test_a_run_is_reproducible_and_leaves_the_global_generator_alone() -> None:
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    first, again = (solve(evaluate, OBSERVED, 2, size=40, n_populations=2) for _ in range(2))
    assert (np.random.get_state()[1] == before).all()
    assert all((a.coordinates == b.coordinates).all() for a, b in zip(first, again, strict=True))
