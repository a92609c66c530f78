"""The warm-up watched from its first day: how long its start can be seen, and what is left of it at policy start.

What is watched is the warm-up itself, only longer: the same first day, the same rules, posts that follow cases every
year, and no scenario. A run's policy period differs in one thing: posts are set a last time at its first day. Whether a
policy period under the status quo drifts after that is a matter of policy, not of the warm-up, and is not seen here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.design import WARMUP_YEARS, Experiment, design
from experiments.headlines import HEADLINES
from experiments.options import RunOptions
from experiments.precision.mser5 import mser5
from experiments.precision.options import WarmUpOptions
from experiments.progress import progress_bar
from experiments.replication import Failed, describe
from experiments.runner import run_each
from experiments.statistics import mean_ci95
from sim.errors import unknown
from sim.outcomes.catalogue import COURSE_KEYS, find_outcome
from sim.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from sim.simulate import Job

Values = NDArray[np.float64]
Row = dict[str, Any]

# what is slow because children, homes or careers have to grow old
SLOW = (
    "placed_per_1000_0_17", "placed_18_22", "placed_network", "placed_foster", "placed_residential",
    "placed_institution", "ever_placed_share", "ever_placed_share_15_17", "residents_0_17", "homes", "open_cases",
    "in_assessment", "posts", "need_3", "reentries", "impairment_cases", "total_cost_dkk",
)  # fmt: skip
WATCHED = tuple(dict.fromkeys(key for key in (*HEADLINES, *SLOW) if key in COURSE_KEYS))
AFTER_YEARS = 5  # the usual policy period, whose mean would be off
SETTLED_SHARE = 1.0 / 3.0  # the last part of what is watched is taken as settled
CLEAR = 0.01  # of the settled level: less is no matter


@dataclass(frozen=True)
class WarmUp(Experiment):
    """A municipality whose first `years` are watched, by the monthly courses of `keys`."""

    keys: tuple[str, ...] = ()

    def job(self, replication: int) -> "Job":
        """A job whose warm-up is what is watched."""
        return replace(super().job(replication), warmup_years=self.years)

    def repeat_command(self, replication: int) -> str:
        """The command that runs it again, with those before it."""
        words = f"sagstal precision --warmup -m {self.place} --years {self.years:g} --seed {self.seed}"
        return f"{words} --draws {self.draws} --engine {self.engine} --replications {replication + 1}"


@dataclass(frozen=True)
class Course:
    """Monthly values of one replication [month, key]; nan is unknown."""

    replication: int
    values: Values


def check_outcomes(keys: Sequence[str]) -> None:
    """Only outcomes with a monthly course can be watched."""
    for key in keys:
        if key not in COURSE_KEYS:
            raise unknown("outcome with a course", key, COURSE_KEYS, field="--outcome")


def warm_up_of(place: str | None, keys: tuple[str, ...], options: RunOptions, own: WarmUpOptions) -> WarmUp:
    """The warm-up of a municipality. Of several agencies side by side, which are alike, one is watched."""
    whole = design(("status-quo",), replace(options, municipality=place or options.municipality))
    fields = {name: getattr(whole, name) for name in whole.__dataclass_fields__}
    one = whole.municipality.with_figures({"n_agencies": 1.0})
    fields |= {"municipality": one, "years": own.years, "replications": own.replications}
    return WarmUp(**fields, keys=keys or WATCHED)


def run_course(experiment: WarmUp, replication: int) -> Course | Failed:
    """One replication of what is watched; a failure is a result too."""
    from sim.outcomes.evaluate import monthly
    from sim.simulate import simulate_warm_up

    try:
        courses = monthly(simulate_warm_up(experiment.job(replication)))
    except Exception as failure:
        draw, command = experiment.draw_of(replication), experiment.repeat_command(replication)
        return Failed(replication, draw, describe(failure), command)
    return Course(replication, np.column_stack([courses[key] for key in experiment.keys]))


def watch_warm_ups(runs: Sequence[WarmUp], options: RunOptions) -> tuple[Row, list[Failed]]:
    """What was seen in each municipality and over all of them, as a document; and what failed."""
    seen: list[tuple[WarmUp, list[Course]]] = []
    failures: list[Failed] = []
    with progress_bar(sum(run.replications for run in runs), options.language) as bar:
        for run in runs:
            courses: list[Course] = []
            for _, result in run_each(run_course, run, range(run.replications), options.jobs):
                bar.step()
                if isinstance(result, Failed):
                    failures.append(result)
                else:
                    courses.append(result)
            if courses:
                seen.append((run, courses))
    first = runs[0]
    head = {"years": first.years, "warmup_years": WARMUP_YEARS, "after_years": AFTER_YEARS, "draws": first.draws}
    head |= {"seed": first.seed, "engine": first.engine, "clear": CLEAR}
    return {**head, "municipalities": [place_row(*one) for one in seen], "pooled": pooled_rows(seen)}, failures


def place_row(run: WarmUp, courses: Sequence[Course]) -> Row:
    """What was seen in one municipality."""
    groups = np.array([run.group_of(course.replication) for course in courses], np.int64)
    rows = []
    for column, key in enumerate(run.keys):
        values = _values(courses, column)
        if np.nan_to_num(values).any():
            rows.append(outcome_row(key, values, groups))
    return {"municipality": run.municipality.key, "replications": len(courses), "outcomes": rows}


def _values(courses: Sequence[Course], column: int) -> Values:
    """One outcome [replication, month]."""
    return np.array([course.values[:, column] for course in courses])


def pooled_rows(seen: Sequence[tuple[WarmUp, Sequence[Course]]]) -> list[Row]:
    """What is left of each outcome over municipalities, each weighted by its children; the furthest off first.

    Municipalities have the same rules and the same kind of first day; single ones are too small to show a few percent.
    A replication has the same draw of the parameters everywhere, so it is one observation over all of them.
    """
    if len(seen) < 2:
        return []
    weights = [run.municipality.value("residents_0_17") for run, _ in seen]
    rows = []
    for column, key in enumerate(seen[0][0].keys):
        left = {k: _left_by_replication(courses, column) for k, (_, courses) in enumerate(seen)}
        left = {k: shares for k, shares in left.items() if shares}
        if len(left) > 1:
            rows.append(_pooled_row(key, left, weights, seen[0][0]))
    return sorted((row for row in rows if row is not None), key=lambda row: -abs(row["left"]))


def _left_by_replication(courses: Sequence[Course], column: int) -> dict[int, float]:
    """What is left in each replication that knows it, as a share of the municipality's level."""
    level, off = level_and_left(_values(courses, column))
    numbers = [course.replication for course in courses]
    return {} if not level else {n: x / abs(level) for n, x in zip(numbers, off, strict=True) if not np.isnan(x)}


def _pooled_row(key: str, left: dict[int, dict[int, float]], weights: Sequence[float], run: WarmUp) -> Row | None:
    common = sorted(set.intersection(*(set(shares) for shares in left.values())))
    if not common:
        return None
    rows, weight = np.array([[left[k][n] for n in common] for k in left]), np.array([weights[k] for k in left])
    mean, interval = mean_ci95(weight @ rows / weight.sum(), np.array([run.group_of(n) for n in common], np.int64))
    return {"outcome": key, "municipalities": len(left), "left": mean, "left_ci95": interval and list(interval)}


def outcome_row(key: str, values: Values, groups: NDArray[np.int64]) -> Row:
    """One outcome: values [replication, month]."""
    mean = known_mean(values, 0)
    cut = cut_months(mean)
    level, left, interval = what_is_left(values, groups)
    row: Row = {"outcome": key, "unit": find_outcome(key).unit, "level": level}
    row |= {"cut_years": None if cut is None else cut / MONTHS_PER_YEAR, "left": left, "left_ci95": interval}
    years = mean[: len(mean) // MONTHS_PER_YEAR * MONTHS_PER_YEAR].reshape(-1, MONTHS_PER_YEAR)
    return row | {"enough": verdict(cut, left, interval), "course": [_plain(v) for v in known_mean(years, 1)]}


def known_mean(values: Values, axis: int) -> Values:
    """Mean of what is known; nan where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    mean: Values = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
    return mean


def cut_months(mean: Values) -> int | None:
    """Months to cut by MSER-5. Unknown ones at the start are cut anyway; later ones lie between their neighbours."""
    known = np.flatnonzero(~np.isnan(mean))
    if len(known) < 2:
        return None
    first = int(known[0])
    whole = np.interp(np.arange(first, len(mean)), known, mean[known])
    cut = mser5(whole)
    return None if cut is None else first + cut


def level_and_left(values: Values) -> tuple[float | None, Values]:
    """The settled level, and how far the years from policy start on lie from it [replication]; nan is unknown."""
    start, n_months = int(WARMUP_YEARS * MONTHS_PER_YEAR), values.shape[1]
    after = known_mean(values[:, start : start + AFTER_YEARS * MONTHS_PER_YEAR], 1)
    settled = known_mean(values[:, n_months - int(n_months * SETTLED_SHARE) :], 1)
    off = after - settled
    known = ~np.isnan(off)
    if not known.any() or not settled[known].any():
        return None, off
    return float(settled[known].mean()), off


def what_is_left(values: Values, groups: NDArray[np.int64]) -> tuple[float | None, float | None, list[float] | None]:
    """The settled level, and how far the years from policy start on lie from it: a share of it, with its interval."""
    level, off = level_and_left(values)
    if level is None:
        return None, None, None
    known = ~np.isnan(off)
    mean, interval = mean_ci95(off[known], groups[known])
    return level, mean / abs(level), None if interval is None else [end / abs(level) for end in interval]


def verdict(cut: int | None, left: float | None, interval: list[float] | None) -> bool | None:
    """Whether the warm-up of a run is long enough for an outcome; None where that cannot be said.

    No: what is left is clear, more than a percent of the level and of a sign that chance does not explain. Yes: it is
    not, and MSER-5 cuts no later than policy start.
    """
    if left is None or interval is None:
        return None
    if abs(left) > CLEAR and interval[0] * interval[1] > 0.0:
        return False
    return True if cut is not None and cut <= WARMUP_YEARS * MONTHS_PER_YEAR else None


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
