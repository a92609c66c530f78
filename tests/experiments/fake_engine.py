"""A stand-in for `sim.simulate`: ledgers from a seeded generator, so that the layer above can be tested in seconds.

A lower caseload lever lowers placements and raises staff cost, with common random numbers between scenarios.
"""

import sys
import time
import types
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.catalogue.municipality import Municipality
from sim.outcomes.ledger import (
    MEASURE_BAND,
    N_BANDS,
    N_BINS,
    N_KEYS,
    N_SPELLS,
    N_STOCKS,
    NEED_BAND,
    Count,
    Flow,
    Stock,
    district_group,
    group_stock,
)
from sim.outcomes.perimeter import read_perimeter
from sim.outcomes.result import RunLedger
from sim.parameters.load import ParameterSet
from sim.policy.levers import Lever
from sim.policy.scenario import Scenario
from sim.units import DAYS_PER_MONTH, years_to_days

MEASURES = {9: 40, 10: 12, 11: 50, 12: 5, 13: 6, 14: 14, 15: 10}
FLOWS = {
    Flow.NOTIFICATIONS: 35, Flow.CHILDREN_NOTIFIED: 20, Flow.PLACEMENT_STARTS: 1.2, Flow.ASSESSMENTS_DUE: 9,
    Flow.ASSESSMENTS_IN_TIME: 5, Flow.FOLLOWUPS_HELD: 40, Flow.FOLLOWUPS_DUE: 60, Flow.FOLLOWUPS_ON_TIME: 35,
    Flow.FIRST_FOLLOWUPS_DUE: 8, Flow.FIRST_FOLLOWUPS_IN_TIME: 5, Flow.RESIGNATIONS: 0.2, Flow.WORKER_CHANGES: 4,
    Flow.HOURS_FAMILY_WORK: 250, Flow.HOURS_FOLLOW_UP: 400, Flow.SAMPLES: 1, Flow.SAMPLE_EFFECTIVE_POSTS: 7.5,
    Flow.SAMPLE_DESKS: 10, Flow.SAMPLE_OVERLOADED: 2, Flow.SAMPLE_CASES: 330, Flow.SAMPLE_DAYS_SINCE_FOLLOW_UP: 45000,
    Flow.BREAKDOWNS: 0.4, Flow.FALSE_FLAGS: 2, Flow.NOTIFIED_JUDGED: 20,
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    municipality: Municipality
    parameters: ParameterSet
    scenarios: tuple[Scenario, ...]
    seed: int
    replication: int
    years: float
    warmup_years: float = 30.0
    engine: str = "compiled"
    invariants: bool = False


@dataclass(frozen=True)
class EventLog:
    sequence: Any
    time_days: Any
    event: Any
    child: Any
    family: Any
    caseworker: Any
    detail: Any
    value: Any


def caseload_of(scenario: Scenario) -> float:
    """Caseload that a scenario sets, 33 if none."""
    return next((c.value for c in scenario.changes if c.lever == Lever.CASELOAD), 33.0)


def ledger_of(job: Job, scenario: Scenario) -> RunLedger:
    rng = np.random.default_rng([job.seed, job.replication])
    n_months = int(np.ceil(job.years * 12 - 1e-9))
    days = np.clip(years_to_days(job.years) - np.arange(n_months) * DAYS_PER_MONTH, 0, DAYS_PER_MONTH)
    progress = np.arange(1, n_months + 1) / n_months
    eased = 1.0 - 0.3 * (33.0 - caseload_of(scenario)) / 33.0 * progress
    acc = np.zeros((n_months, N_KEYS))
    acc[:, NEED_BAND] = 4600 * days
    for need, children in enumerate((4600, 250, 100, 60, 14)):
        acc[:, NEED_BAND + need * N_BANDS + 3] += children * days * (eased if need > 2 else 1.0)
    for measure, children in MEASURES.items():
        wave = children * (1 + 0.15 * rng.standard_normal() + 0.05 * np.cumsum(rng.standard_normal(n_months)) / 5)
        acc[:, MEASURE_BAND + measure * N_BANDS + 6] = np.maximum(wave, 0.0) * eased * days
    posts = 330 / caseload_of(scenario)
    acc[:, Stock.OPEN_CASES] = 330 * days
    for key in (Stock.POSTS_MICRO, Stock.POSTS_ALL_MICRO, Stock.FILLED_ALL_MICRO, Stock.PRESENT_ALL_MICRO):
        acc[:, key] = posts * 1e6 * days
    acc[:, Stock.STATE_REFUND_ORE] = 1_000_000 * eased * days
    acc[:, Stock.COST_13_17_ORE] = 15_000_000 * (1 + 0.1 * rng.standard_normal()) * eased * days
    for district in range(5):
        for count, level in zip(Count, (1000, 60, 16 + 4 * rng.standard_normal(), 3_000_000), strict=True):
            key = group_stock(district_group(district, 0), int(count))  # threads call it: see sim.jit.jit
            acc[:, key] = level * (eased if count == Count.PLACED else 1.0) * days
    for flow, amount in FLOWS.items():
        acc[:, N_STOCKS + flow] = rng.poisson(amount * 20, n_months) / 20
    bins = np.zeros((N_SPELLS, 2, N_BINS), np.int64)
    bins[:, 0, :120] = rng.poisson(1.0, (N_SPELLS, 120))
    bins[:, 1, 100:] = 1
    end = (acc[-1, :N_STOCKS] / days[-1]).astype(np.int64)
    perimeter = read_perimeter(job.parameters)
    return RunLedger(acc, bins, end, end, 1540.0, job.years, n_events=1000, perimeter=perimeter)


def simulate(job: Job) -> tuple[RunLedger, ...]:
    time.sleep(0.002 * ((job.replication * 7) % 3))  # finish out of order
    if job.replication in FAILING:
        raise ValueError("the clock stands still")
    if job.replication in INTERRUPTING:
        INTERRUPTING.clear()
        import _thread

        _thread.interrupt_main()
    return tuple(ledger_of(job, scenario) for scenario in job.scenarios)


def event_log(job: Job) -> EventLog:
    n = 5
    whole = np.arange(n)
    real = np.linspace(-100.0, 10.0, n)
    names = np.array(["NEED", "PLACED", "NEED", "MEASURE", "NEED"], dtype=object)
    empty = np.array([""] * n, dtype=object)
    return EventLog(whole, real, names, whole, whole, np.full(n, -1), empty, np.zeros(n))


FAILING: set[int] = set()
INTERRUPTING: set[int] = set()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Put the stand-in in the place of `sim.simulate`."""
    module = types.ModuleType("sim.simulate")
    for name, stand_in in {"Job": Job, "simulate": simulate, "simulate_each": simulate, "event_log": event_log}.items():
        setattr(module, name, stand_in)
    monkeypatch.setitem(sys.modules, "sim.simulate", module)
    monkeypatch.setattr("sim.jit.is_warm", lambda: True)
    FAILING.clear()
    INTERRUPTING.clear()
    return module
