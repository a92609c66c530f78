"""Regression-adjusted approximate Bayesian computation on a reference table.

Summaries are first projected on what they say about the coordinates (semi-automatic summaries: a ridge regression of
each coordinate on the summaries and their squares); the nearest points in that space are kept with Epanechnikov
weights, and their coordinates moved along a local linear regression to where the observation is (Beaumont, Zhang and
Balding 2002; Fearnhead and Prangle 2012). Coordinates are standard normal under the prior.

Both regressions see each point left out: a point's own coordinates take no part in what is expected of it. Residuals
of a regression on the points that it was fitted to are too small, and the observation is a point that it never saw;
with twenty coordinates and forty summaries the intervals would be too narrow (docs/referee.md).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RIDGE = 30.0
# penalty on the local slopes, as a share of the mean variance of the projected summaries: summaries that say alike make
# projections that are alike, and small differences between these must not be followed far
LOCAL_RIDGE = 0.1
NEAREST_SHARE = 0.3
FEWEST_NEAREST = 200
# how many standard errors a correlation must stand above 0
CHANCE = 3.0
# a point is never taken for more than this share of what is expected of it
MOST_LEVERAGE = 0.9


@dataclass(frozen=True)
class Projection:
    """What summaries say about coordinates: the posterior mean of each, roughly. `weight` is 1 / residual sd."""

    centre: Values
    spread: Values
    coefficients: Values
    inverse: Values
    weight: Values

    def __call__(self, summaries: Values) -> Values:
        """Projected summaries [point, coordinate]."""
        projected: Values = _features((summaries - self.centre) / self.spread) @ self.coefficients
        return projected

    def left_out(self, coordinates: Values, summaries: Values) -> Values:
        """Projected summaries of points it was learnt from, each as if it had been learnt from the others."""
        features = _features((summaries - self.centre) / self.spread)
        projected = features @ self.coefficients
        return projected - (coordinates - projected) * _left_out_factor(features, self.inverse)[:, None]


def _inverse(matrix: Values) -> Values:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _left_out_factor(design: Values, inverse: Values, weights: Values | float = 1.0) -> Values:
    """By how much of itself each residual grows when its point is left out: h / (1 - h), h its leverage."""
    leverage = np.clip(weights * ((design @ inverse) * design).sum(axis=1), 0.0, MOST_LEVERAGE)
    factor: Values = leverage / (1.0 - leverage)
    return factor


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
    inverse = _inverse(features.T @ features + penalty)
    solved: Values = inverse @ (features.T @ coordinates)
    explained = (features @ solved).std(axis=0)
    # a coordinate of which nothing is known gets next to no say in which points are near
    weight = explained / np.maximum(1.0 - np.minimum(explained, 0.97) ** 2, 0.05)
    return Projection(centre, spread, solved, inverse, np.asarray(weight, dtype=float))


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

    def mean_and_sd(self) -> tuple[Values, Values]:
        """Weighted means and standard deviations [coordinate]."""
        mean = self.weights @ self.coordinates
        sd: Values = np.sqrt(self.weights @ (self.coordinates - mean) ** 2)
        return mean, sd

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


@dataclass(frozen=True)
class Learnt:
    """What a table has taught: its points' coordinates, the projection, and every point as it looks left out."""

    coordinates: Values
    projection: Projection
    projected: Values

    def given(self, observed: Values) -> Sample:
        """Posterior of the coordinates, given observed summaries [summary]."""
        target = self.projection(observed[None, :])[0]
        rows, weights = nearest(self.projected, target, self.projection.weight)
        return Sample(rows, weights, _moved(self.coordinates[rows], self.projected[rows] - target, weights))


def learn(coordinates: Values, summaries: Values) -> Learnt:
    """Learn from a table once, for any number of observations."""
    projection = project(coordinates, summaries)
    return Learnt(coordinates, projection, projection.left_out(coordinates, summaries))


def adjust(coordinates: Values, summaries: Values, observed: Values) -> Sample:
    """Posterior of the coordinates, given observed summaries [summary], by a table."""
    return learn(coordinates, summaries).given(observed)


def _moved(coordinates: Values, offset: Values, weights: Values) -> Values:
    """Local linear regression on the offset from the observation; residuals are put around the value there.

    What is regressed is what the projection leaves over: slopes are drawn to what it says already, not to no slope.
    """
    design = np.hstack([np.ones((len(offset), 1)), offset])
    gram = design.T @ (design * weights[:, None])
    slopes = np.diag_indices_from(gram)[0][1:]
    gram[slopes, slopes] += LOCAL_RIDGE * gram[slopes, slopes].mean()
    inverse = _inverse(gram)
    rest = coordinates - offset
    solved: Values = inverse @ (design.T @ (rest * weights[:, None]))
    residuals = rest - design @ solved
    moved: Values = solved[0] + residuals * (1.0 + _left_out_factor(design, inverse, weights)[:, None])
    return moved


def carried(coordinates: Values, summaries: Values, observed: Values) -> tuple[Values, NDArray[np.bool_]]:
    """Coordinates that are not fitted, moved along what the summaries say about them; and which of them that concerns.

    What is not fitted may still be at odds with the figures where it was drawn: moving the fitted coordinates alone
    would leave the predictions as wide as those parts make them. A coordinate is moved if what is expected of points
    left out goes with where they are, beyond chance.
    """
    projection = project(coordinates, summaries)
    expected = projection.left_out(coordinates, summaries)
    spread = np.maximum(expected.std(axis=0), 1e-12) * np.maximum(coordinates.std(axis=0), 1e-12)
    covariance = ((expected - expected.mean(axis=0)) * (coordinates - coordinates.mean(axis=0))).mean(axis=0)
    told = covariance / spread > CHANCE / np.sqrt(len(coordinates))
    moved: Values = coordinates - expected + projection(observed[None, :])[0]
    return np.where(told, moved, coordinates), told
