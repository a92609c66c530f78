"""Which study would change the decision: expected value of perfect information about single parameters (EVPPI).

If a study told a parameter exactly, one would choose by the expected outcomes given its value. EVPPI is how much better
that choice is on average. The expected differences given the parameter are found by regression of the runs on the
parameter over the draws (Strong, Oakley and Brennan 2014): chance in single runs is then noise around the curve and
needs no correction of its own. A record of several numbers is one study and enters by its leading directions.

A curve fitted to noise also crosses zero somewhere, and a maximum over scenarios makes a value of it. So the same
regression is made with the draws' parameters shuffled: `floor` is what 95 % of shuffles stay below for this parameter,
and `p_any` is the share of shuffles in which the luckiest of all parameters gets as much (a test over all of them).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.decisions.contest import Contest, draw_means
from experiments.decisions.splines import design_of

Values = NDArray[np.float64]

SHUFFLES = 99
SAMPLES = 200  # of the regression coefficients, for the standard error
FEWEST_DRAWS = 20


@dataclass(frozen=True)
class StudyValue:
    """The value of knowing a parameter, in the unit of the outcome. low and high: who would be chosen at its ends.

    error: standard error from the uncertainty of the curve. low, high: the scenario with the best expected outcome in
    the lowest and the highest tenth of the parameter; None for a record of several numbers.
    """

    parameter: str
    evppi: float
    error: float
    floor: float
    p_any: float
    low: int | None
    high: int | None


def values_of_studies(
    contest: Contest, inputs: Mapping[str, Values], seed: int = 1, shuffles: int = SHUFFLES
) -> list[StudyValue]:
    """EVPPI of every parameter, largest first; inputs [draw, element] in the order of `contest.draws`.

    Parameters that never vary are left out; with fewer than a few draws there is nothing to fit.
    """
    means = draw_means(contest.benefits - contest.benefits[0], contest.groups).T
    varying = {key: rows for key, rows in inputs.items() if float(np.ptp(rows, axis=0).max()) > 0.0}
    if len(means) < FEWEST_DRAWS or not varying:
        return []
    rng = np.random.default_rng(seed)
    order = np.array([rng.permutation(len(means)) for _ in range(shuffles)])
    shuffled = means[order]
    found = [_study(key, rows, means, shuffled, rng) for key, rows in varying.items()]
    luckiest = np.max([chance for _, chance in found], axis=0)
    return sorted((_with_p(study, luckiest) for study, _ in found), key=lambda s: -s.evppi)


def _with_p(study: StudyValue, luckiest: Values) -> StudyValue:
    p = float((1 + (luckiest >= study.evppi).sum()) / (1 + len(luckiest)))
    return StudyValue(**{**study.__dict__, "p_any": p})


def _study(
    key: str, rows: Values, means: Values, shuffled: Values, rng: np.random.Generator
) -> tuple[StudyValue, Values]:
    """The value of a parameter, and what each shuffle gives in its place."""
    columns, sizes = design_of(rows)
    coefficients = fitted(columns, sizes, means[None])[0]
    curve = columns @ coefficients
    low, high = _choices(rows, curve) if rows.shape[1] == 1 else (None, None)
    chance = _gain(columns @ fitted(columns, sizes, shuffled))
    error = _error(columns, coefficients, means, rng)
    study = StudyValue(key, float(_gain(curve[None])[0]), error, float(np.quantile(chance, 0.95)), 1.0, low, high)
    return study, chance


def fitted(columns: Values, sizes: tuple[int, ...], means: Values) -> Values:
    """Coefficients [set, column, scenario] of means [set, draw, scenario] by the nested model with the lowest AIC."""
    coefficients = np.matmul(columns.T, means)
    total = (means**2).sum(axis=1)
    n_draws, n_scenarios = means.shape[1:]
    scores = []
    for size in sizes:
        rest = np.maximum(total - (coefficients[:, :size] ** 2).sum(axis=1), 1e-12 * total + 1e-300)
        scores.append(n_draws * np.log(rest).sum(axis=1) + 2.0 * size * (n_scenarios - 1))
    size = np.array(sizes)[np.argmin(scores, axis=0)]
    kept: Values = np.where(np.arange(columns.shape[1])[None, :, None] < size[:, None, None], coefficients, 0.0)
    return kept


def _gain(curves: Values) -> Values:
    """Mean of the best less the best of the means [set], of curves [set, draw, scenario]."""
    gain: Values = curves.max(axis=2).mean(axis=1) - curves.mean(axis=1).max(axis=1)
    return gain


def _error(columns: Values, coefficients: Values, means: Values, rng: np.random.Generator) -> float:
    """Standard error: coefficients vary around their estimates as the residuals say."""
    used = np.flatnonzero(np.abs(coefficients).sum(axis=1) > 0.0)
    rest = means - columns @ coefficients
    covariance = rest.T @ rest / max(len(means) - len(used), 1)
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = rng.standard_normal((SAMPLES, len(used), len(values))) @ root.T
    return float(_gain(columns[:, used] @ (coefficients[used] + noise)).std())


def _choices(rows: Values, curve: Values) -> tuple[int, int]:
    """The scenario that the curve prefers in the lowest and the highest tenth of the parameter."""
    order = np.argsort(rows[:, 0], kind="stable")
    tenth = max(len(order) // 10, 1)
    low, high = order[:tenth], order[-tenth:]
    return int(np.argmax(curve[low].mean(axis=0))), int(np.argmax(curve[high].mean(axis=0)))
