"""Impairment cases whose stock and money are worked out by hand."""

from typing import Any

import numpy as np
import pytest

from experiments.verification.worlds import Inputs, Span, freeze, populated, replicate
from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled.build import close, run_until
from sim.engines.compiled.children import count
from sim.jit import jit
from sim.outcomes.evaluate import evaluate
from sim.outcomes.ledger import MEASURE_BAND, N_BANDS, NEED_BAND, Stock
from sim.parameters.load import load_parameters
from sim.rules.impairment import PRACTICAL_HELP, RESPITE, SPECIAL_DAY_CARE
from sim.simulate import Job, run_ledger
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Band, Employment, Measure
from tests.outcomes.ledgers import make_ledger

P = load_parameters().pack()
JOB = Job(load_municipality("ishoej"), load_parameters(), (load_scenario("status-quo"),), 1, 0, 1.0)

# ---- the stationary stock
RESIDENTS, SHARE, P_CASE, ONSET_YEARS, WAIT_DAYS, P_COMPLEX = 6000.0, 0.2, 0.8, 1.0, 5.0, 0.4
ENTRY_YEARS = ONSET_YEARS + WAIT_DAYS / DAYS_PER_YEAR
START_PER_YEAR, SPELL_DAYS = 2.0, 200.0
CASES = {
    "impairment_share": (0.0, 0.0, 0.0, SHARE),
    "impairment_onset_mean_days": ONSET_YEARS * DAYS_PER_YEAR,
    "impairment_onset_cv": 0.0,
    "p_impairment_case": P_CASE,
    "impairment_case_wait_mean_days": WAIT_DAYS,
    "p_complex_case": P_COMPLEX,
    "lost_earnings_start_per_day": START_PER_YEAR / DAYS_PER_YEAR,
    "lost_earnings_mean_days": SPELL_DAYS,
}
N = 8


@pytest.fixture(scope="module")
def stationary() -> list[tuple[dict[str, float | None], Any]]:
    """Two years in which onset, cases and lost earnings are all that happens: outcomes, and the world at the end."""

    def run(replication: int) -> tuple[dict[str, float | None], Any]:
        world = populated(Inputs(RESIDENTS, CASES, {"impairment": 1.0}), Span(-8.0, 2.0), replication)
        run_until(world, 2.0 * DAYS_PER_YEAR)
        close(world, 2.0 * DAYS_PER_YEAR)
        job = Job(JOB.municipality, JOB.parameters, JOB.scenarios, 1, 0, 2.0)
        return evaluate(run_ledger(world.ledger, world.ledger.stock, 0, job)), world

    return replicate(run, N)


def mean_of(runs: list[tuple[dict[str, float | None], Any]], key: str) -> tuple[float, float]:
    """Mean over replications and its standard error."""
    values = np.array([run[0][key] for run in runs], dtype=float)
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(N))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("impairment_cases_0_6", RESIDENTS / 18 * SHARE * P_CASE * (7.0 - ENTRY_YEARS)),
        ("impairment_cases", RESIDENTS / 18 * SHARE * P_CASE * (18.0 - ENTRY_YEARS)),
        ("impairment_cases_new_per_year", RESIDENTS / 18 * SHARE * P_CASE),
        ("age_at_impairment_case_years", ENTRY_YEARS),
        ("complex_share", P_COMPLEX),
        ("coordination_enrolled", 0.0),
        ("false_labels", 0.0),
    ],
)
def test_the_stationary_stock_is_the_rate_of_new_cases_times_their_duration(
    stationary: list[tuple[dict[str, float | None], Any]], key: str, expected: float
) -> None:
    mean, error = mean_of(stationary, key)
    assert abs(mean - expected) < max(4.0 * error, 0.002 * expected + 1e-9)


def test_the_share_of_working_parents_on_lost_earnings_is_that_of_the_two_rates(
    stationary: list[tuple[dict[str, float | None], Any]],
) -> None:
    on, all_cases = 0, 0
    for _, world in stationary:
        children = world.child[: int(world.g[0]["n_children"])]
        settled = children[(children["id"] >= 0) & (children["impairment_case"] == 1) & (children["band"] >= 2)]
        working = world.family["employment"][settled["family"]] == Employment.WORK
        on, all_cases = on + int(settled["lost_earnings"][working].sum()), all_cases + int(working.sum())
        assert not settled["lost_earnings"][~working].any()
    expected = START_PER_YEAR / (START_PER_YEAR + DAYS_PER_YEAR / SPELL_DAYS)
    assert on / all_cases == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1 - expected) / all_cases))


# ---- money of a small town in which nothing happens
@jit("void(W,i8,i8,i8,i8,i8)")
def give(w, c, services, complex_case, lost_earnings, measure):  # type: ignore[no-untyped-def]
    """A child has an impairment case with these services, perhaps lost earnings, and a main measure without a price."""
    count(w, c, -1)
    child = w.child[c]
    child.impaired = child.impairment_case = 1
    child.complex_case = complex_case
    child.services = services
    child.lost_earnings = lost_earnings
    child.measure = measure
    child.price_factor = 0.0
    count(w, c, 1)


GIVEN = {
    Band.AGE_3_5: (RESPITE + SPECIAL_DAY_CARE, 1, 1, Measure.NONE),
    Band.AGE_7_11: (RESPITE, 0, 0, Measure.NONE),
    Band.AGE_13_14: (PRACTICAL_HELP, 1, 1, Measure.FAMILY_TREATMENT),
    Band.AGE_15_17: (RESPITE + PRACTICAL_HELP, 1, 1, Measure.FOSTER_FAMILY),  # placed: none of it is paid
}


@pytest.fixture(scope="module")
def frozen() -> dict[str, float | None]:
    """A year with one child of each age of `GIVEN`."""
    world = populated(Inputs(150.0), Span(0.0, 1.0), 0)
    freeze(world, 0)
    children = world.child[: int(world.g[0]["n_children"])]
    for band, state in GIVEN.items():
        give(world, int(np.flatnonzero((children["band"] == band) & (children["id"] >= 0))[0]), *state)
    run_until(world, DAYS_PER_YEAR)
    close(world, DAYS_PER_YEAR)
    return evaluate(run_ledger(world.ledger, world.ledger.stock, 0, JOB))


def test_services_of_a_frozen_town(frozen: dict[str, float | None]) -> None:
    assert frozen["services_dkk"] == pytest.approx(2 * 85_000 + 380_000 + 70_000, rel=1e-4)
    assert frozen["measure_cost_dkk"] == pytest.approx(frozen["services_dkk"])
    assert frozen["cost_0_6_dkk"] == pytest.approx(465_000, rel=1e-4)
    assert frozen["cost_7_12_dkk"] == pytest.approx(85_000, rel=1e-4)
    assert frozen["cost_13_17_dkk"] == pytest.approx(70_000, rel=1e-4)
    assert frozen["children_with_respite"] == pytest.approx(2.0)


def test_lost_earnings_of_a_frozen_town_are_shared_with_the_state(frozen: dict[str, float | None]) -> None:
    assert frozen["parents_on_lost_earnings"] == pytest.approx(2.0)
    assert frozen["lost_earnings_dkk"] == pytest.approx(130_000, rel=1e-4)
    assert frozen["lost_earnings_state_dkk"] == pytest.approx(130_000, rel=1e-4)


def test_cases_of_a_frozen_town(frozen: dict[str, float | None]) -> None:
    assert frozen["impairment_cases"] == pytest.approx(4.0)
    assert frozen["impairment_cases_0_6"] == pytest.approx(1.0)
    assert frozen["complex_share"] == pytest.approx(0.75)


def test_posts_of_special_advisers_cost_as_others_and_are_no_case_holding_posts() -> None:
    stocks = {Stock.POSTS_ALL_MICRO: 3_000_000, Stock.POSTS_MICRO: 2_000_000, Stock.OPEN_CASES: 60}
    without = evaluate(make_ledger(stocks))
    with_them = evaluate(make_ledger({**stocks, Stock.IMPAIRMENT_POSTS_MICRO: 1_500_000}))
    assert with_them["staff_cost_dkk"] - without["staff_cost_dkk"] == pytest.approx(900_000)
    assert with_them["nominal_caseload"] == without["nominal_caseload"] == pytest.approx(30.0)


def test_shares_of_diagnoses_are_of_children_with_a_measure_and_of_others() -> None:
    """Early help is no measure that makes a child count as vulnerable."""
    by_need = (700, 100, 80, 15, 5)
    town: dict[int, float] = {NEED_BAND + need * N_BANDS + Band.AGE_7_11: n for need, n in enumerate(by_need)}
    with_measure = {Measure.EARLY_HELP: 30, Measure.FAMILY_TREATMENT: 80, Measure.FOSTER_FAMILY: 20}
    town |= {MEASURE_BAND + measure * N_BANDS + Band.AGE_7_11: n for measure, n in with_measure.items()}
    town |= {Stock.ADHD_VULNERABLE: 10, Stock.ADHD_OTHER: 12, Stock.AUTISM_VULNERABLE: 5, Stock.AUTISM_OTHER: 8}
    values = evaluate(make_ledger(town))
    shares = [values[f"{kind}_share_{group}"] for kind in ("adhd", "autism") for group in ("vulnerable", "other")]
    assert shares == pytest.approx([0.1, 0.015, 0.05, 0.01])
