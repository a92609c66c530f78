"""Readings leave no trace, and their outcomes are unknown where nothing is read."""

from typing import Any

import numpy as np
import pytest

from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled import build as compiled
from sim.engines.reference import run as reference
from sim.engines.setup import make_setup
from sim.outcomes.evaluate import evaluate, monthly
from sim.outcomes.formulas import MEASUREMENT
from sim.outcomes.ledger import FIRST_READING, N_READINGS, N_STOCKS, Reading
from sim.parameters.load import load_parameters
from sim.simulate import Job, simulate
from tests.agreement.first_difference import Trial, first_row
from tests.agreement.trials import plain_trial
from tests.outcomes.ledgers import make_ledger

READINGS = N_STOCKS + FIRST_READING
NEVER = 1_000_000
OTHERWISE = {"p_answers": 0.9, "complaints_per_year": 1.5, "sdq_noise_sd": 9.0, "p_step_misregistered": 0.4}


def run(engine: Any, trial: Trial, reads: bool) -> Any:
    """A world at the end, with its readings taken or left out."""
    world = trial.fork(engine)
    if not reads and engine is compiled:
        world.g[0]["quarter_read"] = NEVER
    elif not reads:
        world.quarter_read = NEVER
    engine.run_until(world, trial.until)
    engine.close(world, trial.until)
    return world


@pytest.mark.parametrize("engine", [compiled, reference])
def test_a_run_with_readings_is_the_run_without(engine: Any) -> None:
    trial = plain_trial("all-three", warmup_years=3.0, years=1.0)
    one, other = run(engine, trial, True), run(engine, trial, False)
    assert first_row(engine.log_rows(one), engine.log_rows(other)) is None
    assert np.array_equal(one.ledger.acc[:, :READINGS], other.ledger.acc[:, :READINGS])
    assert one.ledger.acc[:, READINGS:].any() and not other.ledger.acc[:, READINGS:].any()


def test_reading_otherwise_changes_readings_alone() -> None:
    trial = plain_trial("all-three", warmup_years=3.0, years=1.0)
    place = load_municipality("ishoej").with_figures({"residents_0_17": 600})
    setup = make_setup(place, load_parameters().with_values(OTHERWISE))
    other = Trial(setup, trial.plan, seed=trial.seed, warmup_years=3.0, years=1.0)
    one, two = trial.run(compiled), other.run(compiled)
    assert first_row(compiled.log_rows(one), compiled.log_rows(two)) is None
    assert np.array_equal(one.ledger.acc[:, :READINGS], two.ledger.acc[:, :READINGS])
    assert not np.array_equal(one.ledger.acc[:, READINGS:], two.ledger.acc[:, READINGS:])


def test_readings_are_taken_at_the_ends_of_quarters_from_policy_start() -> None:
    place = load_municipality("ishoej").with_figures({"residents_0_17": 600})
    job = Job(place, load_parameters(), (load_scenario("status-quo"),), 5, 0, 1.25, warmup_years=5.0)
    (ledger,) = simulate(job)
    taken = ledger.acc[:, READINGS + Reading.CATEGORISED] > 0
    assert np.flatnonzero(taken).tolist() == [2, 5, 8, 11, 14]
    courses = monthly(ledger)
    for key in MEASUREMENT:
        assert np.isnan(courses[key][~taken]).all()


def test_covered_children_are_read_apart() -> None:
    place = load_municipality("ishoej").with_figures({"residents_0_17": 900, "n_districts": 4})
    job = Job(place, load_parameters(), (load_scenario("herning-2013", place),), 5, 0, 1.0, warmup_years=5.0)
    (ledger,) = simulate(job)
    read = ledger.acc[:, READINGS:].sum(axis=0)
    everybody, covered = read[:N_READINGS], read[N_READINGS:]
    assert (covered <= everybody).all()
    assert 0 < covered[Reading.CATEGORISED] < everybody[Reading.CATEGORISED]


def test_outcomes_of_readings_by_hand() -> None:
    amounts = {
        Reading.CATEGORISED: 200, Reading.CATEGORY_SUM: 500, Reading.CATEGORISED_AT_4: 50, Reading.STEP_SUM: 700,
        Reading.SDQ_READ: 100, Reading.SDQ_SUM: 1350, Reading.ANSWERS: 40, Reading.POSITIVE_ANSWERS: 30,
        Reading.COMPLAINTS: 4,
    }  # fmt: skip
    values = evaluate(make_ledger(flows={FIRST_READING + reading: amount for reading, amount in amounts.items()}))
    assert values["measured_need"] == pytest.approx(3.5)
    assert values["measured_need_4"] == pytest.approx(0.25)
    assert values["measured_step"] == pytest.approx(3.5)
    assert values["sdq_mean"] == pytest.approx(13.5)
    assert values["involvement"] == pytest.approx(0.75)
    assert values["complaints_per_100_cases"] == pytest.approx(8.0)
    assert values["who5_mean"] is None and values["sdq_mean_treated"] is None
