"""A problem solved by pyABC: sequential Monte Carlo with prior N(0, 1) for every coordinate.

pyABC draws from numpy's global generator, which is seeded for the run and put back afterwards; the simulator draws
nothing from it, but is told the number of the evaluation. On one core both follow one after the other in a fixed
order, so that a run is reproducible to the bit. On several cores the order would be the machine's.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from calibration.fit.adjust import Values

SEED = 20_260_102

# summaries [summary] of evaluation `number` at coordinates [coordinate]
Evaluate = Callable[[int, Values], Values]


@dataclass(frozen=True)
class Population:
    """One population: how near its summaries are to the observed, evaluations it took, weighted coordinates.

    `summaries` [particle, summary] are those that the particles were accepted by.
    """

    reach: float
    n_evaluations: int
    coordinates: Values
    summaries: Values
    weights: Values

    @property
    def mean(self) -> Values:
        """Weighted means [coordinate]."""
        means: Values = self.weights @ self.coordinates
        return means

    @property
    def sd(self) -> Values:
        """Weighted standard deviations [coordinate]."""
        spread: Values = np.sqrt(self.weights @ (self.coordinates - self.mean) ** 2)
        return spread

    @property
    def effective_size(self) -> float:
        """1 / sum of squared weights."""
        return float(1.0 / (self.weights**2).sum())

    def moved(self, observed: Values) -> "Population":
        """Coordinates moved along a linear regression on the summaries to where the observation is.

        Plain weighted least squares on the summaries as they are (Beaumont, Zhang and Balding 2002): nothing of the
        fit's method is used.
        """
        root = np.sqrt(self.weights)[:, None]
        design = np.hstack([np.ones((len(self.weights), 1)), self.summaries - observed])
        slopes = np.linalg.lstsq(design * root, self.coordinates * root, rcond=None)[0][1:]
        return replace(self, coordinates=self.coordinates - design[:, 1:] @ slopes)


def _numbered(prefix: str, values: Values) -> dict[str, float]:
    return {f"{prefix}{i:02d}": float(value) for i, value in enumerate(values)}


def _in_order(named: Mapping[str, float]) -> Values:
    return np.array([named[name] for name in sorted(named)])


@contextmanager
def _global_seed(seed: int) -> Iterator[None]:
    """numpy's global generator at a seed, and back where it was."""
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)


def _smc(evaluate: Evaluate, n_coordinates: int, size: int, first: int) -> Any:
    import pyabc

    names = [f"z{i:02d}" for i in range(n_coordinates)]
    count = iter(range(first, first + 100_000_000))

    def model(at: Mapping[str, float]) -> dict[str, float]:
        return _numbered("s", evaluate(next(count), np.array([at[name] for name in names])))

    prior = pyabc.Distribution(**{name: pyabc.RV("norm", 0.0, 1.0) for name in names})
    # each summary counts in units of its spread under the prior; no later weighting, so that reaches can be compared
    distance = pyabc.AdaptivePNormDistance(p=2, fit_scale_ixs={0})
    return pyabc.ABCSMC(model, prior, distance, population_size=size, sampler=pyabc.SingleCoreSampler())


def solve(
    evaluate: Evaluate, observed: Values, n_coordinates: int, size: int, n_populations: int, first: int = 0
) -> list[Population]:
    """The populations in order; evaluations are numbered from `first`, those that scale the distance included."""
    with _global_seed(SEED), tempfile.TemporaryDirectory() as folder:
        smc = _smc(evaluate, n_coordinates, size, first)
        smc.new(f"sqlite:///{Path(folder) / 'run.db'}", _numbered("s", observed))
        history = smc.run(max_nr_populations=n_populations)
        return [_population(history, t) for t in range(history.max_t + 1)]


def _population(history: Any, t: int) -> Population:
    frame, weights = history.get_distribution(t=t)
    rows = history.get_all_populations().set_index("t").loc[t]
    coordinates = frame[sorted(frame.columns)].to_numpy(float)
    summaries = np.array([_in_order(each) for each in history.get_weighted_sum_stats_for_model(t=t)[1]])
    weights = np.asarray(weights, dtype=float)
    return Population(float(rows["epsilon"]), int(rows["samples"]), coordinates, summaries, weights)
