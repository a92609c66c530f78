"""Money whose answers are worked out by hand: refund, schooling, benefits, consultants, perimeter, discounting."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.comparison import compare_row
from experiments.design import Experiment, design
from experiments.options import RunOptions
from experiments.results import Results
from experiments.verification.worlds import Inputs, Span, freeze, populated
from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled.build import build, close, run_until
from sim.engines.compiled.children import count
from sim.engines.setup import make_setup
from sim.jit import jit
from sim.outcomes.evaluate import evaluate
from sim.outcomes.ledger import MEASURE_BAND, N_BANDS, Flow, Stock
from sim.outcomes.perimeter import Perimeter
from sim.outcomes.result import RunLedger
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import LeverChange, Scenario
from sim.rules.economy import refund_ore_per_day, schooling_ore_per_day
from sim.simulate import Job, run_ledger, simulate
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Band, Employment, Measure
from tests.outcomes.ledgers import make_ledger

P = load_parameters().pack()
JOB = Job(load_municipality("ishoej"), load_parameters(), (load_scenario("status-quo"),), 1, 0, 1.0)


def ore_per_day(dkk_per_year: float) -> int:
    return round(dkk_per_year * 100 / DAYS_PER_YEAR)


# ---- rules
@pytest.mark.parametrize(
    ("price", "refund"),
    [
        (470_000, 0),
        (810_000, 0),
        (1_010_000, 50_000),  # a quarter of 200,000
        (1_600_000, 197_500),  # a quarter of 790,000
        (2_000_000, 397_500),  # and half of 400,000
    ],
)
def test_the_refund_of_a_price_is_that_of_the_law(price: float, refund: float) -> None:
    assert refund_ore_per_day(P, ore_per_day(price)) == pytest.approx(ore_per_day(refund), abs=1)


def test_schooling_is_for_placed_children_of_school_age() -> None:
    at_institution = [schooling_ore_per_day(P, Measure.INSTITUTION, band) for band in Band]
    assert at_institution == [0, 0, *[ore_per_day(125_000)] * 5, 0]
    assert schooling_ore_per_day(P, Measure.BOARDING_SCHOOL, Band.AGE_13_14) == ore_per_day(110_000)
    assert schooling_ore_per_day(P, Measure.FOSTER_FAMILY, Band.AGE_13_14) == 0
    assert schooling_ore_per_day(P, Measure.INTENSIVE_HOME, Band.AGE_13_14) == 0


# ---- a small town in which nothing happens
@jit("void(W,i8,i8)")
def give(w, c, measure):  # type: ignore[no-untyped-def]
    """A child has a measure at the average price."""
    count(w, c, -1)
    w.child[c].measure = measure
    w.child[c].price_factor = 1.0
    count(w, c, 1)


def on_benefits(world: Any) -> int:
    """Families on benefits with a child aged 0-17, counted in the world itself."""
    children = world.child[: int(world.g[0]["n_children"])]
    minors = children[(children["id"] >= 0) & (children["band"] < Band.AGE_18_22)]
    families = world.family[np.unique(minors["family"])]
    return int((families["employment"] == Employment.BENEFITS).sum())


PLACED = {
    Band.AGE_3_5: Measure.INSTITUTION,
    Band.AGE_7_11: Measure.INSTITUTION,
    Band.AGE_13_14: Measure.RESIDENTIAL_FACILITY,
    Band.AGE_15_17: Measure.FOSTER_FAMILY,
}


@pytest.fixture(scope="module")
def frozen() -> tuple[RunLedger, int]:
    """A year with one child of each age of `PLACED` placed; and the families on benefits with children, by counting."""
    prices = {"price_ore_per_day": P[0]["price_ore_per_day"], "price_cv": 0.0}
    world = populated(Inputs(150.0, prices, {"benefits": 0.3}), Span(0.0, 1.0), 0)
    freeze(world, 0)
    children = world.child[: int(world.g[0]["n_children"])]
    for band, measure in PLACED.items():
        give(world, int(np.flatnonzero((children["band"] == band) & (children["id"] >= 0))[0]), measure)
    families = on_benefits(world)
    run_until(world, DAYS_PER_YEAR)
    close(world, DAYS_PER_YEAR)
    return run_ledger(world.ledger, world.ledger.stock, 0, JOB), families


def test_schooling_of_a_frozen_town(frozen: tuple[RunLedger, int]) -> None:
    assert evaluate(frozen[0])["schooling_cost_dkk"] == pytest.approx(2 * 125_000, rel=1e-4)


def test_refund_of_a_frozen_town(frozen: tuple[RunLedger, int]) -> None:
    values = evaluate(frozen[0])
    assert values["measure_cost_dkk"] == pytest.approx(2 * 1_270_000 + 1_050_000 + 470_000, rel=1e-4)
    assert values["state_refund_dkk"] == pytest.approx(2 * 0.25 * 460_000 + 0.25 * 240_000, rel=1e-4)


def test_parents_benefits_of_a_frozen_town(frozen: tuple[RunLedger, int]) -> None:
    ledger, families = frozen
    assert families > 5
    assert evaluate(ledger)["parents_benefits_dkk"] == pytest.approx(families * 182_160 * 0.8)


def test_families_on_benefits_come_and_go_with_their_children_under_18() -> None:
    figures = {"benefits": 0.3, "migrant_benefits": 0.6, "emigration_per_day": 1e-4}
    world = populated(Inputs(500.0, {}, figures), Span(0.0, 6.0), 0)
    before = on_benefits(world)
    run_until(world, 6.0 * DAYS_PER_YEAR)
    assert on_benefits(world) != before
    assert world.ledger.stock[Stock.FAMILIES_ON_BENEFITS] == on_benefits(world)


def test_a_family_whose_children_are_all_in_aftercare_is_not_counted() -> None:
    town = JOB.municipality.with_figures({"residents_0_17": 5000.0, "p_family_on_benefits": 0.9})
    setup = make_setup(town, load_parameters().with_values({"p_aftercare": 0.95, "p_place.endangered": 0.6}))
    start = -12.0 * DAYS_PER_YEAR
    world = build(setup, seed=3, replication=0, agency=0, start_days=start, origin=0.0, n_months=1)
    run_until(world, 0.0)
    children = world.child[: int(world.g[0]["n_children"])]
    here = children[children["id"] >= 0]
    grown_up = set(here["family"][here["band"] == Band.AGE_18_22]) - set(here["family"][here["band"] < Band.AGE_18_22])
    assert sum(world.family["employment"][list(grown_up)] == Employment.BENEFITS) > 3
    assert world.ledger.stock[Stock.FAMILIES_ON_BENEFITS] == on_benefits(world)


# ---- consultants
def supported(end_days: float | None) -> RunLedger:
    """A quarter under a policy whose consultants support placements from its start."""
    changes = (LeverChange(Lever.FOSTER_CONSULTANT, 1.0, 0.0, 0.0, end_days),)
    policy = Scenario("consultants", "Consultants", "Konsulenter", "test", changes=changes)
    town = JOB.municipality.with_figures({"residents_0_17": 1500.0})
    return simulate(replace(JOB, municipality=town, scenarios=(policy,), years=0.25, warmup_years=6.0))[0]


def in_families(ledger: RunLedger) -> np.ndarray:
    """Child-days in network care and foster families by month."""
    start, end = Measure.NETWORK_CARE * N_BANDS, (Measure.FOSTER_FAMILY + 1) * N_BANDS
    return ledger.acc[:, MEASURE_BAND + start : MEASURE_BAND + end].sum(axis=1)


def test_consultants_are_paid_for_every_day_from_policy_start() -> None:
    ledger = supported(None)
    days = in_families(ledger)
    assert len(days) == 3 and days.min() > 30.0
    np.testing.assert_allclose(ledger.acc[:, Stock.WITH_CONSULTANT], days)
    cost = evaluate(ledger)["further_cost_dkk"]
    assert cost == pytest.approx(days.sum() / DAYS_PER_YEAR * 25_000 / 0.25)


def test_consultants_are_paid_until_their_last_day() -> None:
    ledger = supported(45.0)
    days, paid = in_families(ledger), ledger.acc[:, Stock.WITH_CONSULTANT]
    assert paid[0] == pytest.approx(days[0])
    share_of_month = (45.0 - DAYS_PER_YEAR / 12) / (DAYS_PER_YEAR / 12)
    assert paid[1] / days[1] == pytest.approx(share_of_month, abs=0.05)
    assert paid[2] == 0.0 and ledger.end_stock[Stock.WITH_CONSULTANT] == 0


# ---- perimeter
TOWN = {
    Stock.COST_13_17_ORE: 300_000,
    Stock.STATE_REFUND_ORE: 50_000,
    Stock.SCHOOLING_ORE: 40_000,
    Stock.FAMILIES_ON_BENEFITS: 30,
    Stock.WITH_CONSULTANT: 8,
    Stock.POSTS_ALL_MICRO: 3_000_000,
}
CONSTANTS = {"consultant_dkk_per_year": 25_000.0, "benefits_dkk_per_year": 100_000.0, "pay_only_dkk_per_year": 9e5}
COMPONENTS = {
    "state_refund": ("state_refund_dkk", -500 * DAYS_PER_YEAR),
    "schooling": ("schooling_cost_dkk", 400 * DAYS_PER_YEAR),
    "parents_benefits": ("parents_benefits_dkk", 3e6),
    "pay_only": ("pay_only_dkk", 9e5),
}


def values_with(*switches: str) -> dict[str, float | None]:
    ledger = make_ledger(TOWN, {Flow.FURTHER_COST_ORE: 1_000_00}, **CONSTANTS)
    return evaluate(replace(ledger, perimeter=Perimeter(**dict.fromkeys(switches, True))))


def test_the_default_perimeter_is_gross_municipal_cost() -> None:
    assert values_with()["total_cost_dkk"] == pytest.approx(3000 * DAYS_PER_YEAR + 3 * 600_000 + 12_000 + 8 * 25_000)


@pytest.mark.parametrize("switch", COMPONENTS)
def test_a_switch_adds_exactly_its_component(switch: str) -> None:
    key, amount = COMPONENTS[switch]
    without, with_it = values_with(), values_with(switch)
    assert abs(amount) == pytest.approx(without[key])
    assert with_it["total_cost_dkk"] - without["total_cost_dkk"] == pytest.approx(amount)
    rest = without.keys() - {"total_cost_dkk"}
    assert {k: with_it[k] for k in rest} == {k: without[k] for k in rest}


def test_all_switches_together_add_all_components() -> None:
    gross, whole = values_with(), values_with(*COMPONENTS)
    added = sum(amount for _, amount in COMPONENTS.values())
    assert whole["total_cost_dkk"] - gross["total_cost_dkk"] == pytest.approx(added)


# ---- discounting
def experiment(*settings: str, years: float = 1.25) -> Experiment:
    return design(("status-quo", "fewer-cases"), RunOptions("ishoej", years, 2, settings=settings))


def with_costs(of: Experiment, net: list[float]) -> Results:
    """Two replications whose scenario costs so much more than its base [DKK per year] in each month."""
    course = np.array([np.full(len(net), 5e6), 5e6 + np.array(net)])
    values = np.zeros((2, 1000))
    return Results(of, rows=[values, values], cost=[course, course], replications=[0, 1])


def present(results: Results) -> float:
    row = compare_row(results, 1, "net_present_cost_dkk")
    assert row["base"] == 0.0 and row["unit"] == "DKK"
    return float(row["value"])


def test_each_month_is_discounted_from_its_middle_to_policy_start() -> None:
    net = [120_000.0] + [0.0] * 13 + [-240_000.0]
    expected = 10_000 * 1.035 ** (-0.5 / 12) - 20_000 * 1.035 ** (-14.5 / 12)
    assert present(with_costs(experiment(), net)) == pytest.approx(expected)


def test_a_shorter_last_month_counts_by_its_days_and_its_own_middle() -> None:
    expected = 6_000 * 1.035 ** (-3.3 / 12)  # the fourth month ends after 3.6 months
    assert present(with_costs(experiment(years=0.3), [0.0, 0.0, 0.0, 120_000.0])) == pytest.approx(expected)


def test_without_discounting_it_is_the_sum_of_the_months() -> None:
    net = [12_000.0 * month for month in range(15)]
    results = with_costs(experiment("discount_rate_per_year=0"), net)
    assert present(results) == pytest.approx(1_000 * sum(range(15)))


def test_a_scenario_that_changes_no_money_has_a_present_cost_of_zero() -> None:
    assert present(with_costs(experiment(), [0.0] * 15)) == 0.0
