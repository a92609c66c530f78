"""Designs in u: which points are simulated, and which belong together.

A *block* is what an index is made of: a trajectory of Morris, or a row of a Saltelli design with its crossings. A block
of a design over k factors has k + 2 points (Morris) or k + 3 (Sobol); one of them is the dummy's.

The dummy is a factor that does nothing. All points share their replications (common random numbers), so a step of the
dummy would change nothing at all and its index would be zero: no floor for real parameters, whose steps also shake up
the order of events. The dummy's point therefore repeats a point of its block with *other* replications (the same other
ones in every block): it shows what a parameter without any effect would show if its step broke the pairing altogether.
"""

import warnings
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

Method = Literal["morris", "sobol"]
Points = NDArray[np.float64]

LEVELS = 4
STEP = LEVELS / (2.0 * (LEVELS - 1))
# trajectories that lie far apart are chosen from a pool, whose cost grows with its square
CANDIDATES_PER_TRAJECTORY = 8
POOL_MOST = 200


def problem_of(n_factors: int) -> dict[str, Any]:
    """The factors as SALib takes them."""
    names = [f"x{k}" for k in range(n_factors)]
    return {"num_vars": n_factors, "names": names, "bounds": [[0.0, 1.0]] * n_factors}


def points_per_block(method: Method, n_factors: int) -> int:
    """Points of a block, the dummy's among them."""
    return n_factors + (2 if method == "morris" else 3)


def dummy_place(method: Method, n_factors: int) -> int:
    """Where in its block the dummy's point stands: last in a trajectory, before B in a Saltelli block."""
    return n_factors + 1


def make_points(method: Method, n_factors: int, n_blocks: int, seed: int) -> Points:
    """Points [block x place, factor + dummy] in the order of SALib; the dummy is the last factor."""
    need_salib()
    sample = _morris if method == "morris" else _saltelli
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        blocks = sample(n_factors, n_blocks, seed)
    points: Points = blocks.reshape(-1, n_factors + 1)
    return points


def _morris(n_factors: int, n_blocks: int, seed: int) -> Points:
    """Trajectories far apart from each other, chosen from a pool if there are fewer; the dummy steps last."""
    from SALib.sample.morris import sample

    pool = max(min(CANDIDATES_PER_TRAJECTORY * n_blocks, POOL_MOST), n_blocks)
    chosen = n_blocks if pool > n_blocks else None
    drawn = sample(problem_of(n_factors), pool, num_levels=LEVELS, optimal_trajectories=chosen, seed=seed)
    real = np.round(drawn * (LEVELS - 1)).reshape(n_blocks, n_factors + 1, n_factors) / (LEVELS - 1)
    blocks = np.zeros((n_blocks, n_factors + 2, n_factors + 1))
    blocks[:, :-1, :-1] = real
    blocks[:, -1, :-1] = real[:, -1]
    blocks[:, -1, -1] = STEP
    return blocks


def _saltelli(n_factors: int, n_blocks: int, seed: int) -> Points:
    """A, then A with one column of B each, the dummy's among them, then B; the dummy's column is 0 in A and 1 in B."""
    from SALib.sample.sobol import sample

    drawn = sample(problem_of(n_factors), n_blocks, calc_second_order=False, seed=seed)
    real = drawn.reshape(n_blocks, n_factors + 2, n_factors)
    blocks = np.zeros((n_blocks, n_factors + 3, n_factors + 1))
    blocks[:, : n_factors + 1, :-1] = real[:, :-1]
    blocks[:, n_factors + 1, :-1] = real[:, 0]
    blocks[:, n_factors + 1, -1] = 1.0
    blocks[:, -1, :-1] = real[:, -1]
    blocks[:, -1, -1] = 1.0
    return blocks


def need_salib() -> None:
    """One message where the extra is missing."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        allowed = "an environment with the extra `sensitivity`: make venv"
        raise InputError("needs SALib", field="sensitivity", allowed=allowed) from None
