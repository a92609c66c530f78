"""Regression-adjusted approximate Bayesian computation on a reference table.

Summaries are first projected on what they say about the coordinates (semi-automatic summaries: a ridge regression of
each coordinate on the summaries and their squares); the nearest points in that space are kept with Epanechnikov
weights, and their coordinates moved along a local linear regression to where the observation is (Beaumont, Zhang and
Balding 2002; Fearnhead and Prangle 2012). Coordinates are standard normal under the prior.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RIDGE = 30.0
NEAREST_SHARE = 0.3
FEWEST_NEAREST = 200


@dataclass(frozen=True)
class Projection:
    """What summaries say about coordinates: the posterior mean of each, roughly. `weight` is 1 / residual sd."""

    centre: Values
    spread: Values
    coefficients: Values
    weight: Values

    def __call__(self, summaries: Values) -> Values:
        """Projected summaries [point, coordinate]."""
        projected: Values = _features((summaries - self.centre) / self.spread) @ self.coefficients
        return projected


def _features(standard: Values) -> Values:
    """Intercept, summaries, their squares: clipped, so that a point far outside does not run away."""
    inside = np.clip(standard, -4.0, 4.0)
    return np.hstack([np.ones((len(inside), 1)), inside, inside * inside - 1.0])


def project(coordinates: Values, summaries: Values) -> Projection:
    """Learn the projection from a table."""
    centre = np.array(np.median(summaries, axis=0), dtype=np.float64)
    spread: Values = np.where(summaries.std(axis=0) > 0.0, summaries.std(axis=0), 1.0)
    features = _features((summaries - centre) / spread)
    penalty = RIDGE * np.eye(features.shape[1])
    penalty[0, 0] = 0.0
    solved = np.asarray(np.linalg.solve(features.T @ features + penalty, features.T @ coordinates), dtype=np.float64)
    explained = (features @ solved).std(axis=0)
    # a coordinate of which nothing is known gets next to no say in which points are near
    weight = explained / np.maximum(1.0 - np.minimum(explained, 0.97) ** 2, 0.05)
    return Projection(centre, spread, solved, np.asarray(weight, dtype=float))


@dataclass(frozen=True)
class Sample:
    """Weighted points of an approximate posterior: rows of the table, weights that sum to 1, coordinates moved."""

    rows: NDArray[np.int64]
    weights: Values
    coordinates: Values

    @property
    def effective_size(self) -> float:
        """1 / sum of squared weights."""
        return float(1.0 / (self.weights**2).sum())

    def quantiles(self, probabilities: Values) -> Values:
        """Weighted quantiles [probability, coordinate]."""
        return np.column_stack([_weighted_quantiles(c, self.weights, probabilities) for c in self.coordinates.T])


def _weighted_quantiles(values: Values, weights: Values, probabilities: Values) -> Values:
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    quantiles: Values = np.interp(probabilities, cumulative - 0.5 * weights[order], values[order])
    return quantiles


def nearest(projected: Values, target: Values, weight: Values) -> tuple[NDArray[np.int64], Values]:
    """The nearest points and their Epanechnikov weights."""
    distance = np.sqrt((((projected - target) * weight) ** 2).sum(axis=1))
    n = min(max(FEWEST_NEAREST, round(NEAREST_SHARE * len(distance))), len(distance) - 1)
    order = np.argsort(distance, kind="stable")
    kept, reach = np.sort(order[:n]), distance[order[n]]
    weights = 1.0 - (distance[kept] / reach) ** 2
    return kept, weights / weights.sum()


def adjust(coordinates: Values, summaries: Values, observed: Values, projection: Projection | None = None) -> Sample:
    """Posterior of the coordinates, given observed summaries [summary]."""
    projection = projection or project(coordinates, summaries)
    projected, target = projection(summaries), projection(observed[None, :])[0]
    rows, weights = nearest(projected, target, projection.weight)
    moved = _moved(coordinates[rows], projected[rows] - target, weights)
    return Sample(rows, weights, moved)


def _moved(coordinates: Values, offset: Values, weights: Values) -> Values:
    """Local linear regression on the offset from the observation; residuals are put around the value there."""
    design = np.hstack([np.ones((len(offset), 1)), offset])
    root = np.sqrt(weights)[:, None]
    gram = (design * root).T @ (design * root)
    gram[np.diag_indices_from(gram)] += 1e-3 * np.trace(gram) / len(gram)
    solved = np.linalg.solve(gram, (design * root).T @ (coordinates * root))
    moved: Values = coordinates - offset @ solved[1:]
    return moved
