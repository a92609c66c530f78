"""The value of knowing single parameters, on linear cases whose answer can be derived."""

import numpy as np
import pytest

from experiments.decisions.information import values_of_studies
from tests.decisions.known import gain_of_two, runs


def case(rng: np.random.Generator, n: int, slopes: tuple[float, ...], chance: float = 1.0):  # type: ignore[no-untyped-def]
    """Benefit of the second option: 0.1 + slopes x standard normal parameters."""
    inputs = rng.standard_normal((n, len(slopes)))
    by_draw = np.column_stack([np.zeros(n), 0.1 + inputs @ np.array(slopes)])
    return runs(rng, by_draw, chance), {f"p{i}": inputs[:, [i]] for i in range(len(slopes))}


def test_evppi_of_a_linear_normal_case_is_the_derived_one() -> None:
    """Knowing p0 alone leaves d ~ N(0.1, 0.8^2) to choose by, p1 alone N(0.1, 0.4^2), p2 nothing."""
    rng = np.random.default_rng(1)
    found = [{s.parameter: s for s in values_of_studies(*case(rng, 500, (0.8, 0.4, 0.0)))} for _ in range(12)]
    means = {key: np.mean([f[key].evppi for f in found]) for key in ("p0", "p1", "p2")}
    assert means["p0"] == pytest.approx(gain_of_two(0.1, 0.8), abs=0.03)
    assert means["p1"] == pytest.approx(gain_of_two(0.1, 0.4), abs=0.03)
    assert means["p2"] < 0.02
    spread = np.std([f["p0"].evppi for f in found])
    assert 0.4 * spread < np.mean([f["p0"].error for f in found]) < 2.5 * spread


def test_what_matters_stands_out_of_the_floor_and_says_who_is_chosen_where() -> None:
    contest, inputs = case(np.random.default_rng(2), 300, (0.8, 0.0, 0.0))
    first, *others = values_of_studies(contest, inputs)
    assert first.parameter == "p0" and first.p_any <= 0.05 and first.evppi > first.floor
    assert (first.low, first.high) == (0, 1)
    assert all(other.p_any > 0.05 for other in others)


def test_among_many_parameters_that_do_nothing_hardly_ever_one_stands_out() -> None:
    rng, claims = np.random.default_rng(3), 0
    for _ in range(15):
        contest, _ = case(rng, 100, (0.5,))
        inputs = {f"noise{i}": rng.standard_normal((100, 1)) for i in range(30)}
        claims += values_of_studies(contest, inputs, shuffles=59)[0].p_any <= 0.05
    assert claims <= 3


def test_an_effect_that_may_not_exist_is_valued_by_its_mass_and_its_size() -> None:
    """Half of the draws have no effect, the others 2: choose the option (cost 0.5) only if there is one."""
    rng = np.random.default_rng(4)
    effect = np.where(rng.random(400) < 0.5, 0.0, 2.0)
    by_draw = np.column_stack([np.zeros(400), effect - 0.5])
    (study,) = values_of_studies(runs(rng, by_draw, 1.0), {"effect": effect[:, None]})
    assert study.evppi == pytest.approx(0.25, abs=0.06)  # half of the time 0.5 is saved


def test_a_record_of_several_numbers_is_one_study() -> None:
    rng = np.random.default_rng(5)
    common = rng.standard_normal((400, 1))
    record = common + 0.1 * rng.standard_normal((400, 6))
    by_draw = np.column_stack([np.zeros(400), 0.1 + 0.8 * common[:, 0]])
    (study,) = values_of_studies(runs(rng, by_draw, 0.5), {"record": record})
    assert study.evppi == pytest.approx(gain_of_two(0.1, 0.8), abs=0.08) and study.low is None


def test_bends_are_followed() -> None:
    """The option is good in the middle of the parameter and bad at both ends: no straight line sees that."""
    rng = np.random.default_rng(6)
    x = rng.uniform(-1.0, 1.0, 400)
    by_draw = np.column_stack([np.zeros(400), 0.5 - 1.5 * x**2])
    (study,) = values_of_studies(runs(rng, by_draw, 0.3), {"x": x[:, None]})
    edge = np.sqrt(1 / 3)  # bad beyond it: E max(0, 0.5 - 1.5 x^2) = 0.5 edge - 0.5 edge^3
    assert study.evppi == pytest.approx(0.5 * edge - 0.5 * edge**3, abs=0.04)


def test_few_draws_or_a_fixed_parameter_give_nothing() -> None:
    rng = np.random.default_rng(7)
    contest, inputs = case(rng, 10, (0.8,))
    assert values_of_studies(contest, inputs) == []
    contest, _ = case(rng, 50, (0.8,))
    assert values_of_studies(contest, {"fixed": np.ones((50, 1))}) == []
