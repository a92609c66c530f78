"""The two engines agree bit for bit: every row of the event log, every number of the ledger."""

import numpy as np
import pytest

from sim.catalogue.load import load_scenario, municipality_keys, scenario_keys
from sim.engines.compiled import build as compiled
from sim.engines.reference import run as reference
from sim.outcomes.ledger import FIRST_READING, N_READINGS, N_STOCKS, Reading
from tests.agreement.first_difference import Trial, disagreement, first_row, ledger_differences
from tests.agreement.trials import (
    at_zero_strength,
    coordinated_trial,
    family_trial,
    full_size,
    own_team_trial,
    plain_trial,
    random_trial,
    strained_trial,
)

ENGINES = [compiled, reference]
N_TRIALS = 100
N_CHECKED = 12  # of these, as many run with every invariant checked after every event
FORK_EARLIER_DAYS = -400.0


def same(trial: Trial, other: Trial, engine: object) -> None:
    """One engine's two runs have the same log and the same ledger."""
    a, b = trial.run(engine), other.run(engine)
    assert first_row(engine.log_rows(a), engine.log_rows(b)) is None
    assert not ledger_differences(a.ledger, b.ledger)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(N_TRIALS))
def test_engines_agree_on_random_trials(number: int) -> None:
    """Any municipality, scenario, levers, variants and seed; some with all invariants."""
    assert not disagreement(random_trial(number, invariants=number < N_CHECKED))


@pytest.mark.parametrize("seed", range(6))
def test_engines_agree_under_strain(seed: int) -> None:
    """Branches that random trials hardly reach, with all invariants."""
    assert not disagreement(strained_trial(seed, invariants=True))


@pytest.mark.parametrize("number", range(24))
def test_engines_agree_on_random_teams_of_covered_children(number: int) -> None:
    """Lotteries with and without a project, districts whose own staff comes late and goes again."""
    assert not disagreement(own_team_trial(number, invariants=number < 4))


@pytest.mark.parametrize("seed", range(6))
def test_engines_agree_on_families_under_strain(seed: int) -> None:
    """Families coordinated in every way, admitted and discharged, with all invariants."""
    assert not disagreement(family_trial(seed, invariants=True))


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_on_what_coordination_does_to_readings(seed: int) -> None:
    """Complaints and mainstream schooling of many coordinated children, with more and with fewer hours for them."""
    assert not disagreement(coordinated_trial(seed, invariants=True))


@pytest.mark.parametrize("engine", ENGINES)
def test_coordination_moves_two_readings_and_nothing_of_the_log(engine: object) -> None:
    """Strong or without effect: the same rows; of the ledger only complaints and mainstream schooling differ."""
    none = {"coordination_complaint_effect": 0.0, "coordination_mainstream_effect": 0.0}
    strong, plain = (coordinated_trial(0, effects).run(engine) for effects in ({}, none))
    assert first_row(engine.log_rows(strong), engine.log_rows(plain)) is None
    change = strong.ledger.acc.sum(axis=0) - plain.ledger.acc.sum(axis=0)
    moved = set(np.flatnonzero(change) - N_STOCKS - FIRST_READING)
    of_all = {int(Reading.COMPLAINTS), int(Reading.MAINSTREAM_SCHOOLING)}
    assert moved == of_all | {reading + N_READINGS for reading in of_all}
    complaints, schooling = (change[N_STOCKS + FIRST_READING + reading] for reading in sorted(of_all, reverse=True))
    assert complaints < 0.0 < schooling


@pytest.mark.slow
@pytest.mark.parametrize("key", municipality_keys())
def test_engines_agree_at_full_size(key: str) -> None:
    """Every municipality as it is."""
    assert not disagreement(full_size(key, "all-together"))


@pytest.mark.slow
@pytest.mark.parametrize("key", scenario_keys())
def test_engines_agree_on_every_scenario_at_full_size(key: str) -> None:
    """Every scenario of the catalogue in its own municipality as it is."""
    assert not disagreement(full_size(load_scenario(key).municipality, key))


def test_engines_agree_with_every_invariant() -> None:
    """The short version of the above, always run."""
    assert not disagreement(plain_trial("all-three", warmup_years=3.0, years=1.0, options={"invariants": True}))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fork_equals_an_uninterrupted_run(engine: object) -> None:
    """A copied world goes on exactly as the world itself: forked at policy start or 400 days before."""
    early = plain_trial("all-three", warmup_years=3.0, years=1.0, forks_at=FORK_EARLIER_DAYS)
    late = plain_trial("all-three", warmup_years=3.0, years=1.0)
    same(early, late, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fork_leaves_its_origin_alone(engine: object) -> None:
    """Two forks of one world, one run after the other, are alike; the second is not touched by the first."""
    trial = plain_trial("fewer-cases", warmup_years=3.0, years=1.0)
    world = trial.warm(engine)
    first, second = (engine.fork(world, trial.plan, n_months=12) for _ in range(2))
    logs = []
    for fork in (first, second):
        engine.run_until(fork, trial.until)
        logs.append(engine.log_rows(fork).copy())
    assert first_row(*logs) is None
    assert len(engine.log_rows(world)) < len(logs[0])


@pytest.mark.parametrize("engine", ENGINES)
def test_stopping_in_between_changes_nothing(engine: object) -> None:
    """run(a) then run(b) equals run(b)."""
    trial = plain_trial("closer-followup", warmup_years=3.0, years=1.0)
    world = trial.fork(engine)
    for day in np.linspace(0.0, trial.until, 50):
        engine.run_until(world, float(day))
    engine.run_until(world, trial.until)
    assert first_row(engine.log_rows(world), engine.log_rows(trial.run(engine))) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_policy_at_zero_strength_is_the_status_quo(engine: object) -> None:
    """Levers set to the values that they have already: the same rows, the same ledger."""
    quo = plain_trial("status-quo", warmup_years=3.0, years=1.0)
    same(at_zero_strength(quo), quo, engine)
