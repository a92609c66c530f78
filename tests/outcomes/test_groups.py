"""Outcomes by group: groups add up to the totals, and say what the children themselves say."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled import build as compiled
from sim.engines.reference import run as reference
from sim.engines.setup import make_plan, make_setup
from sim.errors import InputError
from sim.outcomes.by_group import counts_of, evaluate_groups
from sim.outcomes.groups import GROUP_OUTCOMES, Group, groups_of
from sim.outcomes.ledger import COVERED_GROUP, NEED_BAND, OPEN_AGE, Count, Stock, district_group, group_stock
from sim.outcomes.views import View
from sim.parameters.load import load_parameters
from sim.policy.scenario import Coverage
from sim.units import DAYS_PER_YEAR, ORE_PER_DKK
from sim.vocabulary import N_DISTRICTS_MOST, Impairment, Measure, Need, Status
from tests.agreement.first_difference import Trial
from tests.agreement.trials import STRAIN
from tests.outcomes.ledgers import make_ledger

ENGINES = {"compiled": compiled, "reference": reference}
OPEN = (Status.IN_ASSESSMENT, Status.OPEN, Status.AFTERCARE)
DIMENSIONS = ("need", "impairment", "age", "district", "arm")
KEYS = list(GROUP_OUTCOMES)


@cache
def world_of(engine: str) -> Any:
    """A strained town in which half the districts are covered, with every stock in use, after two years."""
    place = load_municipality("ishoej").with_figures({"residents_0_17": 1500.0, "n_districts": 4.0})
    setup = make_setup(place, load_parameters().with_values(STRAIN))
    scenario = replace(load_scenario("placement-practice", place), coverage=Coverage.DISTRICTS, share=0.5)
    options = {"invariants": True} if engine == "reference" else {}
    trial = Trial(setup, make_plan(scenario, setup), seed=5, warmup_years=3.0, years=2.0, options=options)
    return trial.run(ENGINES[engine])


def stocks_of(engine: str) -> Any:
    return world_of(engine).ledger.stock[None, :]


def total(stocks: Any, dimension: str) -> Any:
    """Sum over the groups of a dimension [count]."""
    groups = [g for g in groups_of(N_DISTRICTS_MOST, True) if g.dimension == dimension and not g.untreated]
    return np.sum([counts_of(stocks, group)[0] for group in groups], axis=0)


def children_0_17(stocks: Any) -> list[int]:
    """Totals from stocks that know nothing of groups: residents, open cases, placed, cost [øre per day]."""
    view = View(stocks, stocks, np.ones(1), make_ledger())
    cost = sum(stocks[0, s] for s in (Stock.COST_0_6_ORE, Stock.COST_7_12_ORE, Stock.COST_13_17_ORE))
    open_cases = stocks[0, Stock.OPEN_CASES] - stocks[0, OPEN_AGE + 3]
    return [int(view.residents_0_17()[0]), int(open_cases), int(view.placed(tuple(range(7)))[0]), int(cost)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_groups_of_every_dimension_add_up_to_the_total_exactly(engine: str, dimension: str) -> None:
    stocks = stocks_of(engine)
    assert total(stocks, dimension).tolist() == children_0_17(stocks)
    assert min(children_0_17(stocks)) > 0


def test_integrals_by_group_add_up_to_those_of_the_total() -> None:
    days = world_of("compiled").ledger.acc.sum(axis=0, keepdims=True)
    wanted = [days[0, NEED_BAND : NEED_BAND + 40].sum(), days[0, Stock.OPEN_CASES] - days[0, OPEN_AGE + 3]]
    for dimension in DIMENSIONS:
        np.testing.assert_allclose(total(days, dimension)[:2], wanted, rtol=1e-12)


def test_engines_agree_on_groups_bit_for_bit() -> None:
    one, other = (world_of(name).ledger for name in ENGINES)
    assert np.array_equal(one.stock, other.stock) and np.array_equal(one.acc, other.acc)


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_count_the_children_that_are_there(engine: str) -> None:
    world = world_of(engine)
    here = ENGINES[engine].children(world)
    now = 2.0 * DAYS_PER_YEAR
    here = here[now - here["born"] < 18.0 * DAYS_PER_YEAR]
    is_open, placed = np.isin(here["status"], OPEN), here["measure"] >= Measure.NETWORK_CARE
    masks = {Group("need", "4b"): here["need"] == Need.ENDANGERED, Group("need", "1"): here["need"] == Need.THRIVING}
    masks |= {Group("impairment", kind.name.lower()): here["impairment"] == kind for kind in Impairment}
    masks |= {Group("district", str(d + 1)): here["district"] == d for d in range(4)}
    masks |= {Group("arm", "covered"): here["arm"] == 1, Group("arm", "not_covered"): here["arm"] == 0}
    for group, mask in masks.items():
        found = counts_of(stocks_of(engine), group)[0, :3].tolist()
        assert found == [mask.sum(), (mask & is_open).sum(), (mask & placed).sum()], group


def test_rates_divide_by_the_residents_of_the_group() -> None:
    here, elsewhere = district_group(1, Impairment.ADHD), district_group(0, Impairment.ADHD)
    stocks = {
        group_stock(here, Count.RESIDENTS): 200, group_stock(here, Count.OPEN_CASES): 30,
        group_stock(here, Count.PLACED): 8, group_stock(here, Count.COST_ORE): 500_000,
        group_stock(elsewhere, Count.RESIDENTS): 300, group_stock(COVERED_GROUP, Count.RESIDENTS): 200,
    }  # fmt: skip
    groups = (Group("district", "2"), Group("impairment", "adhd"), Group("district", "3"), Group("arm", "not_covered"))
    ledger = make_ledger(stocks, years=2.0)
    found = evaluate_groups(ledger, groups, ledger)
    cost = 5000.0 * DAYS_PER_YEAR
    assert found.shape == (4, len(KEYS), 1 + 24)
    for span in (0, 1, 24):
        np.testing.assert_allclose(found[0, :, span], [200, 30, 150, 8, 40, cost, cost / 200], rtol=1e-12)
        np.testing.assert_allclose(found[1, :, span], [500, 30, 60, 8, 16, cost, cost / 500], rtol=1e-12)
        np.testing.assert_allclose(found[3, [0, 1], span], [300, 30], rtol=1e-12)
    assert np.isnan(found[2, KEYS.index("placed_per_1000")]).all() and not found[2, KEYS.index("placed")].any()
    assert ORE_PER_DKK == 100


def test_arms_are_unknown_without_the_untreated_run() -> None:
    ledger = make_ledger({NEED_BAND: 100})
    found = evaluate_groups(ledger, (Group("arm", "covered"), Group("need", "1")), None)
    assert np.isnan(found[0]).all() and found[1, 0, 0] == pytest.approx(100.0)


def test_more_districts_than_there_is_room_for_is_one_message() -> None:
    place = load_municipality("ishoej")
    with pytest.raises(InputError, match=rf"n_districts.*{N_DISTRICTS_MOST}"):
        make_setup(place.with_figures({"n_districts": N_DISTRICTS_MOST + 1.0}), load_parameters())
    most = make_setup(place.with_figures({"n_districts": float(N_DISTRICTS_MOST)}), load_parameters())
    assert most.n_districts == N_DISTRICTS_MOST
