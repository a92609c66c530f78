"""Functions with known indices, put through the code of the analysis with noise of a known size."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.indices import Indices, analyse
from experiments.sensitivity.sampling import Method, dummy_place, make_points, points_per_block

Values = NDArray[np.float64]

ISHIGAMI_S1 = (0.3139, 0.4424, 0.0)
ISHIGAMI_ST = (0.5576, 0.4424, 0.2437)
ISHIGAMI_VARIANCE = 13.8446


def ishigami(u: Values) -> Values:
    """Of u in [0, 1]^3, with the usual a = 7, b = 0.1."""
    x = (2.0 * u - 1.0) * math.pi
    return np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def noisy(
    method: Method, truth: Values, n_factors: int, replications: int, own: float, shared: float, seed: int
) -> Values:
    """Outcomes [block, place, replication]: the truth, luck that all points of a replication share, and luck of one's
    own. The dummy's points share other luck.
    """
    rng = np.random.default_rng(seed)
    blocks, places = truth.shape
    common = np.broadcast_to(rng.normal(0.0, 1.0, replications), (blocks, places, replications)).copy()
    common[:, dummy_place(method, n_factors)] = rng.normal(0.0, 1.0, replications)
    noise = own * rng.normal(0.0, 1.0, (blocks, places, replications))
    return truth[:, :, None] + shared * common + noise


@cache
def design(method: Method, n_factors: int, n_blocks: int) -> Values:
    """Points [block, place, factor]; made once."""
    points = make_points(method, n_factors, n_blocks, 1)
    return points.reshape(n_blocks, points_per_block(method, n_factors), n_factors + 1)


def analysed(
    method: Method, function: object, n_factors: int, n_blocks: int, replications: int, own: float, shared: float,
    seed: int = 1,
) -> Indices:  # fmt: skip
    blocks = design(method, n_factors, n_blocks)
    truth = function(blocks[:, :, :-1])  # type: ignore[operator]
    outcomes = noisy(method, truth, n_factors, replications, own, shared, seed)
    found = analyse(method, blocks, outcomes, seed)
    assert found is not None
    return found
