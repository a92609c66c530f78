"""A world at the start of its warm-up, forks of it for every scenario, and runs."""

import math
from dataclasses import asdict

import numpy as np

from sim.engines.compiled.loop import finish, plan_policy, run, start
from sim.engines.compiled.world import CHANGE, ERRORS, World, copy_world, empty_world
from sim.engines.setup import SEEN, Plan, Setup
from sim.errors import RunError
from sim.jit import named
from sim.outcomes.ledger import continued, new_ledger
from sim.rules.demography import new_families_per_day, span_days
from sim.vocabulary import OWNER_OF_CLOCK, Clock, Kind


def _capacities(setup: Setup) -> tuple[int, int, int]:
    """Places for children, families and desks: about a third more than expected; desks for an extreme draw of need."""
    families = new_families_per_day(setup.parameters, setup.residents) * span_days(setup.parameters)
    growth = 1.0 + 20.0 * max(setup.growth_per_day * 365.25, 0.0)
    n_child = int((1.30 * setup.residents + 10.0 * math.sqrt(setup.residents)) * growth) + 64
    n_family = int((1.15 * families + 10.0 * math.sqrt(families)) * growth) + 64
    return n_child, n_family, 44 + int(setup.residents / 100.0)


def _bases(n_child: int, n_family: int, n_desk: int) -> np.ndarray:
    """First slot of every class of clock."""
    places = {Kind.CHILD: n_child, Kind.FAMILY: n_family, Kind.DESK: n_desk + 1, Kind.MUNICIPALITY: 1}
    sizes = [places[Kind(OWNER_OF_CLOCK[clock])] for clock in Clock]
    return np.cumsum([0, *sizes[:-1]], dtype=np.int64)


def build(
    setup: Setup,
    *,
    seed: int,
    replication: int,
    agency: int,
    start_days: float,
    origin: float,
    n_months: int,
    n_log: int = 0,
) -> World:
    """A populated world at `start_days`; its ledger covers `n_months` from `origin`."""
    n_child, n_family, n_desk = _capacities(setup)
    world = empty_world(
        n_child, n_family, n_desk, len(setup.parts), 1, n_log, setup.parameters, new_ledger(n_months, origin)
    )
    g = world.g[0]
    g["seed"], g["replication"], g["agency"], g["now"] = seed, replication, agency, start_days
    g["residents"], g["homes_usual"], g["growth_per_day"] = setup.residents, setup.homes_usual, setup.growth_per_day
    g["n_schools"], g["n_day_cares"] = setup.n_schools, setup.n_day_cares
    g["n_districts"], g["n_parts"] = setup.n_districts, len(setup.parts)
    g["by_age"], g["impairment_team"] = setup.by_age, setup.impairment_team
    g["reception_team"], g["assessment_team"] = setup.reception_team, setup.assessment_team
    g["first_slot"][:] = _bases(n_child, n_family, n_desk)
    g["next_change"] = 1
    for i, part in enumerate(setup.parts):
        for name, value in asdict(part).items():
            world.part[i][name] = value
    world.lever[:] = setup.levers
    world.frailty_table[:] = setup.frailty
    start(world)
    return world


def fork(world: World, plan: Plan, *, n_months: int, into: World | None = None) -> World:
    """The same world under a plan, with a fresh ledger from time 0 that knows the stocks.

    `into` is an earlier fork of the same world that is not needed any more: its memory is used again. Or the world
    itself, if that is not needed any more: nothing is copied.
    """
    changes = named(np.zeros(max(len(plan.steps), 1), CHANGE))
    copy = copy_world(world, continued(world.ledger, n_months), into)._replace(change=changes)
    g = copy.g[0]
    for i, step in enumerate(plan.steps):
        copy.change[i] = (step.arm, step.lever, step.time, step.value)
    g["coverage"], g["covered_districts"] = plan.coverage, plan.covered_districts
    g["first_district"] = plan.first_district
    g["next_change"] = 0 if plan.steps else 1
    _set_eligibility(copy, plan)
    g["begins"], g["only_labels"], g["staffs_all"] = plan.begins, plan.scenario.only_labels, plan.staffs_all
    plan_policy(copy, 0.0)
    return copy


def _set_eligibility(world: World, plan: Plan) -> None:
    g, scenario = world.g[0], plan.scenario
    who = scenario.eligibility
    g["age_from"], g["age_to"], g["lowest_need"] = who.age_from_years, who.age_to_years, who.lowest_need
    g["only_impaired"], g["only_benefits"] = who.only_impaired, who.only_parents_on_benefits
    g["only_placed"], g["or_placed"] = who.only_placed, who.or_placed
    g["lottery_size"], g["nomination_size"] = scenario.n_children, scenario.n_families
    if scenario.project is not None:
        g["project_existing"], g["project_new"] = scenario.project.existing_desks, scenario.project.new_desks
        g["project_drop"] = scenario.project.drop_others_on_new


def run_until(world: World, until: float) -> None:
    """Run every event before `until`; a world that has no room left is a failed run with its reason."""
    error = run(world, until)
    if error:
        raise RunError(ERRORS[int(error)])


def close(world: World, until: float) -> None:
    """Bring the ledger up to the end of the run."""
    finish(world, until)


def months_of(years: float) -> int:
    """Number of months (the last one may be part of one) in so many years."""
    return math.ceil(years * 12 - 1e-9)


def children(world: World) -> np.ndarray:
    """Children in the municipality now, by id, with what can be seen of them (`SEEN`)."""
    here = world.child[: int(world.g[0]["n_children"])]
    here = np.sort(here[here["id"] >= 0], order="id")
    seen = np.zeros(len(here), SEEN)
    for name in ("id", "need", "measure", "status", "arm", "born", "placed_since"):
        seen[name] = here[name]
    seen["impairment"] = here["impairment"] * here["impaired"]
    seen["family"] = world.family["id"][here["family"]]
    seen["district"] = world.family["district"][here["family"]]
    seen["desk"] = np.where(here["desk"] < 0, -1, world.desk["id"][here["desk"]])
    return seen


def n_events(world: World) -> int:
    """Events handled so far."""
    return int(world.g[0]["n_events"])


def log_rows(world: World) -> np.ndarray:
    """Rows of the event log."""
    return world.log[: int(world.g[0]["n_log"])]
