"""What replication noise does to indices, and how it is taken out.

Write the outcome of replication r at point x as y_r(x) = f(x) + e_r(x): f is the expectation over luck, e_r has mean 0,
replications are independent of each other, and under common random numbers e_r(x) and e_r(x') go together as far as
the points react to the same luck in the same way. Indices are wanted of f; what is at hand is the mean of R
replications, f(x) + e(x), with e of variance s2(x) = Var(e_r)/R.

*Independent noise* (other random numbers at every point). The variance of the outcome is V + s2, so
    S1 -> V_j / (V + s2)               too low for everybody, by the same factor;
    ST -> (V_Tj + s2) / (V + s2)       too high: half the mean squared difference of two points holds s2 once;
    mu* -> E|d + noise|, above E|d| wherever the noise is not small against the step; sigma^2 -> sigma^2 + 2 s2/step^2.
A factor without effect has ST = s2/(V + s2) and mu* = 2 sqrt(s2/pi)/step: that is a noise floor.

*Common random numbers.* The same holds with the noise of a *difference* of two points, Var(e_r(x) - e_r(x'))/R, in
place of 2 s2; the part of luck that all points share drops out of differences and of the variance over points alike.
What is left differs from factor to factor (a factor that changes no event leaves no noise at all; one that shifts many
breaks the pairing), it does not shrink with more blocks, and it is correlated between blocks, which see the same luck.
S1 gains a bias of its own: B and A-with-B's-column share a value of the factor and, in part, luck's reaction to it.

*The correction* holds for both. Every term above is a mean of products of two outcomes; a product of means over
replications is unbiased for the product of expectations if no replication is multiplied by itself:
    E[y_r(x) y_r'(x')] = f(x) f(x')  for r != r', whatever luck does within a replication.
So V, V_j and V_Tj are computed over pairs r != r' (`product`), need two replications, and are unbiased for f; ratios
of them are consistent. Absolute values have no such form: mu* is reported with what chance alone would give it.
"""

import math

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def product(a: Values, b: Values) -> Values:
    """Unbiased product of the expectations behind two rows of replications [..., replication]: mean over r != r'."""
    n = a.shape[-1]
    total: Values = (a.sum(axis=-1) * b.sum(axis=-1) - (a * b).sum(axis=-1)) / (n * (n - 1))
    return total


def centred(values: Values) -> Values:
    """Values [point, replication] less the mean over points in each replication: luck that all share is gone."""
    shifted: Values = values - values.mean(axis=0, keepdims=True)
    return shifted


def noise_share(values: Values) -> float | None:
    """Share of noise in the variance over points [point, replication] of the means over replications.

    Under common random numbers it is the noise that the pairing leaves; None with one replication.
    """
    n_points, n = values.shape
    if n < 2 or n_points < 2:
        return None
    deviations = centred(values)
    observed = float((deviations.mean(axis=1) ** 2).sum())
    if observed == 0.0:
        return None
    real = float(product(deviations, deviations).sum())
    return min(max(1.0 - real / observed, 0.0), 1.0)


def paired_variance(steps: Values) -> Values:
    """Variance of the mean over replications of steps [..., replication]: the noise that pairing leaves in each."""
    n = steps.shape[-1]
    variance: Values = steps.var(axis=-1, ddof=1) / n
    return variance


def mean_size_of_noise(variance: Values) -> float:
    """Mean absolute value of normal noise with these variances: what mu* is if there is no effect."""
    return float(np.sqrt(2.0 / math.pi * variance).mean())
