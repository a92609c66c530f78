"""Restricted mean durations from weekly life tables: children still waiting or placed count, as censored rows."""

import numpy as np
from numpy.typing import NDArray

from sim.units import DAYS_PER_WEEK


def restricted_mean_days(ended: NDArray[np.int64], censored: NDArray[np.int64], horizon_days: float) -> float:
    """Mean duration up to `horizon_days` [day] by the actuarial Kaplan-Meier estimate; nan if it is not determined.

    A row censored within a week counts for half of it. Survival falls linearly within a week. Where everybody still
    in has been censored before the horizon, the rest of the curve is unknown, and so is the mean.
    """
    at_risk, alive, area = float(ended.sum() + censored.sum()), 1.0, 0.0
    n_weeks = int(np.ceil(horizon_days / DAYS_PER_WEEK))
    by_week = zip(ended[:n_weeks].tolist(), censored[:n_weeks].tolist(), strict=True)
    for week, (n_ended, n_censored) in enumerate(by_week):
        if alive == 0.0:
            return area
        exposed = at_risk - n_censored / 2.0
        if exposed <= 0.0:
            return float("nan")
        later = alive * max(1.0 - n_ended / exposed, 0.0)
        width = min(DAYS_PER_WEEK, horizon_days - week * DAYS_PER_WEEK)
        at_width = alive + (later - alive) * width / DAYS_PER_WEEK
        area += width * (alive + at_width) / 2.0
        at_risk -= float(n_ended + n_censored)
        alive = later
    return area
