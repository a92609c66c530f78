"""Would a longer warm-up change what a comparison says? The same replications after the usual one and after a longer.

    python -m experiments.precision.longer placement-practice caseload-20 -m ishoej --replications 300

Prints a table of the base run's levels and of every scenario's differences to it: after both warm-ups, and the change
with its 95 % interval over draws. A line is off by chance one time in twenty. Random numbers after policy start are
others after a longer warm-up, since the children are others: a change is no paired difference.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.design import WARMUP_YEARS, Experiment, design
from experiments.options import RunOptions, default_jobs
from experiments.progress import progress_bar
from experiments.replication import Done, run_replication
from experiments.runner import run_each
from experiments.statistics import mean_ci95
from sim.errors import InputError, RunError
from sim.outcomes.catalogue import ROW_KEYS

if TYPE_CHECKING:
    from sim.simulate import Job

Values = NDArray[np.float64]
LONGER_YEARS, LONGEST_YEARS = 75.0, 300.0
BASE = "status-quo"
KEYS = (
    "homes", "homes_free", "placed", "placed_foster", "placed_network", "placed_residential", "placed_institution",
    "family_type_share", "placement_starts", "reentries", "breakdowns", "open_cases", "measure_cost_dkk",
    "total_cost_dkk",
)  # fmt: skip


@dataclass(frozen=True)
class After(Experiment):
    """An experiment after a warm-up of its own length [years]."""

    warmup_years: float = WARMUP_YEARS

    def job(self, replication: int) -> "Job":
        """What the engine gets for a replication."""
        return replace(super().job(replication), warmup_years=self.warmup_years)


@dataclass(frozen=True)
class Line:
    """One outcome of a scenario, as a level of the base or a difference to it: (mean, half-width of its 95 %)."""

    scenario: str
    outcome: str
    usual: tuple[float, float]
    longer: tuple[float, float]
    change: tuple[float, float]


def lines(experiment: Experiment, longer_years: float, jobs: int, language: str = "en") -> list[Line]:
    """Every outcome of every scenario after both warm-ups."""
    usual, longer = (_told(experiment, years, jobs, language) for years in (WARMUP_YEARS, longer_years))
    groups = np.array([experiment.group_of(r) for r in range(experiment.replications)], np.int64)
    return [
        Line(scenario, key, *(_mean(v, groups) for v in (usual[:, k, j], longer[:, k, j], (longer - usual)[:, k, j])))
        for k, scenario in enumerate(experiment.scenario_keys)
        for j, key in enumerate(KEYS)
    ]


def _told(experiment: Experiment, years: float, jobs: int, language: str) -> Values:
    """Levels of the base and differences to it [replication, scenario, key] after so many years of warm-up."""
    fields = {name: getattr(experiment, name) for name in experiment.__dataclass_fields__}
    after, columns = After(**fields, warmup_years=years), [ROW_KEYS.index(key) for key in KEYS]
    values = np.array([done.values[:, columns] for done in _done(after, jobs, language)])
    values[:, 1:] -= values[:, :1]
    return values


def _done(after: After, jobs: int, language: str) -> Iterator[Done]:
    numbers = range(after.replications)
    with progress_bar(len(numbers), language) as bar:
        for _, result in run_each(run_replication, after, numbers, jobs):
            bar.step()
            if not isinstance(result, Done):
                raise RunError(f"replication {result.replication}: {result.reason}")
            yield result


def _mean(values: Values, groups: NDArray[np.int64]) -> tuple[float, float]:
    known = ~np.isnan(values)
    mean, interval = mean_ci95(values[known], groups[known])
    return mean, np.nan if interval is None else (interval[1] - interval[0]) / 2.0


def table(found: Sequence[Line], longer_years: float) -> str:
    """The lines in Markdown."""
    head = f"| scenario | outcome | after {WARMUP_YEARS:g} years | after {longer_years:g} years | change |"
    rows = [
        f"| {line.scenario} | `{line.outcome}` | {' | '.join(map(_words, (line.usual, line.longer, line.change)))} |"
        for line in found
    ]
    return "\n".join([head, "|---" * 5 + "|", *rows])


def _words(one: tuple[float, float]) -> str:
    return " ± ".join(f"{value:,.3f}" if abs(one[0]) < 1000.0 else f"{value:,.0f}" for value in one)


def _check_years(years: float) -> None:
    if not WARMUP_YEARS < years <= LONGEST_YEARS:
        allowed = f"more than {WARMUP_YEARS:g}, at most {LONGEST_YEARS:g}"
        raise InputError("out of bounds", field="--longer-years", value=years, allowed=allowed)


def main(words: Sequence[str] | None = None) -> None:
    """Measure what is asked for, and show it."""
    parser = argparse.ArgumentParser(prog="python -m experiments.precision.longer", allow_abbrev=False)
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="compared with the status quo")
    parser.add_argument("-m", "--municipality", default=None)
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--longer-years", type=float, default=LONGER_YEARS)
    parser.add_argument("--draws", default="posterior")
    asked = parser.parse_args(words)
    try:
        _check_years(asked.longer_years)
        options = RunOptions(municipality=asked.municipality, replications=asked.replications, draws=asked.draws)
        experiment = design((BASE, *asked.scenarios), options)
        found = lines(experiment, asked.longer_years, default_jobs())
    except (InputError, RunError) as wrong:
        sys.stderr.write(f"sagstal: {wrong}\n")
        raise SystemExit(2 if isinstance(wrong, InputError) else 1) from None
    sys.stdout.write(table(found, asked.longer_years) + "\n")


if __name__ == "__main__":
    main()
