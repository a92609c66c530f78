"""Points of designs: written out, or spread evenly over the unit cube.

A sampled design draws from numpy's generator seeded by (seed of the definition, kind of design, its place in the file):
the same file gives the same points, and another design in the file changes none of them.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.input_file import InputFile, Place

LEVERS, PARAMETERS = 0, 1
# quantiles of priors are finite inside the unit interval only
EDGE = 2.0**-40


def written_points(
    kind: str, values: Mapping[str, Sequence[float]], file: InputFile, place: Place
) -> list[list[float]]:
    """Points of a grid (the last axis fastest) or of a list, in the order written."""
    if kind == "grid":
        return [list(point) for point in product(*values.values())]
    first, *others = values
    for name in others:
        if len(values[name]) != len(values[first]):
            message = f"a list needs as many values on each axis: {first} has {len(values[first])}"
            raise file.error(message, (*place, "values", name), value=len(values[name]))
    return [list(point) for point in zip(*values.values(), strict=True)]


def sampled_points(kind: str, n: int, axes: int, address: tuple[int, int, int]) -> NDArray[np.float64]:
    """Points [point, axis] strictly inside the unit cube."""
    from scipy.stats import qmc

    rng = np.random.default_rng(address)
    if kind == "sobol":
        cube = qmc.Sobol(axes, scramble=True, rng=rng).random_base2(n.bit_length() - 1)
    else:
        cube = qmc.LatinHypercube(axes, rng=rng).random(n)
    inside: NDArray[np.float64] = np.clip(cube, EDGE, 1.0 - EDGE)
    return inside


def check_size(kind: str, n: int, file: InputFile, place: Place) -> None:
    """A Sobol' sequence is balanced at powers of two only."""
    if kind == "sobol" and n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        allowed = f"a power of two: {below} or {2 * below}"
        raise file.error("a sobol design is not balanced at this size", (*place, "points"), value=n, allowed=allowed)


def number_text(value: float) -> str:
    """The shortest way to write a number that reads back as the same number: different numbers, different texts."""
    short = f"{value + 0.0:g}"
    return short if float(short) == value else repr(value + 0.0)
