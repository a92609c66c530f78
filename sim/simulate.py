"""Run the model: one warm-up per job, forked for every scenario; either engine.

job = Job(load_municipality("ishoej"), load_parameters(), (load_scenario("status-quo"),), seed=1, replication=0,
          years=5.0)
ledgers = simulate(job)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.catalogue.municipality import Municipality
from sim.engines.compiled import build as compiled
from sim.engines.setup import Setup, make_plan, make_setup
from sim.errors import RunError
from sim.outcomes.perimeter import read_perimeter
from sim.outcomes.result import RunLedger, combine
from sim.parameters.load import ParameterSet
from sim.policy.scenario import Scenario
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import (
    DETAIL_CHANNEL,
    DETAIL_LEVER,
    DETAIL_MEASURE,
    DETAIL_REVIEW,
    DETAIL_SCREENED,
    Channel,
    Event,
    Measure,
    Review,
    Screened,
)

WARMUP_YEARS = 30.0
# the warm-up notes what is done before policy start but falls due after it: four months of an assessment at most
MONTHS_AHEAD = 6
LOG_ROWS_PER_CHILD_YEAR = 12


@dataclass(frozen=True)
class Job:
    """One replication of one or more scenarios that share their warm-up. `years` and `warmup_years` in years."""

    municipality: Municipality
    parameters: ParameterSet
    scenarios: tuple[Scenario, ...]
    seed: int
    replication: int
    years: float
    warmup_years: float = WARMUP_YEARS
    engine: str = "compiled"
    invariants: bool = False


@dataclass(frozen=True)
class EventLog:
    """The full event log of one run, warm-up included (negative times): one array per column."""

    sequence: NDArray[np.int64]
    time_days: NDArray[np.float64]
    event: NDArray[np.object_]
    child: NDArray[np.int64]
    family: NDArray[np.int64]
    caseworker: NDArray[np.int64]
    detail: NDArray[np.object_]
    value: NDArray[np.float64]


def engine_of(name: str) -> Any:
    """The engine of this name: both have the same functions."""
    if name == "compiled":
        return compiled
    from sim.engines.reference import run as reference

    return reference


def run_ledger(ledger: Any, start: NDArray[np.int64], n_events: int, job: Job) -> RunLedger:
    """An engine's ledger with the figures of its job that outcomes need; `start` are the stocks at policy start."""
    values = job.parameters
    return RunLedger(
        acc=ledger.acc.copy(),
        bins=ledger.bins.copy(),
        start_stock=start.copy(),
        end_stock=ledger.stock.copy(),
        residents_18_22=float(job.municipality.residents_18_22),
        years=job.years,
        pay_only_dkk_per_year=job.municipality.pay_only_children * values.value("price_dkk_per_year.foster_family"),
        n_events=n_events,
        post_dkk=values.value("post_dkk"),
        consultant_dkk_per_year=values.value("consultant_dkk_per_year"),
        benefits_dkk_per_year=values.value("benefits_dkk_per_year") * values.value("benefits_municipal_share"),
        lost_earnings_refund_share=values.value("lost_earnings_refund_share"),
        perimeter=read_perimeter(values),
        work_hours_per_year=values.value("work_hours_per_year"),
        direct_share=values.flat("direct_share"),
    )


def warm_up(engine: Any, setup: Setup, job: Job, agency: int, **options: Any) -> Any:
    """The world of an agency at policy start."""
    world = engine.build(
        setup,
        seed=job.seed,
        replication=job.replication,
        agency=agency,
        start_days=-job.warmup_years * DAYS_PER_YEAR,
        origin=0.0,
        n_months=MONTHS_AHEAD,
        **options,
    )
    engine.run_until(world, 0.0)
    return world


def _run_agency(engine: Any, setup: Setup, job: Job, agency: int) -> Iterator[RunLedger | RunError]:
    """What one agency gives under each scenario: a warm-up, then a fork per scenario. One may fail alone.

    The last scenario goes on with the warmed-up world itself: nobody needs it after.
    """
    options = {} if engine is compiled else {"invariants": job.invariants}
    world = warm_up(engine, setup, job, agency, **options)
    until = job.years * DAYS_PER_YEAR
    before = engine.n_events(world)
    fork = None
    for number, scenario in enumerate(job.scenarios, start=1):
        into = world if number == len(job.scenarios) else fork
        fork = engine.fork(world, make_plan(scenario, setup), n_months=engine.months_of(job.years), into=into)
        start = fork.ledger.stock.copy()
        try:
            engine.run_until(fork, until)
        except RunError as failure:
            yield failure
            continue
        engine.close(fork, until)
        yield run_ledger(fork.ledger, start, engine.n_events(fork) - before, job)


def _together(one: RunLedger | RunError, other: RunLedger | RunError) -> RunLedger | RunError:
    """Two agencies under one scenario: a ledger if both have one."""
    if isinstance(one, RunError):
        return one
    return other if isinstance(other, RunError) else combine([one, other])


def simulate_each(job: Job) -> tuple[RunLedger | RunError, ...]:
    """Run a job; a ledger per scenario, agencies combined, or why that scenario failed. Raises if the warm-up fails."""
    engine = engine_of(job.engine)
    setup = make_setup(job.municipality, job.parameters)
    totals: list[RunLedger | RunError] = []
    for agency in range(int(job.municipality.n_agencies)):
        found = list(_run_agency(engine, setup, job, agency))
        totals = [_together(*pair) for pair in zip(totals, found, strict=True)] if totals else found
    return tuple(totals)


def simulate(job: Job) -> tuple[RunLedger, ...]:
    """Run a job; one ledger per scenario, agencies combined. Raises RunError if a world has no room left."""
    ledgers: list[RunLedger] = []
    for found in simulate_each(job):
        if isinstance(found, RunError):
            raise found
        ledgers.append(found)
    return tuple(ledgers)


def _warm_up_agency(engine: Any, setup: Setup, job: Job, agency: int) -> RunLedger:
    start = -job.warmup_years * DAYS_PER_YEAR
    world = engine.build(
        setup,
        seed=job.seed,
        replication=job.replication,
        agency=agency,
        start_days=start,
        origin=start,
        n_months=engine.months_of(job.warmup_years),
    )
    first = world.ledger.stock.copy()
    engine.run_until(world, 0.0)
    engine.close(world, 0.0)
    return run_ledger(world.ledger, first, engine.n_events(world), replace(job, years=job.warmup_years))


def simulate_warm_up(job: Job) -> RunLedger:
    """The ledger of the warm-up itself, from its first day: `warmup_years` under the status quo, agencies combined.

    Nothing else differs from the warm-up of a run, whose ledger begins at policy start. No scenario acts.
    """
    engine = engine_of(job.engine)
    setup = make_setup(job.municipality, job.parameters)
    return combine([_warm_up_agency(engine, setup, job, k) for k in range(int(job.municipality.n_agencies))])


def detail_names() -> dict[int, str]:
    """Text of every detail code of the log."""
    from sim.policy.levers import Lever

    names = {-1: ""}
    for base, kind in (
        (DETAIL_MEASURE, Measure),
        (DETAIL_CHANNEL, Channel),
        (DETAIL_SCREENED, Screened),
        (DETAIL_REVIEW, Review),
        (DETAIL_LEVER, Lever),
    ):
        names.update({base + int(member): member.name.lower() for member in kind})
    return names


def _columns(rows: NDArray[Any], first: int, agency: int) -> EventLog:
    events = np.array([e.name.lower() for e in Event], dtype=object)
    names = detail_names()
    details = np.array([names[int(d)] for d in rows["detail"]], dtype=object)
    return EventLog(
        sequence=np.arange(first, first + len(rows), dtype=np.int64),
        time_days=rows["time"].copy(),
        event=events[rows["event"]],
        child=rows["child"].copy(),
        family=rows["family"].copy(),
        caseworker=rows["desk"].copy(),
        detail=details,
        value=rows["value"].copy(),
    )


def _log_agency(engine: Any, setup: Setup, job: Job, agency: int, first: int) -> EventLog:
    years = job.warmup_years + job.years
    n_log = int(LOG_ROWS_PER_CHILD_YEAR * years * setup.residents) + 100_000
    world = warm_up(engine, setup, job, agency, n_log=n_log)
    fork = engine.fork(world, make_plan(job.scenarios[0], setup), n_months=engine.months_of(job.years), into=world)
    until = job.years * DAYS_PER_YEAR
    engine.run_until(fork, until)
    return _columns(engine.log_rows(fork), first, agency)


def event_log(job: Job) -> EventLog:
    """The event log of the first scenario of a job; the agencies' logs one after the other."""
    engine = engine_of(job.engine)
    setup = make_setup(job.municipality, job.parameters)
    logs: list[EventLog] = []
    first = 0
    for agency in range(int(job.municipality.n_agencies)):
        logs.append(_log_agency(engine, setup, job, agency, first))
        first += len(logs[-1].sequence)
    return EventLog(*(np.concatenate([getattr(log, f) for log in logs]) for f in EventLog.__dataclass_fields__))
