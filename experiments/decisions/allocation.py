"""Where scenarios are run apart: how many replications each should get (optimal computing budget allocation).

Advice for runs without common random numbers, such as runs on different machines or of different models. Runs of this
project are paired, which is better: every replication then holds every scenario.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def allocation(means: Values, deviations: Values) -> Values:
    """Shares of a budget by scenario [sum 1], from means (higher is better) and standard deviations of one run.

    A rival gets runs as (deviation / distance to the best) squared, the best as its deviation times the root of the
    sum of (runs / deviation) squared of its rivals (Chen and Lee 2011). Rivals that tie with the best share alike.
    """
    best = int(np.argmax(means))
    rivals = np.arange(len(means)) != best
    distance = means[best] - means
    floor = 1e-6 * max(float(distance.max()), np.finfo(float).tiny)
    spread = np.maximum(deviations, 1e-12 * max(float(deviations.max()), np.finfo(float).tiny))
    runs = np.zeros(len(means))
    runs[rivals] = (spread[rivals] / np.maximum(distance[rivals], floor)) ** 2
    runs[best] = spread[best] * np.sqrt(((runs[rivals] / spread[rivals]) ** 2).sum())
    shares: Values = runs / runs.sum()
    return shares
