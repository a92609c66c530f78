"""Minimally different worlds: what must not matter does not matter."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled import build as engine
from sim.engines.compiled.loop import add_family
from sim.engines.setup import make_plan, make_setup
from sim.parameters.load import load_parameters
from sim.policy.levers import LEVERS, Lever
from sim.policy.scenario import Eligibility, LeverChange, Scenario
from sim.simulate import Job, event_log, simulate
from sim.vocabulary import Coverage

ROOT = Path(__file__).resolve().parents[2]
EXTRA_FAMILY = 4194303  # the last id of residents: no other family ever has it
YEAR = 365.25


def small(key: str = "ishoej", children: float = 900.0):
    return load_municipality(key).with_figures({"residents_0_17": children})


def job(*scenarios: str, replication: int = 0) -> Job:
    chosen = tuple(load_scenario(key, "ishoej") for key in scenarios)
    return Job(small(), load_parameters(), chosen, 7, replication, 2.0, warmup_years=6.0)


def same(one, other) -> bool:
    return (
        np.array_equal(one.acc, other.acc)
        and np.array_equal(one.bins, other.bins)
        and np.array_equal(one.end_stock, other.end_stock)
        and one.n_events == other.n_events
    )


def test_one_thread_and_two_give_the_same_bytes():
    jobs = [job("status-quo", "fewer-cases", replication=k) for k in range(6)]
    alone = [simulate(j) for j in jobs]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(simulate, jobs))
    assert all(same(a, b) for x, y in zip(alone, together, strict=True) for a, b in zip(x, y, strict=True))


def test_order_of_scenarios_does_not_matter():
    keys = ["status-quo", "all-three", "herning-2013", "kolding-2015", "closer-followup"]
    forward = dict(zip(keys, simulate(job(*keys)), strict=True))
    backward = dict(zip(keys[::-1], simulate(job(*keys[::-1])), strict=True))
    assert all(same(forward[k], backward[k]) for k in keys)


def _usual_value(lever: Lever) -> float:
    setup = make_setup(small(), load_parameters())
    return float(setup.levers[1, lever])


@pytest.mark.parametrize("coverage", [c for c in Coverage if c != Coverage.NOBODY])
def test_policy_at_zero_strength_is_status_quo_event_for_event(coverage):
    changes = tuple(LeverChange(info.lever, _usual_value(info.lever), start_days=30.0) for info in LEVERS.values())
    nothing = Scenario(
        "nothing",
        "Nothing",
        "Intet",
        "test",
        coverage=coverage,
        share=0.5,
        n_children=50,
        n_families=8,
        changes=changes,
    )
    usual = job("status-quo")
    assert_same_but_for_the_lottery(usual, replace(usual, scenarios=(nothing,)), coverage)


WHO_IS_COVERED = ("lottery_drawn", "family_admitted", "family_discharged")


def assert_same_but_for_the_lottery(usual: Job, labelled: Job, coverage: Coverage) -> None:
    """Two runs have the same events, but for the rows that say who was drawn, admitted or discharged."""
    one, other = event_log(usual), event_log(labelled)
    kept = ~np.isin(other.event, WHO_IS_COVERED)
    if coverage == Coverage.NOMINATION:
        assert (~kept).sum() > 8
    else:
        assert (~kept).sum() == (coverage == Coverage.LOTTERY)
    for column in ("time_days", "event", "child", "caseworker", "detail", "value"):
        assert np.array_equal(getattr(one, column), getattr(other, column)[kept]), column


NEEDY = Scenario("needy", "Needy", "Udsat", "test", eligibility=Eligibility(lowest_need=2, only_placed=True))
NOMINATED = Scenario("nominated", "N", "I", "test", coverage=Coverage.NOMINATION, n_families=8)
OWN = {"needy": NEEDY, "nominated": NOMINATED}


@pytest.mark.parametrize("base", ["status-quo", "all-three"])
@pytest.mark.parametrize("key", ["kolding-2015", "kolding-2015-a", "herning-2013", "needy", "nominated"])
def test_following_the_covered_children_in_the_base_run_changes_nothing_else(key, base):
    usual = job(base)
    policy = OWN[key] if key in OWN else load_scenario(key)
    if policy.coverage == Coverage.LOTTERY:
        policy = replace(policy, n_children=10)  # so few that places come free
    labelled = replace(usual, scenarios=(policy.untreated(usual.scenarios[0]),))
    assert_same_but_for_the_lottery(usual, labelled, policy.coverage)


def _drawn(scenario: Scenario) -> set[int]:
    """Ids of the children in the policy's arm just after policy start."""
    setup = make_setup(small(), load_parameters())
    world = engine.build(setup, seed=3, replication=0, agency=0, start_days=-6 * YEAR, origin=0.0, n_months=1)
    engine.run_until(world, 0.0)
    fork = engine.fork(world, make_plan(scenario, setup), n_months=1)
    engine.run_until(fork, 1e-6)
    children = fork.child[: int(fork.g[0]["n_children"])]
    return set(children["id"][(children["arm"] == 1) & (children["id"] >= 0)].tolist())


def test_the_base_run_draws_the_same_children_as_the_policy():
    policy = replace(load_scenario("kolding-2015"), n_children=15)
    drawn = _drawn(policy)
    assert len(drawn) == 15
    assert _drawn(policy.untreated(load_scenario("status-quo"))) == drawn


def test_caseload_of_the_municipality_is_status_quo_event_for_event():
    usual = job("status-quo")
    assert same(simulate(usual)[0], simulate(job("caseload-33"))[0])


def test_a_real_policy_does_change_something():
    # in a smaller place every team has its single post whatever the caseload
    base, policy = simulate(replace(job("status-quo", "fewer-cases"), municipality=small(children=2500.0)))
    assert not same(base, policy)


def _world(extra: bool):
    municipality = small()
    setup = make_setup(municipality, load_parameters())
    world = engine.build(
        setup, seed=3, replication=0, agency=0, start_days=-6 * YEAR, origin=0.0, n_months=1, n_log=400_000
    )
    if extra:
        add_family(world, EXTRA_FAMILY, 2 * YEAR)
    engine.run_until(world, 0.0)
    return engine.log_rows(world)


def test_one_family_more_changes_nothing_for_others_before_contact():
    without, with_one = _world(False), _world(True)
    own = with_one["family"] == EXTRA_FAMILY
    assert own.sum() > 1
    touches = own & (with_one["desk"] >= 0)
    # a year's end sets posts by cases: through a case of its own the family can reach everybody from there on
    first = np.flatnonzero(touches)[0] if touches.any() else len(with_one)
    others = with_one[:first][~own[:first]]
    assert len(others) > 10_000
    assert np.array_equal(others, without[: len(others)])
    if not touches.any():
        assert len(others) == len(without)


HASH = """
import hashlib, sys
sys.path.insert(0, {root!r})
from tests.worlds.test_minimally_different import job
from sim.simulate import simulate
digest = hashlib.sha256()
for ledger in simulate(job("status-quo", "kolding-2015", "herning-2013")):
    digest.update(ledger.acc.tobytes() + ledger.bins.tobytes())
print(digest.hexdigest())
"""


def test_hash_seed_of_python_does_not_matter():
    prints = {
        subprocess.run(
            [sys.executable, "-c", HASH.format(root=str(ROOT))],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4711")
    }
    assert len(prints) == 1


def test_run_in_two_parts_is_the_uninterrupted_run():
    setup = make_setup(small(), load_parameters())
    plan = make_plan(load_scenario("all-three", "ishoej"), setup)
    ledgers = []
    for stops in ((700.0,), (13.7, 365.25, 699.99, 700.0)):
        world = engine.build(setup, seed=5, replication=1, agency=0, start_days=-3 * YEAR, origin=0.0, n_months=1)
        engine.run_until(world, 0.0)
        fork = engine.fork(world, plan, n_months=24)
        for stop in stops:
            engine.run_until(fork, stop)
        engine.close(fork, 700.0)
        ledgers.append(fork.ledger)
    assert np.array_equal(ledgers[0].acc, ledgers[1].acc) and np.array_equal(ledgers[0].bins, ledgers[1].bins)


def test_memory_of_an_earlier_fork_does_not_matter():
    alone = [simulate(job(key))[0] for key in ("kolding-2015", "boraas", "status-quo")]
    together = simulate(job("kolding-2015", "boraas", "status-quo"))
    assert all(same(a, b) for a, b in zip(alone, together, strict=True))
