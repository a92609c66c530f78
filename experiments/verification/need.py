"""Need from birth to 17: a Markov chain whose rates change at each age band, against the matrix exponential."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from experiments.verification.result import Check, statistical
from experiments.verification.worlds import (
    Inputs,
    Planted,
    Span,
    as_given,
    populated,
    replicate,
    resident_keys,
    stock,
)
from sim.engines.compiled.build import close, run_until
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import BAND_STARTS_YEARS, Band

RISE_PER_YEAR = np.array([0.30, 0.35, 0.35, 0.30, 0.0])
FALL_PER_YEAR = np.array([0.0, 0.90, 0.60, 0.70, 0.80])
AGE_FACTOR = np.array([0.2, 0.2, 0.3, 0.4, 1.0, 3.0, 4.0, 1.0])
# a generation's life has passed before the ledger begins: everybody was born with need 1
SPAN = Span(-18.0, 15.0)
WORDS = ("1 thriving", "2 declining", "3 vulnerable", "4a exposed", "4b endangered")


def generator(band: int) -> NDArray[np.float64]:
    """Generator [1/year] of the chain in an age band."""
    up = np.diag((RISE_PER_YEAR * AGE_FACTOR[band])[:4], 1)
    rates = up + np.diag(FALL_PER_YEAR[1:], -1)
    return np.asarray(rates - np.diag(rates.sum(axis=1)))


def mean_occupancy(band: int) -> NDArray[np.float64]:
    """Share of a band's time spent in each category, from birth at need 1: the integral of the matrix exponential."""
    years = np.diff(BAND_STARTS_YEARS)
    at_start = np.eye(5)[0]
    for earlier in range(band):
        at_start = at_start @ expm(generator(earlier) * years[earlier])
    block = np.zeros((10, 10))
    block[:5, :5], block[:5, 5:] = generator(band), np.eye(5)
    return np.asarray(at_start @ expm(block * years[band])[:5, 5:] / years[band])


def check_need(planted: Planted = as_given, replications: int = 14) -> list[Check]:
    """Share of the ages 15-17 spent in each category of need."""
    inputs = planted(Inputs(14000, {
        "need_rise_per_day": RISE_PER_YEAR / DAYS_PER_YEAR,
        "need_fall_per_day": FALL_PER_YEAR / DAYS_PER_YEAR,
        "need_age_factor": AGE_FACTOR,
    }))  # fmt: skip

    def run(replication: int) -> NDArray[np.float64]:
        world = populated(inputs, SPAN, replication)
        run_until(world, SPAN.end_days)
        close(world, SPAN.end_days)
        days = np.array([stock(world, resident_keys([Band.AGE_15_17], [need])).sum() for need in range(5)])
        return np.asarray(days / days.sum())

    observed = np.array(replicate(run, replications))
    expected = mean_occupancy(Band.AGE_15_17)
    return [
        statistical(f"need at ages 15-17: share in {word} (matrix exponential)", expected[i], observed[:, i])
        for i, word in enumerate(WORDS)
    ]
