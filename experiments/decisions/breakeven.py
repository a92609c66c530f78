"""Break-even caseload: how low can the caseload go before the policy costs more than it saves?

From scenarios that differ in caseload alone: net cost against the base by caseload, draw by draw with chance taken out
(`expected.py`). Break-even is the lowest caseload at which net cost is zero or less, by straight lines between the
scenarios of the grid. The base's own caseload is left out: against itself a scenario costs nothing.

With `monotone` the curve of each draw is first made one that never rises with the caseload (isotonic regression): right
where a lower caseload can only cost more, wrong where savings come first and are used up later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class BreakEven:
    """Distribution over draws. p_nowhere: net cost is above zero over the whole grid; p_everywhere: it is
    zero or less at the lowest caseload already.

    median and interval90 are of the draws that break even inside the grid; None if fewer than 5 % do.
    p_pays [caseload]: probability that net cost is zero or less. rising: share of curves that rise somewhere.
    """

    caseloads: Values
    p_pays: Values
    p_nowhere: float
    p_everywhere: float
    median: float | None
    interval90: tuple[float, float] | None
    rising: float
    samples: Values


def break_even(caseloads: Values, net_cost: Values, monotone: bool = False) -> BreakEven:
    """Break-even of net cost [sample, caseload]; caseloads [caseload] in any order, at least two."""
    order = np.argsort(caseloads)
    x, curves = np.asarray(caseloads, float)[order], net_cost[:, order]
    rising = float((np.diff(curves, axis=1) > 1e-9 * np.abs(curves).max(initial=1e-300)).any(axis=1).mean())
    if monotone:
        curves = np.array([falling(curve) for curve in curves])
    samples = crossing(x, curves)
    inside = np.isfinite(samples)
    some = inside.mean() >= 0.05
    ends = np.quantile(samples[inside], [0.05, 0.5, 0.95]) if some else np.full(3, np.nan)
    return BreakEven(
        caseloads=x,
        p_pays=(curves <= 0.0).mean(axis=0),
        p_nowhere=float((samples == np.inf).mean()),
        p_everywhere=float((samples == -np.inf).mean()),
        median=float(ends[1]) if some else None,
        interval90=(float(ends[0]), float(ends[2])) if some else None,
        rising=rising,
        samples=samples,
    )


def crossing(x: Values, curves: Values) -> Values:
    """Lowest x at which each curve [sample, x] is zero or less; inf: nowhere, -inf: at the lowest x already."""
    pays = curves <= 0.0
    first = np.argmax(pays, axis=1)
    before = np.maximum(first - 1, 0)
    rows = np.arange(len(curves))
    high, low = curves[rows, before], curves[rows, first]
    share = np.divide(high, high - low, out=np.zeros(len(curves)), where=high > low)
    found = x[before] + share * (x[first] - x[before])
    found = np.where(first == 0, -np.inf, found)
    return np.where(pays.any(axis=1), found, np.inf)


def falling(values: Values) -> Values:
    """The nearest curve that never rises (pool adjacent violators)."""
    means: list[float] = []
    sizes: list[int] = []
    for value in values:
        means.append(float(value))
        sizes.append(1)
        while len(means) > 1 and means[-2] < means[-1]:
            total = sizes[-2] + sizes[-1]
            means[-2] = (means[-2] * sizes[-2] + means[-1] * sizes[-1]) / total
            sizes[-2] = total
            del means[-1], sizes[-1]
    return np.repeat(means, sizes)
