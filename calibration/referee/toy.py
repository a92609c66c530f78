"""A problem whose answer is known: coordinates N(0, I), summaries linear in them with independent normal noise.

Its posterior is normal, with one covariance for every observation. Summaries can be added that say nothing.
"""

from dataclasses import dataclass

import numpy as np

from calibration.fit.adjust import Learnt, Values, learn

ENDS = np.array([0.05, 0.95])
NOISE, TOY_SEED, TABLE_SEED = 1.0, 1, 2


@dataclass(frozen=True)
class Size:
    """Size of a problem: coordinates, summaries that speak and that do not, points of the table.

    Summaries speak of `n_directions` combinations of the coordinates only, if it is given.
    """

    n_coordinates: int
    n_speaking: int
    n_silent: int
    n_points: int
    n_directions: int | None = None


# a small problem, one with many summaries that say nothing, one whose summaries say much the same, one of the size of
# the fit on a table that is large enough for it, and the same on one that is too small
SIZES = {
    "small": Size(4, 8, 0, 3000),
    "silent": Size(4, 4, 36, 3000),
    "alike": Size(4, 8, 0, 1000, n_directions=2),
    "large": Size(22, 27, 10, 3000),
    "scarce": Size(22, 27, 10, 800),
}


@dataclass(frozen=True)
class Toy:
    """`loadings` [coordinate, summary] of the means; zero for a summary that says nothing. `noise` is a sd."""

    loadings: Values
    noise: float

    @property
    def n_coordinates(self) -> int:
        """Number of coordinates."""
        return len(self.loadings)

    @property
    def covariance(self) -> Values:
        """Covariance of the posterior, the same for every observation."""
        precision = np.eye(self.n_coordinates) + self.loadings @ self.loadings.T / self.noise**2
        return np.asarray(np.linalg.inv(precision), dtype=np.float64)

    @property
    def sd(self) -> Values:
        """Standard deviations of the posterior [coordinate]."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=float)

    def means(self, summaries: Values) -> Values:
        """Means of the posterior [point, coordinate], given summaries [point, summary]."""
        found: Values = summaries @ self.loadings.T @ self.covariance / self.noise**2
        return found

    def simulate(self, coordinates: Values, random: np.random.Generator) -> Values:
        """Summaries [point, summary] at coordinates [point, coordinate]."""
        mean = coordinates @ self.loadings
        simulated: Values = mean + self.noise * random.standard_normal(mean.shape)
        return simulated

    def draw(self, n: int, random: np.random.Generator) -> tuple[Values, Values]:
        """Coordinates and summaries of `n` points from the prior."""
        coordinates = random.standard_normal((n, self.n_coordinates))
        return coordinates, self.simulate(coordinates, random)


def make_toy(size: Size, noise: float, seed: int) -> Toy:
    """A toy of this size, with loadings drawn by `seed`."""
    random = np.random.default_rng(seed)
    n = size.n_coordinates
    speaking = random.standard_normal((n, size.n_speaking)) / np.sqrt(n)
    if size.n_directions is not None:
        directions = random.standard_normal((size.n_directions, size.n_speaking)) / np.sqrt(size.n_directions)
        speaking = random.standard_normal((n, size.n_directions)) @ directions / np.sqrt(n)
    return Toy(np.hstack([speaking, np.zeros((n, size.n_silent))]), noise)


@dataclass(frozen=True)
class Verdict:
    """How adjusted samples of many observations compare with the known posteriors.

    `mean_error` is the root mean square error of means [posterior sd]; `sd_ratio` the mean ratio of standard
    deviations; `coverage` [coordinate] the share of truths inside their intervals of 90 %.
    """

    mean_error: float
    sd_ratio: float
    coverage: Values


def judge(toy: Toy, n_points: int, n_truths: int, seed: int) -> Verdict:
    """Solve the toy for `n_truths` drawn truths on one table of `n_points`."""
    random = np.random.default_rng(seed)
    table, (truths, observed) = toy.draw(n_points, random), toy.draw(n_truths, random)
    taught = learn(*table)
    rows = [_one(toy, taught, truth, seen) for truth, seen in zip(truths, observed, strict=True)]
    errors, ratios, inside = (np.array(part) for part in zip(*rows, strict=True))
    return Verdict(float(np.sqrt((errors**2).mean())), float(ratios.mean()), inside.mean(axis=0))


def _one(toy: Toy, taught: Learnt, truth: Values, seen: Values) -> tuple[Values, Values, Values]:
    sample = taught.given(seen)
    mean, sd = sample.mean_and_sd()
    low, high = sample.quantiles(ENDS)
    return (mean - toy.means(seen[None, :])[0]) / toy.sd, sd / toy.sd, (low < truth) & (truth < high)


def judge_size(size: Size, n_truths: int = 200) -> Verdict:
    """The verdict on a problem of this size."""
    return judge(make_toy(size, NOISE, TOY_SEED), size.n_points, n_truths, TABLE_SEED)
