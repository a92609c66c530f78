"""Expected outcomes draw by draw, with chance taken out: worlds that the runs leave possible.

The mean of a few replications is not what a draw of the parameters leads one to expect: chance is in it, and whatever
picks a maximum over scenarios picks lucky ones. So the differences to the base are split as `statistics.split_variance`
splits them, all scenarios together: mean of a draw = expected outcome of the draw + chance. What is then known of the
expected outcomes is a normal distribution around means that are shrunk towards the overall mean by the share of chance
in them; it is sampled. With two scenarios it is the distribution behind `statistics.p_better`.

The variance between draws is found in directions in which chance has variance one. Its roots scatter too widely where
there are many scenarios and few draws, so they are drawn together by what their own sampling error calls for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.decisions.contest import Contest, draw_means

Values = NDArray[np.float64]

SAMPLES = 40_000  # worlds times draws
WORLDS_LEAST, WORLDS_MOST = 100, 20_000
TINY = 1e-10  # of the variance: what stands for chance between scenarios that never differ


@dataclass(frozen=True)
class Expected:
    """What is known of expected benefits against the base, after chance is taken out.

    mean [scenario] and error [scenario, scenario]: the mean over draws and the covariance of its error, `freedom`
    degrees of freedom. worlds [world, draw, scenario]: samples of the expected benefit of each draw; of the mean alone
    (one draw) where parameters and chance cannot be told apart. weights [world, draw]: draws resampled.
    """

    mean: Values
    error: Values
    freedom: int
    worlds: Values
    weights: Values
    is_split: bool

    @property
    def averages(self) -> Values:
        """Expected benefit over draws [world, scenario]: chance alone makes worlds differ."""
        averages: Values = self.worlds.mean(axis=1)
        return averages


@dataclass(frozen=True)
class Summary:
    """By draw, in contrasts to the base: means [draw, contrast], sizes [draw], scatter [draw, contrast, contrast]."""

    means: Values
    sizes: Values
    scatter: Values

    def of(self, rows: NDArray[np.int64]) -> "Summary":
        """The summary of these draws; one that is named twice counts as two."""
        return Summary(self.means[rows], self.sizes[rows], self.scatter[rows])

    @property
    def is_split(self) -> bool:
        """Whether chance can be told from parameters: some draw has two replications."""
        return bool(self.sizes.max() > 1)

    @property
    def mean(self) -> Values:
        """Mean over replications [contrast]."""
        mean: Values = self.sizes @ self.means / self.sizes.sum()
        return mean

    @property
    def error(self) -> Values:
        """Covariance of the error of the mean [contrast, contrast]; draws are independent, replications are not."""
        sums = self.sizes[:, None] * (self.means - self.mean)
        n_draws = len(self.sizes)
        error: Values = sums.T @ sums * n_draws / (n_draws - 1) / self.sizes.sum() ** 2
        return error

    @property
    def within(self) -> Values:
        """Covariance of chance [contrast, contrast]."""
        within: Values = self.scatter.sum(axis=0) / (self.sizes.sum() - len(self.sizes))
        return within


def summarise(contest: Contest) -> Summary:
    """What a contest says about its draws."""
    contrasts = contest.benefits[1:] - contest.benefits[0]
    _, index, sizes = np.unique(contest.groups, return_inverse=True, return_counts=True)
    means = draw_means(contrasts, contest.groups).T
    residual = contrasts.T - means[index]
    scatter = np.zeros((len(sizes), means.shape[1], means.shape[1]))
    np.add.at(scatter, index, residual[:, :, None] * residual[:, None, :])
    return Summary(means, sizes.astype(float), scatter)


def expected_benefits(contest: Contest, seed: int = 1) -> Expected:
    """Sample the expected benefits of a contest of at least two scenarios and two groups."""
    rng = np.random.default_rng(seed)
    summary = summarise(contest)
    n_draws = len(summary.sizes) if summary.is_split else 1
    n_worlds = int(np.clip(SAMPLES // n_draws, WORLDS_LEAST, WORLDS_MOST))
    worlds = sample_worlds(rng, summary, n_worlds)
    weights = rng.dirichlet(np.ones(n_draws), n_worlds)
    mean, error = np.concatenate([[0.0], summary.mean]), np.pad(summary.error, ((1, 0), (1, 0)))
    return Expected(mean, error, len(summary.sizes) - 1, worlds, weights, summary.is_split)


def errors_of_means(expected: Expected, n: int, seed: int = 1) -> Values:
    """Samples [n, scenario] of how far means over draws are off: normal, with the tails of their freedom."""
    rng = np.random.default_rng(seed)
    heavy = np.sqrt(expected.freedom / rng.chisquare(expected.freedom, n))[:, None]
    return _normal(rng, expected.error, n) * heavy


def sample_worlds(rng: np.random.Generator, summary: Summary, n_worlds: int) -> Values:
    """Samples [world, draw, scenario] of expected benefits against the base; of their mean alone where not split."""
    freedom = len(summary.sizes) - 1
    heavy = np.sqrt(freedom / rng.chisquare(freedom, n_worlds))[:, None]  # tails of the t distribution
    centres = summary.mean + _normal(rng, summary.error, n_worlds) * heavy
    worlds = _around(rng, summary, centres) if summary.is_split else centres[:, None, :]
    base = np.zeros((*worlds.shape[:2], 1))
    return np.concatenate([base, worlds], axis=2)


def _normal(rng: np.random.Generator, covariance: Values, n: int) -> Values:
    """Samples [n, contrast] around zero."""
    values, vectors = np.linalg.eigh(covariance)
    samples: Values = (rng.standard_normal((n, len(values))) * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return samples


def _around(rng: np.random.Generator, summary: Summary, centres: Values) -> Values:
    """Samples [world, draw, contrast] of what each draw leads one to expect, given the overall means of each world."""
    sizes = summary.sizes[:, None]
    forward, between = _variance_between(summary)
    means = np.linalg.solve(forward, summary.means.T).T
    middle = np.linalg.solve(forward, centres.T).T
    weight = between / (between + 1.0 / sizes)
    noise = rng.standard_normal((len(centres), *means.shape)) * np.sqrt(weight / sizes)
    samples: Values = (weight * means + (1.0 - weight) * middle[:, None, :] + noise) @ forward.T
    return samples


def _variance_between(summary: Summary) -> tuple[Values, Values]:
    """Directions [contrast, direction] in which chance has variance one, and the variance between draws in each."""
    sizes, within = summary.sizes, summary.within
    offset = np.sqrt(sizes)[:, None] * (summary.means - summary.mean)
    total = float(np.trace(within)) + float((offset**2).sum()) / len(sizes)
    root = np.linalg.cholesky(within + max(TINY * total, np.finfo(float).tiny) * np.eye(len(within)))
    rows = np.linalg.solve(root, offset.T)
    values, vectors = np.linalg.eigh(_drawn_together(rows @ rows.T / (len(sizes) - 1), rows))
    size = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1)
    return root @ vectors, np.maximum(values - 1.0, 0.0) / size


def only_chance(rng: np.random.Generator, summary: Summary) -> Summary:
    """As many new draws and replications in which chance alone makes draws differ."""
    sizes, within = summary.sizes, summary.within
    chance = _normal(rng, within, int(sizes.sum()))
    means = summary.mean + chance[: len(sizes)] / np.sqrt(sizes)[:, None]
    scatter = np.zeros_like(summary.scatter)
    scatter[0] = chance[len(sizes) :].T @ chance[len(sizes) :]  # only the sum over draws counts
    return Summary(means, sizes, scatter)


def _drawn_together(scatter: Values, rows: Values) -> Values:
    """A covariance [p, p] of rows [p, n], moved towards a sphere by the share that its sampling error explains."""
    p, n = rows.shape
    level = float(np.trace(scatter)) / p
    apart = float(((scatter - level * np.eye(p)) ** 2).sum())
    lengths = (rows**2).sum(axis=0)
    error = float((lengths**2).sum() - n * (scatter**2).sum()) / n**2
    share = 1.0 if apart == 0.0 else float(np.clip(error / apart, 0.0, 1.0))
    drawn: Values = (1.0 - share) * scatter + share * level * np.eye(p)
    return drawn
