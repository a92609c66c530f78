"""Speed as ratios inside one run: against a bare loop, the reference engine, one thread and size; what pairing saves.

Medians of interleaved pairs, with invariants off. Nothing here is a test: a ratio says more than a time.
"""

import os
import platform
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median
from typing import Any

import numba
import numpy as np

from experiments.bare_loop import fill, turn
from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.compiled import build as engine
from sim.engines.setup import make_plan, make_setup
from sim.outcomes.catalogue import OUTCOMES
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import load_parameters
from sim.simulate import MONTHS_AHEAD, Job, run_ledger, simulate
from sim.units import DAYS_PER_YEAR

PAIRS = 5
WARMUP_DAYS = -30.0 * DAYS_PER_YEAR
YEARS = 5.0
# an outcome that is a difference between scenarios pairs as the outcome that it is the difference of
DIFFERENCE_OF = {
    "net_cost_dkk": "total_cost_dkk",
    "net_present_cost_dkk": "total_cost_dkk",
    "gross_saving_dkk": "measure_cost_dkk",
}


def _seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def figure(name: str, values: Sequence[float], unit: str, aim: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": median(values),
        "unit": unit,
        "aim": aim,
        "low": min(values),
        "high": max(values),
    }


def _job(**changes: Any) -> Job:
    job = Job(load_municipality("ishoej"), load_parameters(), (load_scenario("status-quo", "ishoej"),), 1, 0, YEARS)
    return replace(job, **changes)


def _build(replication: int) -> Any:
    job = _job()
    setup = make_setup(job.municipality, job.parameters)
    return engine.build(
        setup, seed=1, replication=replication, agency=0, start_days=WARMUP_DAYS, origin=0.0, n_months=MONTHS_AHEAD
    )


# ---- the compiled engine against a bare loop
def _engine_ns(replication: int) -> tuple[float, float, int]:
    """Events per second of 20 years after 10, nanoseconds per event, and the pending clocks."""
    world = _build(replication)
    engine.run_until(world, WARMUP_DAYS + 10 * DAYS_PER_YEAR)
    before = engine.n_events(world)
    seconds = _seconds(lambda: engine.run_until(world, 0.0))
    events = engine.n_events(world) - before
    return events / seconds, 1e9 * seconds / events, int(world.g[0]["n_heap"])


def _bare_ns(replication: int, n_pending: int) -> float:
    world = _build(replication)
    n_children = int(world.g[0]["n_children"])
    fill(world, n_children, min(n_pending, 2 * n_children), 0.01)
    n = 400_000
    turn(world, 1000, 0.01)
    return 1e9 * _seconds(lambda: turn(world, n, 0.01)) / n


def bare_loop_figures() -> list[dict[str, Any]]:
    """Events per second at Ishøj's size, and time per event against the bare loop."""
    _bare_ns(99, 10)
    speeds, ratios, times = [], [], []
    for k in range(PAIRS):
        speed, own, pending = _engine_ns(k)
        bare = _bare_ns(k, pending)
        speeds.append(speed)
        times.append(own)
        ratios.append(own / bare)
    return [
        figure("events_per_second", speeds, "events/s", ">= 2.5e6"),
        figure("nanoseconds_per_event", times, "ns", ""),
        figure("event_over_bare_loop", ratios, "ratio", "<= 2"),
    ]


# ---- against the reference engine
def reference_figure() -> dict[str, Any]:
    """How many times faster than the reference engine, on the same events."""
    from sim.engines.reference import run as reference

    job = _job()
    small = job.municipality.with_figures({"residents_0_17": 1200.0})
    setup = make_setup(small, job.parameters)
    ratios = []
    for k in range(PAIRS):
        seconds = []
        for one, options in ((engine, {}), (reference, {"invariants": False})):
            world = one.build(
                setup, seed=1, replication=k, agency=0, start_days=-8 * DAYS_PER_YEAR, origin=0.0, n_months=1, **options
            )
            seconds.append(_seconds(lambda one=one, world=world: one.run_until(world, 0.0)))  # type: ignore[misc]
        ratios.append(seconds[1] / seconds[0])
    return figure("compiled_over_reference", ratios, "ratio", ">= 40")


# ---- threads and size
def _replications(threads: int, n: int) -> float:
    job = _job()
    with ThreadPoolExecutor(threads) as pool:
        return _seconds(lambda: list(pool.map(lambda k: simulate(replace(job, replication=k)), range(n))))


def thread_figures() -> list[dict[str, Any]]:
    """Gain of a second thread, and time for a thousand replications of one scenario on two."""
    n = 8
    pairs = [(_replications(1, n), _replications(2, n)) for _ in range(PAIRS)]
    return [
        figure("threads_1_to_2", [a / b for a, b in pairs], "ratio", ">= 1.7"),
        figure("seconds_per_1000_replications", [1000 * b / n for _, b in pairs], "s", ""),
    ]


def size_figure() -> dict[str, Any]:
    """Time per child at half a million children in a hundred agencies, against five thousand in one."""
    job = _job(years=1.0, warmup_years=4.0)

    def per_child(n_agencies: int) -> float:
        municipality = job.municipality.with_figures({"n_agencies": float(n_agencies), "residents_0_17": 5000.0})
        runs = max(1, 10 // n_agencies)
        seconds = _seconds(
            lambda: [simulate(replace(job, municipality=municipality, replication=k)) for k in range(runs)]
        )
        return seconds / runs / (5000.0 * n_agencies)

    per_child(1)
    ratios = [per_child(100) / per_child(1) for _ in range(3)]
    return figure("cost_per_child_5k_to_500k", ratios, "ratio", "<= 1.3")


# ---- what pairing saves
def _four_runs(replication: int) -> list[dict[str, float | None]]:
    """Base and scenario paired; the scenario sharing only the snapshot; the scenario of another seed altogether."""
    job = _job(replication=replication)
    setup = make_setup(job.municipality, job.parameters)
    plans = [make_plan(load_scenario(key, "ishoej"), setup) for key in ("status-quo", "fewer-cases")]
    worlds = [_build(replication), _build(replication + 100_000)]
    results: list[dict[str, float | None]] = []
    for world, plan, seed in ((0, 0, 1), (0, 1, 1), (0, 1, 2), (1, 1, 1)):
        if not results or world == 1:
            engine.run_until(worlds[world], 0.0)
        fork = engine.fork(worlds[world], plans[plan], n_months=engine.months_of(YEARS))
        fork.g[0]["seed"] = seed
        start = fork.ledger.stock.copy()
        engine.run_until(fork, YEARS * DAYS_PER_YEAR)
        engine.close(fork, YEARS * DAYS_PER_YEAR)
        results.append(evaluate(run_ledger(fork.ledger, start, 0, job)))
    return results


def _variance(values: list[float]) -> float:
    return float(np.var(values, ddof=1))


def pairing_figures(n: int = 60) -> list[dict[str, Any]]:
    """Variance of the difference with independent seeds (and with a shared snapshot only) over that of pairs."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        runs = list(pool.map(_four_runs, range(n)))
    figures = []
    for key in OUTCOMES:
        values = [[run.get(DIFFERENCE_OF.get(key, key)) for run in four] for four in runs]
        if any(v is None for four in values for v in four):
            continue
        known = np.array(values, dtype=float)
        paired = _variance(list(known[:, 1] - known[:, 0]))
        if paired <= 0.0:
            continue
        for name, column in (("crn_variance_ratio", 3), ("snapshot_variance_ratio", 2)):
            ratio = _variance(list(known[:, column] - known[:, 0])) / paired
            figures.append(figure(f"{name}:{key}", [ratio], "ratio", ">= 2" if column == 3 else ""))
    for name, aim in (("crn_variance_ratio", ">= 5"), ("snapshot_variance_ratio", "")):
        ratios = [f["value"] for f in figures if f["name"].startswith(name)]
        figures.append(
            {
                "name": f"{name}:median",
                "value": median(ratios),
                "unit": "ratio",
                "aim": aim,
                "low": min(ratios),
                "high": max(ratios),
            }
        )
    return figures


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "platform": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "numba": numba.__version__,
        "numpy": np.__version__,
    }


def run_benchmark() -> dict[str, Any]:
    """All figures; a minute or two on two cores."""
    simulate(_job(years=0.25, warmup_years=1.0))
    figures = bare_loop_figures()
    figures.append(reference_figure())
    figures += thread_figures()
    figures.append(size_figure())
    figures += pairing_figures()
    return {"machine": machine(), "figures": figures}
