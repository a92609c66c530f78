"""Which scenario is best in an outcome, and which cannot be told apart: ranks of paired means.

Every scenario, the base among them, is a contender. Two are told apart where the 95 % family-wise test of their paired
difference says so (t test on the means of parameter draws, p values corrected by Holm over all pairs of the outcome).
The probability of being best is the share of resamples of the draws in which a contender's mean is the best one.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.comparison import difference_values
from experiments.results import Results
from experiments.statistics import mean_and_error, mean_ci95
from sim.outcomes.catalogue import DIFFERENCE_KEYS, find_outcome

Values = NDArray[np.float64]
Row = dict[str, Any]

LEAGUE_KEYS = ("net_cost_dkk", "need_4", "days_onset_to_help", "delayed_placement_days")
LEVEL = 0.05
RESAMPLES = 2000


@dataclass(frozen=True)
class Contenders:
    """Values of one outcome [replication, scenario] where every scenario knows it, and the groups of replications."""

    values: Values
    groups: NDArray[np.int64]


def leagues(results: Results) -> dict[str, list[Row]]:
    """The league of each outcome that has one; empty with fewer than two contenders or replications."""
    if len(results) < 2 or len(results.experiment.scenarios) < 2:
        return {}
    return {key: league(results, key) for key in LEAGUE_KEYS}


def league(results: Results, key: str) -> list[Row]:
    """Contenders from best to worst: difference to the base, chance of being best, and who is not told apart."""
    contenders = _contenders(results, key)
    if len(contenders.groups) < 2:
        return []
    lower = find_outcome(key).better == "lower"
    order = np.argsort(contenders.values.mean(axis=0) * (1.0 if lower else -1.0), kind="stable")
    told_apart = _told_apart(contenders)
    best = _p_best(contenders, lower)
    keys = results.experiment.scenario_keys
    return [
        {
            "rank": place + 1,
            "scenario": keys[i],
            **_difference(contenders, int(i)),
            "p_best": float(best[i]),
            "not_told_apart_from": [keys[j] for j in order if j != i and frozenset((i, j)) not in told_apart],
        }
        for place, i in enumerate(order)
    ]


def _contenders(results: Results, key: str) -> Contenders:
    n = len(results.experiment.scenarios)
    if key in DIFFERENCE_KEYS:
        columns = [difference_values(results, scenario, key) for scenario in range(n)]
    else:
        columns = [results.of(scenario, key) for scenario in range(n)]
    values = np.array(columns, dtype=float).T
    known = ~np.isnan(values).any(axis=1)
    return Contenders(values[known], results.groups()[known])


def _difference(contenders: Contenders, scenario: int) -> Row:
    difference = contenders.values[:, scenario] - contenders.values[:, 0]
    mean, interval = mean_ci95(difference, contenders.groups)
    return {"difference": mean, "ci95": None if interval is None else list(interval)}


def _p_value(difference: Values, groups: NDArray[np.int64]) -> float:
    """Two-sided p value of a mean difference of zero."""
    mean, error, freedom = mean_and_error(difference, groups)
    if freedom < 1:
        return 1.0
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2.0 * stats.t.sf(abs(mean / error), freedom))


def _told_apart(contenders: Contenders) -> set[frozenset[int]]:
    """Pairs of contenders that differ, by Holm's step-down procedure."""
    pairs = list(combinations(range(contenders.values.shape[1]), 2))
    tested = sorted(
        (_p_value(contenders.values[:, i] - contenders.values[:, j], contenders.groups), i, j) for i, j in pairs
    )
    apart: set[frozenset[int]] = set()
    for done, (p, i, j) in enumerate(tested):
        if p > LEVEL / (len(pairs) - done):
            break
        apart.add(frozenset((i, j)))
    return apart


def _p_best(contenders: Contenders, lower: bool) -> Values:
    """Share of resamples of the draws (of replications, with point values) in which each contender is the best."""
    _, index = np.unique(contenders.groups, return_inverse=True)
    n_groups, n = int(index.max()) + 1, contenders.values.shape[1]
    sums = np.array([np.bincount(index, weights=contenders.values[:, i], minlength=n_groups) for i in range(n)]).T
    sizes = np.bincount(index, minlength=n_groups).astype(float)
    drawn = np.random.default_rng(1).integers(0, n_groups, (RESAMPLES, n_groups))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)[:, None]
    best = means.min(axis=1, keepdims=True) if lower else means.max(axis=1, keepdims=True)
    winners = means == best
    share: Values = (winners / winners.sum(axis=1, keepdims=True)).mean(axis=0)
    return share
