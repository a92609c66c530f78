"""A point of the reference table: parameters and municipal figures drawn from their priors by the point's number.

The number is all that identifies a point. Its draws, and the random numbers of its simulations, are addressed by it:
a point is the same whenever, wherever and in whatever order it is simulated, and the seed is never a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.catalogue.load import load_municipality
from sim.catalogue.municipality import Municipality
from sim.parameters.load import ParameterSet, find, load_parameters
from sim.parameters.priors import draw_uniform, prior_draw

# seed of the draws and of the simulations of every point; a constant, so that a table can be continued anywhere
SEED = 20_260_101
# the municipalities with figures that enter the fit; the country is one agency of the mean size, seen for long
AREAS = ("danmark", "ishoej", "vallensbaek", "hoersholm")

_NORMAL = NormalDist()


@cache
def area(key: str) -> Municipality:
    """A municipality of the fit; the country as a single agency."""
    municipality = load_municipality(key)
    return municipality.with_figures({"n_agencies": 1.0}) if key == "danmark" else municipality


@dataclass(frozen=True)
class Point:
    """Point number `number`: its parameters and its municipalities."""

    number: int
    parameters: ParameterSet
    areas: tuple[Municipality, ...]


def point(number: int) -> Point:
    """The point of this number, drawn from the prior."""
    areas = tuple(area(key).drawn(SEED, number) for key in AREAS)
    return Point(number, prior_draw(load_parameters(), SEED, number), areas)


def _place(address: str) -> tuple[str, int]:
    """Where a coordinate's random number stands: a parameter's element, or 'MUNICIPALITY/FIGURE'."""
    if "/" in address:
        return address.replace("/", "."), 0
    record, elements = find(address)
    if len(elements) != 1:
        raise ValueError(f"{address} names {len(elements)} numbers")
    return record.key, elements[0]


def coordinates(addresses: Sequence[str], numbers: Sequence[int]) -> NDArray[np.float64]:
    """Standard-normal coordinates [point, address] of points: the prior of each is N(0, 1), spikes included."""
    places = [_place(address) for address in addresses]
    return np.array([[_NORMAL.inv_cdf(draw_uniform(SEED, *place, number)) for place in places] for number in numbers])
