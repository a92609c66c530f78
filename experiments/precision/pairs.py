"""What precision is about: paired values of an outcome, and what pairing them has saved."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import difference_values
from experiments.results import Results
from experiments.statistics import mean_and_error, split_variance
from sim.outcomes.catalogue import BASE, DIFFERENCE_KEYS, TREATED_KEYS

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Base, scenario and group of the replications in which both are known. `base` is None for a single scenario."""

    base: Values | None
    value: Values
    groups: NDArray[np.int64]

    @property
    def wanted(self) -> Values:
        """What a half-width is wanted of: the paired difference, or the outcome of a single scenario."""
        return self.value if self.base is None else self.value - self.base

    @property
    def level(self) -> float:
        """The mean that a relative half-width is a share of; nan where nothing is known."""
        values = self.value if self.base is None else self.base
        return float(values.mean()) if len(values) else float("nan")

    @property
    def n_groups(self) -> int:
        """Number of independent groups."""
        return len(np.unique(self.groups))


def take_sample(results: Results, scenario: int, key: str, n: int) -> Sample:
    """An outcome of a scenario, and of the base if it is another, in the replications before the `n`th."""
    early = np.array(results.replications) < n
    alone = scenario == 0
    value = difference_values(results, scenario, key) if key in DIFFERENCE_KEYS else results.of(scenario, key)
    base = np.zeros_like(value) if key in DIFFERENCE_KEYS else _base(results, scenario, key)
    known = early & ~(np.isnan(base) | np.isnan(value))
    return Sample(None if alone else base[known], value[known], results.groups()[known])


def _base(results: Results, scenario: int, key: str) -> Values:
    """A policy that covers some children is set beside the same children untreated."""
    treated = scenario > 0 and key in TREATED_KEYS
    return results.of(scenario, key + BASE) if treated else results.of(0, key)


def variance_ratio(sample: Sample) -> float | None:
    """Variance of the mean difference if nothing were shared, over that of the pairs. None: no pairs or no variance.

    Without anything shared both runs have random numbers of their own, and draws of their own.
    """
    if sample.base is None or sample.n_groups < 2:
        return None
    errors = [mean_and_error(v, sample.groups)[1] for v in (sample.base, sample.value, sample.wanted)]
    return (errors[0] ** 2 + errors[1] ** 2) / errors[2] ** 2 if errors[2] > 0.0 else None


def variance_ratio_same_draws(sample: Sample) -> float | None:
    """The same if draws were shared but random numbers were not; None where draws do not repeat."""
    if sample.base is None or sample.n_groups < 2:
        return None
    spreads = [split_variance(v, sample.groups) for v in (sample.base, sample.value, sample.wanted)]
    base, value, difference = spreads
    if base is None or value is None or difference is None:
        return None
    paired = difference.between + difference.within / difference.per_draw
    apart = difference.between + (base.within + value.within) / difference.per_draw
    return apart / paired if paired > 0.0 else None


def correlation(sample: Sample) -> float | None:
    """Correlation of base and scenario over replications; None where one of them never varies."""
    if sample.base is None or len(sample.value) < 2 or not (sample.base.std() > 0.0 and sample.value.std() > 0.0):
        return None
    return float(np.corrcoef(sample.base, sample.value)[0, 1])
