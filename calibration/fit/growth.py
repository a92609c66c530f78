"""How much the size of the table matters: the same fit with the first part of it, beside the whole.

A posterior of too small a table is too wide where its regressions are learnt from few points, and moves as points are
added. What still moves when half of the points are added says how far the whole may still be from a table without end.
"""

from dataclasses import replace

import numpy as np

from calibration.fit.adjust import FEWEST_NEAREST
from calibration.fit.fit import Problem, fit

SHARES = (0.125, 0.25, 0.5, 1.0)


def first_points(problem: Problem, n: int) -> Problem:
    """The problem of a table that ends after its first `n` points."""
    return replace(
        problem,
        points=problem.points[:n],
        coordinates=problem.coordinates[:n],
        simulated=problem.simulated[:n],
    )


def growth_records(problem: Problem) -> list[dict[str, float]]:
    """Per size of the table: how wide the posterior is, and how far its means and widths lie from the whole table's.

    Shifts are in posterior standard deviations of the whole table: root mean square over coordinates, and the greatest.
    """
    sizes = [round(share * len(problem.points)) for share in SHARES]
    samples = {n: fit(first_points(problem, n)) for n in sizes if n > FEWEST_NEAREST}
    mean, sd = samples[len(problem.points)].mean_and_sd()
    records = []
    for n, sample in samples.items():
        its_mean, its_sd = sample.mean_and_sd()
        shift = np.abs(its_mean - mean) / sd
        records.append(
            {
                "n_points": n,
                "effective_sample_size": sample.effective_size,
                "mean_contraction": float((1.0 - its_sd**2).mean()),
                "typical_shift_sd": float(np.sqrt((shift**2).mean())),
                "greatest_shift_sd": float(shift.max()),
                "typical_sd_ratio": float(np.exp(np.log(its_sd / sd).mean())),
            }
        )
    return records
