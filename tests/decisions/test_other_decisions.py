"""Break-even caseloads, who gains and loses, robustness over variants, and dominance, on cases with known answers."""

import numpy as np
import pytest

from experiments.decisions.breakeven import break_even, falling
from experiments.decisions.contest import Contest
from experiments.decisions.equity import equity
from experiments.decisions.pareto import pareto
from experiments.decisions.robustness import robustness
from tests.decisions.known import runs

GRID = np.array([12.0, 16.0, 20.0, 26.0])


def test_break_even_lies_where_the_straight_line_crosses_zero() -> None:
    curves = 2.0 * (np.array([[15.0], [18.0], [21.0]]) - GRID)
    found = break_even(GRID, curves)
    assert found.samples == pytest.approx([15.0, 18.0, 21.0]) and found.median == pytest.approx(18.0)
    assert (found.p_nowhere, found.p_everywhere, found.rising) == (0.0, 0.0, 0.0)
    assert found.p_pays == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0])


def test_draws_that_never_or_always_pay_are_counted_and_not_averaged() -> None:
    curves = np.array([[9.0, 5.0, 3.0, 1.0], [4.0, 2.0, -2.0, -3.0], [-1.0, -2.0, -3.0, -4.0], [8.0, 4.0, 2.0, 1.0]])
    found = break_even(GRID[::-1], curves[:, ::-1])
    assert (found.p_nowhere, found.p_everywhere) == (0.5, 0.25) and found.median == pytest.approx(18.0)


def test_a_caseload_at_which_nothing_breaks_even_has_no_median() -> None:
    found = break_even(GRID, np.ones((10, 4)))
    assert found.p_nowhere == 1.0 and found.median is None and found.interval90 is None


def test_savings_that_are_used_up_count_where_they_begin() -> None:
    found = break_even(GRID, np.array([[2.0, -2.0, -1.0, -0.5]]))
    assert found.samples == pytest.approx([14.0]) and found.rising == 1.0
    assert falling(np.array([2.0, -2.0, -1.0, -0.5])) == pytest.approx([2.0, -3.5 / 3, -3.5 / 3, -3.5 / 3])


def groups_of(rng: np.random.Generator, effects: list[float], n: int = 100) -> np.ndarray:
    return rng.normal(np.array(effects)[:, None], 0.5, (len(effects), n))


def test_a_group_that_is_set_back_is_named_though_the_others_gain() -> None:
    rows, draws = groups_of(np.random.default_rng(1), [-1.0, -0.8, 0.5]), np.arange(100) // 2
    found = equity(("young", "middle", "old"), rows, draws, "lower")
    assert found is not None and [g.verdict for g in found.groups] == ["gains", "gains", "loses"]
    assert found.p_someone_loses is not None and found.p_someone_loses > 0.99
    assert (found.lowest, found.highest) == ("young", "old") and found.spread == pytest.approx(1.5, abs=0.2)
    assert found.spread90[0] <= found.spread <= found.spread90[1]


def test_where_less_is_not_better_groups_move_and_nobody_wins() -> None:
    rows = groups_of(np.random.default_rng(2), [-1.0, 0.0])
    rows[1] -= rows[1].mean()
    found = equity(("a", "b"), rows, np.arange(100) // 2, "neutral")
    assert found is not None and [g.verdict for g in found.groups] == ["moved", "unmoved"]
    assert found.p_someone_loses is None and all(g.p_gains is None for g in found.groups)


def test_of_many_groups_alike_hardly_ever_one_is_said_to_lose() -> None:
    """Eight groups that nothing happens to: told one by one, about one family in three would name a loser."""
    rng, named = np.random.default_rng(6), 0
    for _ in range(60):
        found = equity(tuple("abcdefgh"), groups_of(rng, [0.0] * 8), np.arange(100), "lower")
        assert found is not None
        named += any(g.verdict == "loses" for g in found.groups)
    assert named <= 8


@pytest.mark.parametrize("effects", [[0.0] * 8, [0.0, 0.1, 0.2, 0.3], [-1.0, -0.8, 0.5]])
def test_the_interval_of_the_spread_between_groups_holds_it_and_may_begin_at_zero(effects: list[float]) -> None:
    rng, held = np.random.default_rng(7), 0
    for _ in range(60):
        found = equity(tuple("abcdefgh"[: len(effects)]), groups_of(rng, effects), np.arange(100) // 2, "lower")
        assert found is not None
        held += found.spread90[0] <= np.ptp(effects) <= found.spread90[1]
    assert held >= 0.9 * 60 - 3.0 * np.sqrt(60 * 0.9 * 0.1)


def test_a_group_that_nobody_knows_is_left_out() -> None:
    rows = groups_of(np.random.default_rng(3), [-1.0, 0.0])
    rows[1] = np.nan
    found = equity(("a", "b"), rows, np.arange(100) // 2, "lower")
    assert found is not None and [g.group for g in found.groups] == ["a"]


def test_a_variant_that_turns_the_choice_is_named_with_what_the_common_choice_costs_there() -> None:
    rng = np.random.default_rng(4)
    means = {"usual": [0.0, 1.0, 0.8], "no contact effect": [0.0, -1.0, 0.5], "queue": [0.0, 1.0, 0.7]}
    found = robustness({key: runs(rng, np.tile(m, (60, 1)), 0.1) for key, m in means.items()})
    assert not found.same_everywhere and (found.usual, found.common) == (1, 2)
    assert [v.best for v in found.variants] == [1, 2, 1]
    assert [v.cost_of_common for v in found.variants] == pytest.approx([0.2, 0.0, 0.3], abs=0.05)
    assert all(v.p_best > 0.95 for v in found.variants)


def test_dominated_scenarios_are_told_by_whom() -> None:
    rng = np.random.default_rng(5)
    money = runs(rng, np.tile([0.0, 1.0, 0.5, 0.4], (50, 1)), 0.05)
    children = runs(rng, np.tile([0.0, -1.0, 0.5, 0.2], (50, 1)), 0.05)
    found = pareto([money, children])
    assert found is not None
    assert found.undominated.tolist() == [False, True, True, False]
    assert found.dominated_by == ((2, 3), (), (), (2,))
    assert found.p_undominated == pytest.approx([0.0, 1.0, 1.0, 0.0])


def test_outcomes_that_no_two_draws_know_together_have_no_dominance() -> None:
    rng = np.random.default_rng(6)
    money, children = (runs(rng, np.tile([0.0, 1.0], (4, 1)), 0.05) for _ in range(2))
    apart = Contest(children.scenarios, children.values, children.groups + 100, children.better)
    assert pareto([money, apart]) is None
