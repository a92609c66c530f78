"""Indices of a design from its outcomes: Morris and Sobol, by SALib, with replication noise taken out where it can be.

Outcomes come as [block, place in the block, replication]; the last factor is the dummy. Nothing here knows the model:
tests put functions with known indices through the same code.
"""

import math
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.sensitivity.noise import centred, mean_size_of_noise, noise_share, paired_variance, product
from experiments.sensitivity.sampling import LEVELS, STEP, Method, dummy_place, problem_of

Values = NDArray[np.float64]
Interval = tuple[float, float]
Corrected = tuple[float, Interval, float, Interval]

RESAMPLES = 1000
# with fewer blocks than this an index says nothing
FEWEST_BLOCKS = 4
Z95 = 1.959963984540054
# a test of luck that all trajectories share is at this level: loose, for to overlook it costs more than to suspect it
LUCK_P = 0.25


@dataclass(frozen=True)
class MorrisIndex:
    """One factor's elementary effects, in units of the outcome per whole range.

    mu_star: mean size; mu: mean with its sign; sigma: spread over trajectories (interaction, curvature, noise).
    `sigma_corrected` has the noise taken out; `from_chance` is the mu_star that the noise left by the pairing would
    give a factor without effect. Both need two replications.

    Noise adds to every size but cancels in the mean with its sign: a factor is told from chance by its size (mu_star
    above the noise floor) or by its direction (zero outside the 99 % interval of mu). `distinguished_by` says which.
    """

    mu_star: float
    mu_star_ci95: Interval
    mu: float
    mu_ci95: Interval
    sigma: float
    sigma_corrected: float | None
    from_chance: float | None
    distinguished_by: Literal["size", "direction"] | None

    @property
    def distinguishable(self) -> bool:
        """Whether it is told from chance."""
        return self.distinguished_by is not None


@dataclass(frozen=True)
class SobolIndex:
    """One factor's shares of the variance of the expected outcome: alone (s1), and with all its interactions (st).

    `s1`, `st` have the noise taken out (null with one replication, or where chance is all there is); `s1_raw`,
    `st_raw` are those of the means over replications, with noise in them, by SALib.
    """

    s1: float | None
    s1_ci95: Interval | None
    st: float | None
    st_ci95: Interval | None
    s1_raw: float
    s1_raw_ci95: Interval
    st_raw: float
    st_raw_ci95: Interval
    distinguishable: bool


@dataclass(frozen=True)
class Indices:
    """What an analysis says about one outcome.

    `noise_floor` is one of mu_star (Morris) or st_raw (Sobol): the dummy's index times a margin, which another factor
    that does nothing passes about once in forty times. A factor at or below it is indistinguishable from chance.
    """

    rows: tuple[MorrisIndex | SobolIndex, ...]
    noise_floor: float
    noise_share: float | None
    mean: float
    sd: float
    blocks: int


def analyse(method: Method, points: Values, outcomes: Values, seed: int) -> Indices | None:
    """The indices; None with too few blocks, or an outcome that never varies.

    points [block, place, factor] in u, outcomes [block, place, replication].
    """
    if len(outcomes) < FEWEST_BLOCKS:
        return None
    paired = np.delete(outcomes, dummy_place(method, points.shape[2] - 1), axis=1)
    flat = paired.reshape(-1, outcomes.shape[2])
    means = flat.mean(axis=1)
    if np.ptp(means) == 0.0:
        return None
    outcomes = _without_shared_luck(method, outcomes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _morris(points, outcomes, seed) if method == "morris" else _sobol(outcomes, seed)
    rows, floor = found
    return Indices(rows, floor, noise_share(flat), float(means.mean()), float(means.std()), len(outcomes))


def _noise_floor(index: float, half: float, n_blocks: int) -> float:
    """Upper 97.5 % prediction limit for the index of another factor like the dummy; `half` is its 95 % half-width.

    Both indices scatter, hence the root of two; few blocks make the scatter itself uncertain, hence Student's t. It
    scatters with the index itself (both are sizes of noise), hence the logarithm.
    """
    if index <= 0.0:
        return 0.0
    error = half / Z95 * math.sqrt(n_blocks / (n_blocks - 1.0)) / index
    return index * math.exp(float(stats.t.ppf(0.975, n_blocks - 1)) * math.sqrt(2.0) * error)


def _without_shared_luck(method: Method, outcomes: Values) -> Values:
    """The dummy's step less its mean over blocks, replication by replication.

    The dummy's points have other random numbers. The luck that all points share is in its step and in no other
    factor's: without it, the step holds what a factor without effect would show if it broke the rest of the pairing.
    """
    n_blocks, places, _ = outcomes.shape
    place = places - 1 if method == "morris" else places - 2
    beside = outcomes[:, places - 2 if method == "morris" else 0]
    steps = centred(outcomes[:, place] - beside) * np.sqrt(n_blocks / (n_blocks - 1.0))
    adjusted = outcomes.copy()
    adjusted[:, place] = beside + steps
    return adjusted


def _morris(points: Values, outcomes: Values, seed: int) -> tuple[tuple[MorrisIndex, ...], float]:
    from SALib.analyze.morris import analyze

    n_factors = points.shape[2]
    flat = np.ascontiguousarray(points.reshape(-1, n_factors))
    means = outcomes.mean(axis=2)
    si = analyze(problem_of(n_factors), flat, means.ravel(), num_resamples=RESAMPLES, num_levels=LEVELS, seed=seed)
    effects = elementary_effects(points, outcomes)
    star, half = np.asarray(si["mu_star"], float), np.asarray(si["mu_star_conf"], float)
    floor = _noise_floor(float(star[-1]), float(half[-1]), len(outcomes))
    reach = [_reach_of_mean(effects[k]) for k in range(n_factors)]
    rows = tuple(
        MorrisIndex(
            mu_star=float(star[k]),
            mu_star_ci95=(max(float(star[k] - half[k]), 0.0), float(star[k] + half[k])),
            mu=float(si["mu"][k]),
            mu_ci95=_around(float(si["mu"][k]), reach[k][0]),
            sigma=float(si["sigma"][k]),
            sigma_corrected=_sigma_without_noise(effects[k]),
            from_chance=mean_size_of_noise(paired_variance(effects[k])) if outcomes.shape[2] > 1 else None,
            distinguished_by=_told_by(float(star[k]) > floor, abs(float(si["mu"][k])) > reach[k][1] + 1e-12)
            if k < n_factors - 1
            else None,
        )
        for k in range(n_factors)
    )
    return rows, floor


def _reach_of_mean(effects: Values) -> tuple[float, float]:
    """Half-widths of the 95 % and the 99 % interval of the mean effect."""
    error, freedom = error_of_mean(effects)
    return float(stats.t.ppf(0.975, freedom)) * error, float(stats.t.ppf(0.995, freedom)) * error


def _told_by(size: bool, direction: bool) -> Literal["size", "direction"] | None:
    if size:
        return "size"
    return "direction" if direction else None


def error_of_mean(effects: Values) -> tuple[float, float]:
    """Standard error of the mean of effects [block, replication], both taken at random, and its degrees of freedom.

    All blocks meet the luck of the same replications: what a replication adds in every block alike does not shrink with
    more blocks (two-way random effects). One replication cannot show it. Where there is such luck, it is known from a
    few replications only, which the degrees of freedom say (Satterthwaite); where nothing speaks for it it is left out.
    """
    n_blocks, n = effects.shape
    mean = effects.mean()
    by_block = n * float(((effects.mean(axis=1) - mean) ** 2).sum()) / (n_blocks - 1)
    if n < 2:
        return math.sqrt(by_block / n_blocks), n_blocks - 1.0
    by_luck = n_blocks * float(((effects.mean(axis=0) - mean) ** 2).sum()) / (n - 1)
    rest = effects - effects.mean(axis=1, keepdims=True) - effects.mean(axis=0, keepdims=True) + mean
    both = float((rest**2).sum()) / ((n_blocks - 1) * (n - 1))
    total, degrees = by_block + by_luck - both, (n_blocks - 1, n - 1, (n_blocks - 1) * (n - 1))
    if total <= by_block or by_luck <= both * float(stats.f.ppf(1.0 - LUCK_P, degrees[1], degrees[2])):
        return math.sqrt(max(total, by_block) / (n_blocks * n)), n_blocks - 1.0
    freedom = total**2 / sum(part**2 / k for part, k in zip((by_block, by_luck, both), degrees, strict=True))
    return math.sqrt(total / (n_blocks * n)), max(freedom, n - 1.0)


def elementary_effects(points: Values, outcomes: Values) -> Values:
    """Each factor's step in each trajectory and replication [factor, block, replication], per whole range."""
    steps = np.diff(points, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    sign = np.sign(np.take_along_axis(steps, moved[:, :, None], axis=2))
    change = np.diff(outcomes, axis=1) * sign / STEP
    order = np.argsort(moved, axis=1)
    by_factor: Values = np.take_along_axis(change, order[:, :, None], axis=1).transpose(1, 0, 2)
    return by_factor


def _sigma_without_noise(effects: Values) -> float | None:
    """Spread of expected effects [block, replication] over trajectories."""
    n_blocks, n = effects.shape
    if n < 2:
        return None
    deviations = centred(effects)
    return float(np.sqrt(max(float(product(deviations, deviations).sum()) / (n_blocks - 1), 0.0)))


def _sobol(outcomes: Values, seed: int) -> tuple[tuple[SobolIndex, ...], float]:
    from SALib.analyze.sobol import analyze

    n_factors = outcomes.shape[1] - 2
    means = outcomes.mean(axis=2)
    si = analyze(problem_of(n_factors), means.ravel(), calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1)
    corrected = _sobol_without_noise(outcomes, seed) if outcomes.shape[2] > 1 else None
    floor = _noise_floor(float(si["ST"][-1]), float(si["ST_conf"][-1]), len(outcomes))
    rows = []
    for k in range(n_factors):
        raw = [float(si[name][k]) for name in ("S1", "S1_conf", "ST", "ST_conf")]
        s1, s1_ci95, st, st_ci95 = corrected[k] if corrected else (None, None, None, None)
        rows.append(
            SobolIndex(
                s1=s1,
                s1_ci95=s1_ci95,
                st=st,
                st_ci95=st_ci95,
                s1_raw=raw[0],
                s1_raw_ci95=_around(raw[0], raw[1]),
                st_raw=raw[2],
                st_raw_ci95=_around(raw[2], raw[3]),
                distinguishable=k < n_factors - 1 and raw[2] > floor,
            )
        )
    return tuple(rows), floor


def _around(middle: float, half: float) -> Interval:
    return middle - half, middle + half


def _sobol_without_noise(outcomes: Values, seed: int) -> list[Corrected] | None:
    """s1, st and their bootstrap intervals over blocks, for each factor; None where chance is all there is."""
    a, b, ab = outcomes[:, 0], outcomes[:, -1], outcomes[:, 1:-1]
    both = centred(np.concatenate([a, b]))
    size = len(both) / (len(both) - 1.0)
    own = product(both, both) * size
    variance = (own[: len(a)] + own[len(a) :]) / 2.0
    if variance.mean() <= 0.0:
        return None
    b_centred = both[len(a) :]
    step = ab - a[:, None]
    first = product(np.broadcast_to(b_centred[:, None], step.shape), step)
    total = product(step, step) / 2.0
    drawn = np.random.default_rng(seed).integers(len(a), size=(RESAMPLES, len(a)))
    spread = variance[drawn].mean(axis=1)
    found = []
    for k in range(ab.shape[1]):
        parts = [_ratio(terms[:, k], variance, drawn, spread) for terms in (first, total)]
        found.append((*parts[0], *parts[1]))
    return found


def _ratio(terms: Values, variance: Values, drawn: NDArray[np.int64], spread: Values) -> tuple[float, Interval]:
    """A share of the variance and the normal interval from its bootstrap over blocks."""
    share = float(terms.mean() / variance.mean())
    kept = spread > 0.0
    resampled = terms[drawn].mean(axis=1)[kept] / spread[kept]
    if len(resampled) < 2:
        return share, (-np.inf, np.inf)
    low, high = np.quantile(resampled, [0.025, 0.975])
    half = max(share - float(low), float(high) - share)
    return share, _around(share, half)
