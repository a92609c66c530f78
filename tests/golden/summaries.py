"""Headline outcomes of a few small runs, as they are now and as they were when they were last accepted."""

import json
import math
from pathlib import Path
from typing import Any

from sim.catalogue.load import load_municipality, load_scenario
from sim.outcomes.evaluate import evaluate
from sim.parameters.load import load_parameters
from sim.simulate import Job, simulate

Summary = dict[str, dict[str, float]]  # by scenario and outcome
Moved = tuple[str, str, float, float]  # scenario, outcome, golden value and present one

PATH = Path(__file__).with_name("summaries.json")
SCENARIOS = ("status-quo", "fewer-cases", "all-three", "kolding-2015", "herning-2013")
OUTCOMES = (
    "placed_per_1000_0_17",
    "placement_starts",
    "breakdowns",
    "need_4",
    "days_onset_to_help",
    "missed_children",
    "assessments_within_4_months",
    "first_followups_within_3_months",
    "nominal_caseload",
    "leftover_hours_per_case",
    "worker_changes_per_child",
    "total_cost_dkk",
)
N_REPLICATIONS = 3
N_RESIDENTS = 1500.0  # aged 0-17
WARMUP_YEARS, YEARS = 8.0, 3.0
SEED = 2013
RELATIVE = 1e-9  # other processors may round exp and log differently


def _values(name: str, replication: int) -> list[float]:
    """Outcomes of one replication of a scenario in its own municipality, made small."""
    own = load_municipality(load_scenario(name).municipality)
    place = own.with_figures({"residents_0_17": N_RESIDENTS})
    scenario = load_scenario(name, place)
    job = Job(place, load_parameters(), (scenario,), SEED, replication, YEARS, WARMUP_YEARS)
    found = evaluate(simulate(job)[0])
    values = [found[key] for key in OUTCOMES]
    return [math.nan if value is None else float(value) for value in values]


def summarise() -> Summary:
    """The outcomes as they are now: means over replications at point values of the parameters."""
    summary: Summary = {}
    for name in SCENARIOS:
        runs = [_values(name, replication) for replication in range(N_REPLICATIONS)]
        means = [math.fsum(values) / N_REPLICATIONS for values in zip(*runs, strict=True)]
        summary[name] = dict(zip(OUTCOMES, means, strict=True))
    return summary


def read(path: Path = PATH) -> dict[str, Any]:
    """The golden file: `reasons`, the newest last, and `summaries`."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def moved(golden: Summary, now: Summary) -> list[Moved]:
    """What differs by more than rounding; nan stands for a value that only one of the two has."""
    places = [(s, k) for s in {**golden, **now} for k in {**golden.get(s, {}), **now.get(s, {})}]
    pairs = [(s, k, golden.get(s, {}).get(k, math.nan), now.get(s, {}).get(k, math.nan)) for s, k in places]
    return [pair for pair in pairs if not math.isclose(pair[2], pair[3], rel_tol=RELATIVE)]


def table(rows: list[Moved]) -> str:
    """What moved, in columns; the last one is the change as a share of the golden value."""
    lines = [f"{'scenario':14}{'outcome':34}{'golden':>18}{'now':>18}{'change':>10}"]
    for scenario, outcome, old, new in rows:
        change = (new - old) / old if old else math.inf
        lines.append(f"{scenario:14}{outcome:34}{old:18.10g}{new:18.10g}{change:+10.2g}")
    return "\n".join(lines)
