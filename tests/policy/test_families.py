"""Families in whole runs: employment in balance, one worker for all, nomination, and hours that coordination takes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled import build as engine
from sim.engines.reference import run as reference
from sim.engines.setup import Setup, make_plan, make_setup
from sim.outcomes.evaluate import evaluate
from sim.outcomes.ledger import N_STOCKS, Flow, Stock
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import Eligibility, LeverChange, Scenario
from sim.simulate import Job, simulate
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Employment, Event, Status, Team, WholeFamily

JUST_AFTER_DAYS = 1e-6
SKIVE = load_scenario("skive-familien-i-fokus")
NO_EFFECT = {
    "coordination_employment_effect": 0.0,
    "coordination_coping_effect": 0.0,
    "whole_family_saving_share": 0.0,
    "employment_effort_effect": 0.0,
}


# ---- employment
def _last_ten_years(replication: int) -> Any:
    """A ledger of the last ten years of twenty, of a place where those who move in are as the others."""
    setup = make_setup(load_municipality("kolding").with_figures({"residents_0_17": 6000}), load_parameters())
    world = engine.build(
        setup, seed=31, replication=replication, agency=0, start_days=-20 * DAYS_PER_YEAR, origin=-10 * DAYS_PER_YEAR,
        n_months=120,
    )  # fmt: skip
    engine.run_until(world, 0.0)
    engine.close(world, 0.0)
    return world.ledger.acc.reshape(10, 12, -1).sum(axis=1)


def test_shares_on_benefits_and_in_work_are_those_of_the_parameters_and_have_no_trend() -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = np.array(list(pool.map(_last_ten_years, range(16))))
    families = runs[:, :, Stock.FAMILIES]
    for stock, share in ((Stock.FAMILIES_ON_BENEFITS, 0.065), (Stock.FAMILIES_IN_WORK, 0.935 * 0.9)):
        course = runs[:, :, stock] / families
        slopes = np.polyfit(np.arange(10.0), course.T, 1)[0]
        t_mean = (course.mean(axis=1).mean() - share) / stats.sem(course.mean(axis=1))
        t_slope = slopes.mean() / stats.sem(slopes)
        print(f"{stock.name}: {course.mean():.4f} (expected {share:.4f}, t = {t_mean:.1f}), trend t = {t_slope:.1f}")
        assert abs(t_mean) < 3.5 and abs(t_slope) < 3.5


def test_exits_from_benefits_come_at_the_rate_of_the_parameters() -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = np.array(list(pool.map(_last_ten_years, range(16)))).sum(axis=1)
    exits = runs[:, N_STOCKS + Flow.BENEFIT_EXITS]
    years = runs[:, Stock.FAMILIES_ON_BENEFITS] / DAYS_PER_YEAR
    expected = (0.13 + 0.08) * years.sum()
    assert abs(exits.sum() - expected) < 3.5 * np.sqrt(expected)


# ---- worlds
@cache
def setup(**values: Any) -> Setup:
    """A part of Skive with an impairment team, so that siblings' cases would lie at different desks."""
    place = load_municipality("skive").with_figures({"residents_0_17": 4000})
    teams = replace(place.teams, by_age=True, impairment=True)
    return make_setup(replace(place, teams=teams), load_parameters().with_values(values))


def warm(eng: Any, which: Setup, years: float) -> Any:
    world = eng.build(
        which, seed=5, replication=0, agency=0, start_days=-years * DAYS_PER_YEAR, origin=0.0, n_months=1,
        n_log=1_000_000,
    )  # fmt: skip
    eng.run_until(world, 0.0)
    return world


@cache
def warm_compiled(**values: float) -> Any:
    """Its world at policy start, with a log."""
    return warm(engine, setup(**values), 10.0)


def after(scenario: Scenario, *days: float, **values: float) -> list[Any]:
    """Worlds of a run of the scenario, just after the events of each of these days."""
    worlds, world = [], engine.fork(warm_compiled(**values), make_plan(scenario, setup(**values)), n_months=80)
    for day in days:
        engine.run_until(world, day + JUST_AFTER_DAYS)
        worlds.append(engine.copy_world(world, world.ledger))
    return worlds


def families(world: Any) -> list[tuple[Any, list[Any]]]:
    """Families with their children, those gone left out."""
    rows = world.family[: int(world.g[0]["n_families"])]
    pairs = [(f, [world.child[c] for c in f["members"] if c >= 0]) for f in rows]
    return [(f, members) for f, members in pairs if members]


def open_cases(members: list[Any]) -> list[Any]:
    return [c for c in members if c["status"] == Status.OPEN]


def policy(**changes: Any) -> Scenario:
    made = tuple(LeverChange(Lever[name.upper()], float(value)) for name, value in changes.items())
    return Scenario("p", "P", "P", "test", changes=made)


# ---- one worker for all
def test_siblings_have_one_worker_from_the_first_day_and_several_without() -> None:
    (quo,), (world,) = after(load_scenario("status-quo"), 1), after(policy(whole_family=WholeFamily.ONE_WORKER), 1)

    def split(w: Any) -> int:
        return sum(len({int(c["desk"]) for c in open_cases(members)}) > 1 for _, members in families(w))

    assert split(quo) > 0
    assert split(world) == 0


def test_one_worker_lowers_and_a_coordinator_raises_the_number_of_professionals() -> None:
    place = load_municipality("skive").with_figures({"residents_0_17": 4000})
    modes = [policy(whole_family=mode) for mode in WholeFamily]
    ledgers = simulate(Job(place, load_parameters(), tuple(modes), 3, 0, 2.0, warmup_years=10.0))
    off, coordinator, one = (evaluate(ledger)["professionals_per_family"] for ledger in ledgers)
    print("professionals per family:", off, coordinator, one)
    assert one < off < coordinator
    assert coordinator == pytest.approx(off + 1.0, abs=0.05)


def test_what_is_spent_on_families_is_in_the_total() -> None:
    place = load_municipality("skive").with_figures({"residents_0_17": 4000})
    effort = policy(family_ambassador=1.0)
    job = Job(place, load_parameters(), (load_scenario("status-quo"), effort), 3, 0, 2.0, warmup_years=10.0)
    values = [evaluate(ledger) for ledger in simulate(job)]
    assert values[0]["family_effort_cost_dkk"] == 0.0
    spent, families_open = values[1]["family_effort_cost_dkk"], values[1]["open_families"]
    assert spent == pytest.approx(6000.0 * families_open, rel=1e-3)
    assert values[1]["further_cost_dkk"] == pytest.approx(spent)
    parts = ("measure_cost_dkk", "staff_cost_dkk", "outreach_cost_dkk", "further_cost_dkk")
    assert values[1]["total_cost_dkk"] == pytest.approx(sum(values[1][key] for key in parts))


def test_a_coordinator_without_any_effect_changes_no_event() -> None:
    scenarios = load_scenario("status-quo"), policy(whole_family=WholeFamily.COORDINATOR, parents_employment_effort=1)
    quo, world = (after(s, 700, **NO_EFFECT)[0] for s in scenarios)
    rows, usual = engine.log_rows(world), engine.log_rows(quo)
    levers = rows["event"] == Event.LEVER
    assert levers.sum() == 2
    assert np.array_equal(rows[~levers], usual)


def test_effects_move_parents_out_of_benefits() -> None:
    place = load_municipality("skive").with_figures({"residents_0_17": 4000})
    strong = load_parameters().with_values({"employment_effort_effect": 2.0})
    effort = policy(parents_employment_effort=1.0)
    job = Job(place, strong, (load_scenario("status-quo"), effort), 3, 0, 4.0, warmup_years=10.0)
    quo, tried = (evaluate(ledger) for ledger in simulate(job))
    assert tried["exits_from_benefits"] > quo["exits_from_benefits"]
    assert tried["parents_on_benefits_share_open"] < quo["parents_on_benefits_share_open"]


def test_background_hours_of_desks_are_those_counted_by_hand() -> None:
    """Cases, further children of a family, and adults' cases, read off the agents: in hours per month."""
    which = setup(family_size_share=(0.05, 0.05, 0.1, 0.8))
    world = reference.fork(
        warm(reference, which, 5.0), make_plan(policy(whole_family=WholeFamily.ONE_WORKER), which), n_months=12
    )
    reference.run_until(world, 400.0)
    with_siblings = 0
    for desk in world.desks:
        houses = {c.family.id: c.family for c in desk.cases}
        further = len(desk.cases) - len(houses)
        adults = sum(f.n_adult_cases for f in houses.values() if f.employment == Employment.BENEFITS)
        by_hand = 0.6 * (len(desk.cases) - 0.25 * further) + 1.0 * adults
        assert desk.background() * DAYS_PER_YEAR / 12 == pytest.approx(by_hand)
        with_siblings += further
    assert with_siblings > 3


# ---- nomination
def test_the_project_has_its_families_and_all_cases_of_one_lie_with_one_of_its_workers() -> None:
    everybody = replace(SKIVE, n_families=60, eligibility=Eligibility())
    (first, *later) = after(everybody, 0, 400, 900)
    admitted = [{int(f["id"]) for f, _ in families(w) if f["nominated"]} for w in (first, *later)]
    assert len(admitted[0]) == 60
    assert all(57 <= len(ids) <= 60 for ids in admitted)
    assert len(admitted[-1] - admitted[0]) > 5
    for world in (first, *later):
        for family, members in families(world):
            cases = open_cases(members)
            assert {int(c["arm"]) for c in members} == {int(family["nominated"])}
            if family["nominated"]:
                assert len({int(c["desk"]) for c in cases}) <= 1
                assert {int(world.desk[c["desk"]]["team"]) for c in cases} <= {Team.PROJECT}


def test_families_are_admitted_on_benefits_and_replaced_at_a_weekly_meeting() -> None:
    (first, last) = after(replace(SKIVE, n_families=10), 0, 900)
    admitted = [f for f, _ in families(first) if f["nominated"]]
    assert {int(f["employment"]) for f in admitted} == {Employment.BENEFITS}
    rows = engine.log_rows(last)
    times = rows["time"][(rows["event"] == Event.FAMILY_ADMITTED) & (rows["time"] > 0)]
    assert len(times) > 0
    assert np.allclose(times % 7.0, 0.0)


def test_the_lot_of_a_family_is_the_same_in_another_scenario() -> None:
    ten, three = (after(replace(SKIVE, n_families=n), 0)[0] for n in (10, 3))
    lots = {int(f["id"]): float(f["lot"]) for f, _ in families(ten) if f["lot"] > 0}
    few = {int(f["id"]): float(f["lot"]) for f, _ in families(three) if f["nominated"]}
    assert len(few) == 3
    assert all(lots[i] == lot for i, lot in few.items())
    assert max(few.values()) <= sorted(lots.values())[2]


def test_skives_thirty_families_are_about_fifty_children_and_about_a_hundred_cases() -> None:
    """First year, at the values of the document: 1.42 adults on benefits and 0.25 other cases per family."""
    stated = load_parameters().with_values({"p_second_adult_case": 0.42, "p_further_adult_case": 0.25})
    jobs = [Job(load_municipality("skive"), stated, (SKIVE,), 11, k, 1.0) for k in range(6)]
    with ThreadPoolExecutor(2) as pool:
        runs = [evaluate(ledgers[0]) for ledgers in pool.map(simulate, jobs)]
    keys = ("open_families_treated", "children_of_open_families_treated", "cases_of_all_kinds_treated", "open_treated")
    families_, children, cases, own = (np.mean([run[key] for run in runs]) for key in keys)
    print(f"{families_:.1f} families, {children:.1f} children ({own:.1f} with a case), {cases:.1f} cases of all kinds")
    assert families_ == pytest.approx(30.0, abs=1.0)
    assert children == pytest.approx(50.0, abs=8.0)
    assert cases == pytest.approx(100.0, abs=12.0)
