"""Residents: births, moves in and moves out hold the expected number of every age, without feedback."""

import numpy as np

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
from sim.vocabulary import Band

RESIDENTS = 20000
EMIGRATION_PER_YEAR = 0.06
SPAN = Span(-10.0, 20.0)


def check_population(planted: Planted = as_given, replications: int = 12) -> list[Check]:
    """Residents aged 0-17, and those aged 0-2 and 15-17, over twenty years.

    Families have a first birth at rate r and leave at rate e per family; families move in at rate r x span x e with
    an age uniform on the span. At family age a the birth cohort has thinned to r exp(-e a), and those who came have
    grown to r (1 - exp(-e a)): together r at every age, so that a year of age holds 1/18 of the residents.
    """
    inputs = planted(Inputs(RESIDENTS, figures={"emigration_per_day": EMIGRATION_PER_YEAR / DAYS_PER_YEAR}))

    def run(replication: int) -> list[float]:
        world = populated(inputs, SPAN, replication)
        run_until(world, SPAN.end_days)
        close(world, SPAN.end_days)
        groups = (range(7), [Band.AGE_0_2], [Band.AGE_15_17])
        return [float(stock(world, resident_keys(bands)).sum()) / SPAN.end_days for bands in groups]

    observed = np.array(replicate(run, replications))
    return [
        statistical("residents aged 0-17 (stationary birth-death process)", RESIDENTS, observed[:, 0]),
        statistical("residents aged 0-2 (stationary birth-death process)", RESIDENTS * 3 / 18, observed[:, 1]),
        statistical("residents aged 15-17 (stationary birth-death process)", RESIDENTS * 3 / 18, observed[:, 2]),
    ]
