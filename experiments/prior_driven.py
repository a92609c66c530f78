"""Whether the sign of an effect depends on an assumed prior: found by reweighting the draws.

A channel or policy effect for which no estimate was found has an assumed prior that holds a mass at no effect. The
draws are reweighted to two other opinions about each such effect: that it does not exist, and that it is as strong as
in the upper half of its prior. If the expected difference changes its sign under one of them, it rests on that prior.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from experiments.design import Experiment
from sim.parameters.load import ParameterSet, load_records

Values = NDArray[np.float64]
Opinions = Mapping[str, NDArray[np.bool_]]

SPIKED = ("spike", "spike_logit", "spike_at_one")
# an opinion held by fewer draws than this says nothing
FEWEST_DRAWS = 8


@cache
def assumed_effects() -> tuple[str, ...]:
    """Effects whose prior is assumed and holds a mass at no effect."""
    return tuple(
        record.key
        for record in load_records().values()
        if record.grade == "assumed" and record.prior.kind in SPIKED and not record.axes
    )


def _no_effect(key: str) -> float:
    return 1.0 if load_records()[key].prior.kind == "spike_at_one" else 0.0


def opinions_of(draws: Sequence[ParameterSet]) -> dict[str, NDArray[np.bool_]]:
    """Which draws hold which opinion: 'KEY: none' and 'KEY: strong', over draws."""
    found: dict[str, NDArray[np.bool_]] = {}
    for key in assumed_effects():
        strength = np.array([abs(draw.value(key) - _no_effect(key)) for draw in draws])
        exists = strength > 0.0
        found[f"{key}: none"] = ~exists
        if exists.any():
            found[f"{key}: strong"] = strength > np.median(strength[exists])
    return {name: held for name, held in found.items() if FEWEST_DRAWS <= held.sum() < len(draws)}


def opinions(experiment: Experiment, replications: Sequence[int]) -> dict[str, NDArray[np.bool_]]:
    """The opinions over replications, by the draw that each belongs to; none with point values."""
    if experiment.draws == "point" or not replications:
        return {}
    draws = [experiment.draw_of(replication) for replication in replications]
    _, first, place = np.unique(draws, return_index=True, return_inverse=True)
    by_draw = opinions_of([experiment.parameters_of(replications[row]) for row in first])
    return {name: held[place] for name, held in by_draw.items()}


def turning_priors(difference: Values, held: Opinions) -> list[str]:
    """The opinions under which the expected difference has the other sign."""
    mean = float(difference.mean())
    if mean == 0.0:
        return []
    return [name for name, rows in held.items() if rows.any() and float(difference[rows].mean()) * mean < 0.0]
