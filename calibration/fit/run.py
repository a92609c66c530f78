"""A fit from beginning to end: table, draws, diagnostics, and a report as data."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calibration.fit.adjust import FEWEST_NEAREST, Sample
from calibration.fit.diagnostics import Recovery, recover
from calibration.fit.fit import Problem, draws_frame, fit, make_problem, manifest, write_posterior
from calibration.fit.growth import growth_records
from calibration.fit.report import binding_records, parameter_records, ridges
from calibration.parquet import replace_file
from calibration.table import REFERENCE
from calibration.table.store import fill, read_table
from sim.errors import InputError

TABLE, POSTERIOR, REPORT = "table", "posterior", "report.json"
QUICK_POINTS = 300
# synthetic truths are recovered from this many points on: fewer say nothing about a tail of 5 %
FEWEST_FOR_RECOVERY = 600
N_TRUTHS = 1500


@dataclass(frozen=True)
class Fitted:
    """A finished fit."""

    problem: Problem
    sample: Sample
    recovery: Recovery | None
    report: dict[str, object]


def simulate_table(out: Path, n_points: int, jobs: int, report: Callable[[int], None]) -> Path:
    """Simulate, or go on simulating, the table of an output directory."""
    fill(out / TABLE, n_points, jobs, report)
    return out / TABLE


def run_fit(table: Path = REFERENCE, n_points: int | None = None) -> Fitted:
    """Fit a table (by default the one that comes with the package), or its first points."""
    frame = read_table(table)
    frame = frame if n_points is None else frame[frame["point"] < n_points]
    if len(frame) <= FEWEST_NEAREST:
        raise InputError("too few points to fit", file=str(table), value=len(frame), allowed=f"above {FEWEST_NEAREST}")
    problem = make_problem(frame)
    sample = fit(problem)
    recovery = recover(problem, N_TRUTHS) if len(problem.points) >= FEWEST_FOR_RECOVERY else None
    return Fitted(problem, sample, recovery, make_report(problem, sample, recovery))


def make_report(problem: Problem, sample: Sample, recovery: Recovery | None) -> dict[str, object]:
    """What the fit says, as one JSON document."""
    return {
        "n_points": len(problem.points),
        "n_failed": problem.n_failed,
        "n_kept": len(sample.rows),
        "effective_sample_size": sample.effective_size,
        "n_truths": 0 if recovery is None else len(recovery.truths),
        "parameters": parameter_records(problem, sample, recovery),
        "targets": binding_records(problem),
        "ridges": ridges(problem, sample),
        "growth": growth_records(problem),
    }


def write_fit(out: Path, fitted: Fitted, engine: str) -> None:
    """Draws, manifest and report into an output directory."""
    frame = draws_frame(fitted.problem, fitted.sample)
    write_posterior(out / POSTERIOR, frame, manifest(fitted.problem, fitted.sample, frame, engine))
    text = json.dumps(fitted.report, indent=1, ensure_ascii=False) + "\n"

    def write(half: Path) -> None:
        half.write_text(text, encoding="utf-8")

    replace_file(out / REPORT, write)
