"""What a check reports."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Check = dict[str, Any]
LARGEST_Z = 4.0
LARGEST_HALF_WIDTH = 0.01


def statistical(name: str, expected: float, samples: NDArray[np.float64] | list[float]) -> Check:
    """Compare the mean of independent replications with theory: close for its error, and the error small."""
    values = np.asarray(samples, float)
    error = float(values.std(ddof=1)) / np.sqrt(len(values))
    observed = float(values.mean())
    z = (observed - expected) / error if error > 0 else (0.0 if observed == expected else np.inf)
    half_width = float(stats.t.ppf(0.975, len(values) - 1)) * error / abs(expected)
    passed = abs(z) < LARGEST_Z and half_width <= LARGEST_HALF_WIDTH
    return _check(name, expected, observed, z, half_width, passed)


def exact(name: str, expected: float, observed: float) -> Check:
    """Compare a number that has no chance in it."""
    return _check(name, expected, observed, 0.0, 0.0, observed == expected)


def _check(name: str, expected: float, observed: float, z: float, half_width: float, passed: bool) -> Check:
    return {
        "name": name,
        "expected": float(expected),
        "observed": float(observed),
        "z": float(z),
        "half_width_relative": float(half_width),
        "passed": bool(passed),
    }
