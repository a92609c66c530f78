"""Teams of covered children: who is covered, whose case moves, and how many posts there are."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled import build as engine
from sim.engines.setup import Setup, make_plan, make_setup
from sim.outcomes.ledger import MICRO, Stock
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import Eligibility, LeverChange, Project, Scenario
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Coverage, Event, Measure, Need, Status, Team

QUO = load_scenario("status-quo")
N_CHILDREN = 60
JUST_AFTER_DAYS = 1e-6
HOLDERS = (Team.CHILDREN, Team.YOUTH, Team.IMPAIRMENT, Team.PROJECT)


@cache
def setup() -> Setup:
    """A part of Kolding, by teams as Kolding has them."""
    return make_setup(load_municipality("kolding").with_figures({"residents_0_17": 6000}), load_parameters())


@cache
def warm() -> Any:
    """Its world at policy start, with a log."""
    world = engine.build(
        setup(), seed=5, replication=0, agency=0, start_days=-8 * DAYS_PER_YEAR, origin=0.0, n_months=1, n_log=1_000_000
    )
    engine.run_until(world, 0.0)
    return world


def after(scenario: Scenario, *days: float) -> list[Any]:
    """Worlds of a run of the scenario, just after the events of each of these days."""
    worlds, world = [], engine.fork(warm(), make_plan(scenario, setup()), n_months=80)
    for day in days:
        engine.run_until(world, day + JUST_AFTER_DAYS)
        worlds.append(engine.copy_world(world, replace_stock(world)))
    return worlds


def replace_stock(world: Any) -> Any:
    """The ledger's present stocks, kept while the run goes on."""
    return world.ledger._replace(stock=world.ledger.stock.copy())


def kolding(key: str, existing: int, **changed: Any) -> Scenario:
    """A reading of Kolding for a place of this size."""
    scenario = load_scenario(key)
    assert scenario.project is not None
    project = replace(scenario.project, existing_desks=existing)
    return replace(scenario, project=project, **{"n_children": N_CHILDREN, **changed})


READINGS = {"kolding-2015-a": kolding("kolding-2015-a", 1), "kolding-2015-b": kolding("kolding-2015-b", 3)}


def districts(*changes: LeverChange, share: float = 0.4) -> Scenario:
    """A policy for some districts."""
    return Scenario("d", "D", "D", "test", coverage=Coverage.DISTRICTS, share=share, changes=changes)


def children(world: Any, **wanted: int) -> Any:
    """Records of the children with these values."""
    rows = world.child[: int(world.g[0]["n_children"])]
    rows = rows[rows["id"] >= 0]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return rows


def desks(world: Any, team: int) -> Any:
    """Records of a team's desks."""
    rows = world.desk[: int(world.g[0]["n_desks"])]
    return rows[(rows["established"] == 1) & (rows["team"] == team)]


def posts(world: Any) -> float:
    """Established posts of desks that hold cases."""
    return float(world.ledger.stock[Stock.POSTS_MICRO]) / MICRO


def log(world: Any, event: int, since: float = 0.0) -> Any:
    """Rows of one kind of event since a day."""
    rows = engine.log_rows(world)
    return rows[(rows["event"] == event) & (rows["time"] >= since)]


# ---- the lottery
@pytest.mark.parametrize("key", READINGS)
@pytest.mark.parametrize("labels", [False, True])
def test_free_places_of_a_lottery_go_to_new_cases(key: str, labels: bool) -> None:
    policy = READINGS[key].untreated(QUO) if labels else READINGS[key]
    for world in after(policy, 0, 600, 1200, 1800):
        covered = children(world, arm=1, status=Status.OPEN)
        assert len(covered) == int(world.g[0]["lottery_open"])
        assert N_CHILDREN - 3 <= len(covered) <= N_CHILDREN + 3
        assert labels or sum(desks(world, Team.PROJECT)["n_cases"]) >= len(covered)


def test_nobody_changes_worker_for_a_free_place() -> None:
    first, last = after(READINGS["kolding-2015-a"], 0, 900)
    opened = log(last, Event.CASE_OPENED, JUST_AFTER_DAYS)
    project = set(desks(last, Team.PROJECT)["id"].tolist())
    new = set(children(last, arm=1)["id"].tolist()) - set(children(first, arm=1)["id"].tolist())
    assert len(new) > 20
    for child in new:
        row = opened[opened["child"] == child][0]
        assert row["desk"] in project


def test_only_eligible_children_are_drawn_and_take_free_places() -> None:
    who = Eligibility(age_from_years=6.0, age_to_years=13.0)
    policy = kolding("kolding-2015-a", 1, eligibility=who, n_children=25)
    first, last = after(policy, 0, 900)
    ages = (0.0 - children(first, arm=1)["born"]) / DAYS_PER_YEAR
    assert len(ages) == 25
    assert all((ages >= 6.0) & (ages < 13.0))
    opened = log(last, Event.CASE_OPENED, JUST_AFTER_DAYS)
    before = set(children(first, arm=1)["id"].tolist())
    new = [c for c in children(last, arm=1) if c["id"] not in before]
    assert new
    for child in new:
        ages = (opened[opened["child"] == child["id"]]["time"] - child["born"]) / DAYS_PER_YEAR
        assert any((ages >= 6.0) & (ages < 13.0))


def test_a_lottery_without_a_project_is_drawn_and_moves_nobody() -> None:
    who = Eligibility(age_to_years=12.0)
    policy = Scenario("l", "L", "L", "test", coverage=Coverage.LOTTERY, n_children=40, eligibility=who)
    (quo,), (drawn,) = after(QUO, 10), after(policy, 10)
    covered = children(drawn, lottery=1)
    assert len(covered) == 40
    assert all(-covered["born"] / DAYS_PER_YEAR < 12.0)
    rows, usual = engine.log_rows(drawn), engine.log_rows(quo)
    assert np.array_equal(rows[rows["event"] != Event.LOTTERY_DRAWN], usual)
    assert log(drawn, Event.LOTTERY_DRAWN)["value"].tolist() == [40.0]


def test_a_policy_by_lottery_acts_on_the_drawn_alone() -> None:
    """Covered cases come under the new schedule."""
    change = LeverChange(Lever.FOLLOW_UP_SCHEDULE, 2.0)
    policy = Scenario("l", "L", "L", "test", coverage=Coverage.LOTTERY, n_children=40, changes=(change,))
    (world,) = after(policy, 0)
    followed = children(world, status=Status.OPEN)
    followed = followed[followed["measure"] >= Measure.EARLY_COURSE]
    anew = followed[followed["follow_start"] == 0.0]
    assert len(anew)
    assert set(anew["arm"].tolist()) == {1}


# ---- posts of a project
@pytest.mark.parametrize("start_days", [0.0, 100.0])
@pytest.mark.parametrize("key", READINGS)
def test_a_project_adds_exactly_its_hires(key: str, start_days: float) -> None:
    changes = tuple(replace(change, start_days=start_days) for change in READINGS[key].changes)
    policy = replace(READINGS[key], changes=changes)
    (quo,), (world,) = after(QUO, start_days + 1), after(policy, start_days + 1)
    assert posts(world) - posts(quo) == pytest.approx(3.0, abs=1e-4)
    assert not len(log(world, Event.DESK_CLOSED, start_days)) - len(log(quo, Event.DESK_CLOSED, start_days))
    assert policy.project is not None
    own = policy.project.existing_desks + (0 if policy.project.drop_others_on_new else 3)
    assert len(desks(world, Team.PROJECT)) == own
    opened = log(world, Event.DESK_OPENED, start_days)
    hires = set(opened["desk"].tolist()) - set(log(quo, Event.DESK_OPENED, start_days)["desk"].tolist())
    established = {int(d["id"]) for team in HOLDERS for d in desks(world, team) if d["in_post"] and d["n_cases"]}
    assert len(hires) == 3
    assert hires <= established


def test_a_project_begins_with_its_first_change() -> None:
    changes = tuple(replace(change, start_days=100.0) for change in READINGS["kolding-2015-a"].changes)
    before, begun = after(replace(READINGS["kolding-2015-a"], changes=changes), 99, 100)
    assert len(children(before, arm=1, status=Status.OPEN)) >= N_CHILDREN - 3
    assert not len(desks(before, Team.PROJECT))
    assert len(desks(begun, Team.PROJECT)) == 4


def test_a_project_with_a_caseload_is_staffed_by_its_own_cases() -> None:
    caseload = LeverChange(Lever.CASELOAD, 15.0, 200.0)
    (quo,), (before, world) = after(QUO, 201), after(districts_project(caseload), 199, 200)
    ordinary = [sum(d["fte"] for team in HOLDERS[:3] for d in desks(w, team)) for w in (before, world)]
    assert ordinary[0] == ordinary[1]
    covered = len(children(world, arm=1, status=Status.OPEN))
    assert sum(desks(world, Team.PROJECT)["fte"]) == pytest.approx(covered / 15.0)
    assert posts(world) != posts(quo)


def districts_project(*changes: LeverChange) -> Scenario:
    """A project for small children, whose team was formed at once."""
    gate = LeverChange(Lever.GATE, 1.0)
    who = Eligibility(age_to_years=6.0)
    return Scenario("p", "P", "P", "test", eligibility=who, project=Project(1, 1), changes=(gate, *changes))


# ---- covered districts
FEWER = LeverChange(Lever.CASELOAD, 12.0)


def test_new_desks_of_covered_districts_take_their_share() -> None:
    (world,) = after(districts(FEWER), 500)
    project = set(desks(world, Team.PROJECT)["id"].tolist())
    new = [r for r in log(world, Event.WORKER_HIRED) if r["desk"] in project and r["value"] == 0.0]
    assert len(new) >= 2
    moves = log(world, Event.CASE_MOVED)
    for row in new:
        assert ((moves["desk"] == row["desk"]) & (moves["time"] == row["time"])).sum() >= 3


@pytest.mark.parametrize("others", [(), (LeverChange(Lever.GATE, 1.0),)], ids=["alone", "after another lever"])
def test_a_team_of_covered_districts_is_formed_when_its_posts_change_and_dissolved_when_they_end(others: Any) -> None:
    policy = districts(*others, replace(FEWER, start_days=200.0, end_days=700.0))
    before, formed, running, ended = after(policy, 199, 200, 699, 700)
    assert not len(desks(before, Team.PROJECT))
    covered = children(formed, arm=1, status=Status.OPEN)
    assert set(formed.desk["team"][covered["desk"]].tolist()) == {int(Team.PROJECT)}
    assert sum(desks(formed, Team.PROJECT)["fte"]) == pytest.approx(len(covered) / 12.0)
    assert len(desks(running, Team.PROJECT))
    assert not len(desks(ended, Team.PROJECT))
    assert len(children(ended, arm=1, status=Status.OPEN))
    closed = log(ended, Event.DESK_CLOSED, 700.0)
    assert len(log(ended, Event.CASE_MOVED, 700.0)) == closed["value"].sum()
    for team in (Team.CHILDREN, Team.YOUTH):
        mine = desks(ended, team)
        assert sum(mine["fte"]) == pytest.approx(sum(mine["n_cases"]) / setup().levers[0, Lever.CASELOAD])


def test_posts_elsewhere_stay_when_the_covered_districts_get_other_posts() -> None:
    later = LeverChange(Lever.CASELOAD, 9.0, 300.0)
    before, world = after(districts(FEWER, later), 299, 300)
    for team in HOLDERS[:3]:
        assert desks(before, team)["fte"].tolist() == desks(world, team)["fte"].tolist()
    assert sum(desks(world, Team.PROJECT)["fte"]) > sum(desks(before, Team.PROJECT)["fte"])


# ---- eligibility
def test_coverage_by_need_follows_need() -> None:
    policy = Scenario("e", "E", "E", "test", eligibility=Eligibility(lowest_need=int(Need.VULNERABLE)))
    (world,) = after(policy, 500)
    everybody = children(world)
    everybody = everybody[everybody["status"] != Status.AFTERCARE]
    assert np.array_equal(everybody["arm"] == 1, everybody["need"] >= Need.VULNERABLE)


def test_coverage_of_the_placed_follows_placements() -> None:
    policy = Scenario("e", "E", "E", "test", eligibility=Eligibility(only_placed=True))
    (world,) = after(policy, 500)
    everybody = children(world)
    assert np.array_equal(everybody["arm"] == 1, everybody["measure"] >= Measure.NETWORK_CARE)
