"""A municipality's own posterior: the shipped one, sharpened by its figures.

Every draw of the shipped posterior is simulated once as this municipality, at its real size, with its uncertain
figures drawn from their priors; the fit is then the same as the main one. What the municipality's figures say about
the country's parameters moves these too, but little: the shipped posterior is the prior here.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.adjust import Sample, adjust, project
from calibration.fit.diagnostics import PROBABILITIES
from calibration.fit.fit import mixed, resample
from calibration.fit.fitted import addresses as fitted_addresses
from calibration.fit.fitted import load_fitted
from calibration.fit.summaries import Summary, make_summary, observed, simulated, true_values, without_unknown
from calibration.municipality.as_municipality import to_municipality
from calibration.municipality.as_targets import to_targets
from calibration.municipality.fields import load_fields
from calibration.municipality.own import OwnFigures
from calibration.posterior.load import Posterior
from calibration.table.points import SEED
from calibration.table.simulate import USUAL_YEARS, column, observe
from sim.catalogue.figures import FIGURES
from sim.catalogue.municipality import Municipality
from sim.parameters.load import load_parameters
from sim.parameters.priors import draw_uniform

Values = NDArray[np.float64]

# points of a municipality's own table are numbered apart from those of the reference table
FIRST_POINT = 500_000_000
N_DRAWS = 600
N_MADE_UP = 100
# a figure is said to sharpen the fit from this mean gain in explained variance on
WORTH_SAYING = 0.01

_NORMAL = NormalDist()


@dataclass(frozen=True)
class OwnProblem:
    """The fit of one municipality: its table, the levels that are its own, and the country's that it shares."""

    area: Municipality
    posterior: Posterior
    table: pd.DataFrame
    levels: tuple[str, ...]
    shared: tuple[str, ...]
    coordinates: Values
    summaries: tuple[Summary, ...]
    simulated: Values
    observed: Values


@dataclass(frozen=True)
class OwnFit:
    """A municipality's posterior, how well made-up municipalities of its size are recovered, and what would help."""

    problem: OwnProblem
    sample: Sample
    coverage: float
    sharper: tuple[tuple[str, float], ...]


def levels_of(area: Municipality) -> tuple[str, ...]:
    """Figures of a municipality that are uncertain and that the main fit has found worth fitting."""
    wanted = [key for key, record in load_fitted().items() if record.level == "municipal"]
    return tuple(key for key in wanted if area.figures[key].prior != "fixed" and FIGURES[key].is_drawn)


def simulate_own(
    area: Municipality, posterior: Posterior, n: int, jobs: int, report: Callable[[], None] = lambda: None
) -> pd.DataFrame:
    """One simulation per draw of the posterior as this municipality: a row of outcomes each."""

    def one(k: int) -> dict[str, object]:
        number = FIRST_POINT + k
        try:
            parameters = posterior.parameters(load_parameters(), k)
            values = observe(area.drawn(SEED, number), parameters, number, USUAL_YEARS)
            row: dict[str, object] = {column(area.key, outcome): value for outcome, value in values.items()}
            row["failure"] = ""
        except Exception as failure:  # a draw that cannot be simulated is left out, and counted
            row = {"failure": f"{type(failure).__name__}: {failure}"}
        report()
        return {"point": number, **row}

    with ThreadPoolExecutor(jobs, thread_name_prefix="draw") as executor:
        return pd.DataFrame(list(executor.map(one, range(n))))


def _level_coordinates(area: Municipality, levels: Sequence[str], numbers: Sequence[int]) -> Values:
    names = [f"{area.key}.{level}" for level in levels]
    found = [[_NORMAL.inv_cdf(draw_uniform(SEED, name, 0, number)) for name in names] for number in numbers]
    return np.array(found).reshape(len(numbers), len(levels))


def _scores(values: Values) -> Values:
    """Values as standard-normal scores by rank."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.array([_NORMAL.inv_cdf((rank + 0.5) / len(values)) for rank in ranks])


def make_own_problem(own: OwnFigures, posterior: Posterior, table: pd.DataFrame) -> OwnProblem:
    """The fit of a municipality from its simulated table."""
    area, targets = to_municipality(own), to_targets(own)
    rows = table[table["failure"] == ""].reset_index(drop=True)
    numbers = [int(p) for p in rows["point"]]
    levels = levels_of(area)
    shared = tuple(a for a in fitted_addresses() if "/" not in a)
    scores = [
        _scores(np.array([posterior.values[(n - FIRST_POINT) % len(posterior)][a] for n in numbers])) for a in shared
    ]
    use = tuple(make_summary(key, record, targets) for key, record in targets.items() if record.use == "fit")
    return OwnProblem(
        area,
        posterior,
        rows,
        levels,
        shared,
        np.column_stack([_level_coordinates(area, levels, numbers), *scores]),
        use,
        without_unknown(simulated(use, rows)),
        observed(use),
    )


def fit_own(problem: OwnProblem) -> OwnFit:
    """The municipality's posterior, with how far it can be trusted."""
    sample = adjust(problem.coordinates, problem.simulated, problem.observed)
    return OwnFit(problem, sample, made_up_coverage(problem), sharper_with(problem))


def made_up_coverage(problem: OwnProblem) -> float:
    """Share of 90 % intervals of the levels that hold the truth, over made-up municipalities of this size.

    A made-up municipality is a row of the table: its reported figures are fitted with all the other rows.
    """
    n, k = min(N_MADE_UP, len(problem.table)), len(problem.levels)
    low, high = (int(np.flatnonzero(p == PROBABILITIES)[0]) for p in (0.05, 0.95))
    inside = []
    for row in range(n):
        others = np.arange(len(problem.table)) != row
        sample = adjust(problem.coordinates[others], problem.simulated[others], problem.simulated[row])
        quantiles, truth = sample.quantiles(PROBABILITIES)[:, :k], problem.coordinates[row, :k]
        inside.append((quantiles[low] <= truth) & (truth <= quantiles[high]))
    return float(np.mean(inside))


def _explained(coordinates: Values, summaries: Values) -> float:
    """Mean share of the variance of coordinates that summaries explain for points left out."""
    expected = project(coordinates, summaries).left_out(coordinates, summaries)
    left = ((coordinates - expected) ** 2).mean(axis=0) / coordinates.var(axis=0)
    return float(np.clip(1.0 - left, 0.0, 1.0).mean())


def sharper_with(problem: OwnProblem) -> tuple[tuple[str, float], ...]:
    """Fields that were not given and would say most about the municipality's levels, best first, with the gain."""
    levels = problem.coordinates[:, : len(problem.levels)]
    now = _explained(levels, problem.simulated)
    given = {summary.column for summary in problem.summaries}
    gains = []
    for name, info in load_fields().items():
        key = column(problem.area.key, info.outcome)
        if not info.outcome or key in given or key not in problem.table:
            continue
        values = problem.table[key].to_numpy(float)
        if np.isnan(values).mean() > 0.5 or np.nanstd(values) == 0.0:
            continue
        share = info.outcome.endswith("share") or "within" in info.outcome
        summary = Summary(name, key, max(float(np.nanmedian(values)), 1e-3), 0.0, share)
        more = without_unknown(summary.scale(true_values(summary, problem.table))[:, None])
        gains.append((name, _explained(levels, np.hstack([problem.simulated, more])) - now))
    return tuple(sorted((g for g in gains if g[1] >= WORTH_SAYING), key=lambda g: -g[1]))


def own_draws(fit: OwnFit) -> pd.DataFrame:
    """Draws of the municipality's posterior in the form of the shipped one: its figures are among the columns."""
    problem, sample = fit.problem, fit.sample
    n = len(problem.table)
    places = resample(sample, n)[mixed(n)]
    numbers = problem.table["point"].to_numpy(int)[sample.rows[places]]
    at = [(number - FIRST_POINT) % len(problem.posterior) for number in numbers]
    frame = pd.DataFrame([problem.posterior.values[k] for k in at])
    frame.insert(0, "draw", np.arange(n))
    frame.insert(1, "point", [problem.posterior.points[k] for k in at])
    moved = sample.coordinates[places]
    for j, level in enumerate(problem.levels):
        figure = problem.area.figures[level]
        frame[f"{problem.area.key}/{level}"] = [float(f"{figure.at(level, _probability(z)):.6g}") for z in moved[:, j]]
    for j, address in enumerate(problem.shared, start=len(problem.levels)):
        known = np.array([values[address] for values in problem.posterior.values])
        frame[address] = [float(f"{np.quantile(known, _probability(z)):.6g}") for z in moved[:, j]]
    return frame


def _probability(z: float) -> float:
    return min(max(_NORMAL.cdf(float(z)), 1e-9), 1.0 - 1e-9)
