"""The sequential procedure: the promise over repeated trials, and the same course as an established implementation."""

import types
from typing import Any

import numpy as np
import pytest

from experiments.decisions.kim_nelson import Plan, Selection, kim_nelson

Values = np.ndarray


def from_table(table: Values) -> Any:
    """Observations from a table [scenario, observation]."""
    return lambda alive, first, n: table[list(alive), first : first + n]


def correlated(rng: np.random.Generator, means: Values, n: int, share: float) -> Values:
    """Normal observations [scenario, n] of variance one; `share` of it is luck that all scenarios share."""
    own, luck = rng.standard_normal((len(means), n)), rng.standard_normal(n)
    return np.asarray(means)[:, None] + np.sqrt(share) * luck + np.sqrt(1.0 - share) * own


def trials(means: list[float], plan: Plan, n_trials: int, share: float) -> list[Selection]:
    rng = np.random.default_rng(11)
    return [
        kim_nelson(from_table(correlated(rng, np.array(means), plan.most, share)), len(means), plan)
        for _ in range(n_trials)
    ]


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_the_best_is_selected_at_least_as_often_as_promised(share: float) -> None:
    """The hardest case of the promise: every rival is worse by exactly the zone."""
    plan = Plan(zone=0.5, confidence=0.8, most=4000)
    found = trials([0.0, 0.0, 0.5, 0.0], plan, 250, share)
    assert all(selection.done for selection in found)
    assert np.mean([selection.best == 2 for selection in found]) >= 0.8 - 2.0 * np.sqrt(0.8 * 0.2 / 250)


def test_pairing_saves_observations() -> None:
    plan = Plan(zone=0.5, confidence=0.95, most=20_000)
    apart, paired = (
        np.mean([s.observations for s in trials([0.0, 0.2, 0.8], plan, 40, share)]) for share in (0.0, 0.9)
    )
    assert paired < 0.5 * apart


def test_scenarios_alike_end_at_the_bound_with_one_left() -> None:
    plan = Plan(zone=1.0, most=10_000)
    for selection in trials([0.0, 0.0, 0.0], plan, 20, 0.5):
        assert selection.done and selection.observations <= selection.bound


def test_the_size_of_batches_changes_nothing() -> None:
    table = correlated(np.random.default_rng(3), np.array([0.0, 0.3, 0.1, 0.2]), 5000, 0.3)
    found = [kim_nelson(from_table(table), 4, Plan(zone=0.2, most=5000, batch=b)) for b in (1, 7, 64)]
    assert found[0] == found[1] == found[2]


def test_given_up_before_one_is_left_it_says_so_and_names_the_likely_best_first() -> None:
    table = np.array([[0.0, 1.0] * 10, [0.1, 1.0] * 10, [0.05, 1.2] * 10])
    selection = kim_nelson(from_table(table), 3, Plan(zone=0.001, most=20))
    assert not selection.done and selection.observations == 20 and set(selection.left) == {0, 1, 2}
    assert selection.best == int(np.argmax(table.mean(axis=1)))


class _Bandits:
    """The model that the referee asks for: one observation of one scenario at a time, from a table."""

    def __init__(self, table: Values) -> None:
        self.table, self.count, self.observer = table, np.zeros(len(table), int), None

    def register_observer(self, observer: Any) -> None:
        self.observer = observer

    def simulate(self, scenario: int) -> None:
        value = self.table[scenario, self.count[scenario]]
        self.count[scenario] += 1
        assert self.observer is not None
        self.observer.feedback(self, scenario, value)


@pytest.mark.parametrize("seed", range(5))
def test_with_two_scenarios_it_takes_the_same_course_as_the_referee(seed: int) -> None:
    """Two scenarios, because the referee looks up the variances of more of them in the wrong order."""
    pytest.importorskip("sim_tools")
    from sim_tools.ovs.indifference_zone import KN

    table = correlated(np.random.default_rng(seed), np.array([0.0, 0.4]), 3000, 0.5)
    bandits = _Bandits(table)
    referee = KN(bandits, 2, 0.3, alpha=0.1, n_0=10, obj="max").solve()
    own = kim_nelson(from_table(table), 2, Plan(zone=0.3, confidence=0.9, most=3000))
    # it asks for one more observation after the one that decides
    assert (own.best, own.observations) == (int(referee[0]), int(bandits.count.max()) - 1)


def test_with_equal_variances_five_scenarios_take_the_same_course_as_the_referee() -> None:
    """A first stage whose paired differences all have one variance: then the referee's look-up does no harm."""
    pytest.importorskip("sim_tools")
    from sim_tools.ovs.indifference_zone import KN

    rng = np.random.default_rng(8)
    table = correlated(rng, np.linspace(0.0, 0.6, 5), 5000, 0.2)
    centred = np.column_stack([np.ones(10), rng.standard_normal((10, 5))])
    table[:, :10] = np.linalg.qr(centred)[0][:, 1:].T * 3.0 + np.linspace(0.0, 0.6, 5)[:, None]
    bandits = _Bandits(table)
    referee = KN(bandits, 5, 0.3, alpha=0.05, n_0=10, obj="max").solve()
    own = kim_nelson(from_table(table), 5, Plan(zone=0.3, most=5000))
    assert (own.best, own.observations) == (int(referee[0]), int(bandits.count.max()) - 1)
    assert own.left_after == {k: int(bandits.count[k]) for k in range(5) if k != own.best}


def test_shares_of_a_budget_are_those_of_the_referee() -> None:
    """The referee hands out a large budget in one go; ratios of runs to the second best are compared."""
    pytest.importorskip("sim_tools")
    from sim_tools.ovs.fixed_budget import OCBA

    from experiments.decisions.allocation import allocation

    means, deviations = np.array([1.0, 2.0, 2.5, 3.0, 2.8]), np.array([1.0, 0.5, 1.0, 2.0, 1.5])
    model: Any = types.SimpleNamespace(register_observer=lambda _: None)
    referee = OCBA(model, 5, 1_000_025, 1_000_000)
    referee._allocations, referee._means = np.full(5, 5, np.int32), -means
    referee._vars = deviations**2
    runs = referee._allocate() + 5
    assert allocation(means, deviations) == pytest.approx(runs / runs.sum(), rel=1e-3)
