"""Notifications of a child: a self-exciting (Hawkes) process with exponential decay, from a quiet start."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from experiments.verification.result import Check, statistical
from experiments.verification.worlds import Inputs, Planted, Span, as_given, populated, replicate, rows
from sim.engines.compiled.build import run_until
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Event

BACKGROUND_PER_YEAR = 1.0
OFFSPRING = 0.5
DECAY_PER_YEAR = 5.0
YEARS = 2.0
SPAN = Span(0.0, YEARS, log_rows=900_000)


def count_moments() -> tuple[float, float]:
    """Mean and variance of the count over the horizon.

    With excitation x (decays at rate b, jumps by a = n b at each notification, which come at rate mu + x) the
    expectations of 1, x, x^2, N, N x and N^2 follow a closed linear system of differential equations.
    """
    mu, b = BACKGROUND_PER_YEAR, DECAY_PER_YEAR
    a = OFFSPRING * b
    one, x, xx, n, nx, nn = range(6)
    rates = np.zeros((6, 6))
    rates[x, one], rates[x, x] = a * mu, a - b
    rates[xx, one], rates[xx, x], rates[xx, xx] = a * a * mu, 2 * a * mu + a * a, 2 * (a - b)
    rates[n, one], rates[n, x] = mu, 1.0
    rates[nx, one], rates[nx, x], rates[nx, xx] = a * mu, mu + a, 1.0
    rates[nx, n], rates[nx, nx] = a * mu, a - b
    rates[nn, one], rates[nn, x], rates[nn, n], rates[nn, nx] = mu, 1.0, 2 * mu, 2.0
    moments = expm(rates * YEARS)[:, one]
    return float(moments[n]), float(moments[nn] - moments[n] ** 2)


def _counts(world: object, born_after: float) -> NDArray[np.int64]:
    """Notifications of each child that lived through the whole horizon."""
    log = rows(world)
    arrived = log[(log["event"] == Event.CHILD_ARRIVES) & (log["time"] == 0.0)]
    stays = arrived["child"][-arrived["value"] > born_after]
    size = int(log["child"].max()) + 1
    notified = log["child"][log["event"] == Event.NOTIFICATION]
    return np.asarray(np.bincount(notified, minlength=size)[stays])


def check_notifications(planted: Planted = as_given, replications: int = 14) -> list[Check]:
    """Mean and variance of the notifications of a child in two years; nothing follows from them."""
    inputs = planted(Inputs(45000, {
        "notification_per_day": BACKGROUND_PER_YEAR / DAYS_PER_YEAR / 8.0,
        "notification_offspring": OFFSPRING,
        "notification_decay_per_day": DECAY_PER_YEAR / DAYS_PER_YEAR,
    }))  # fmt: skip

    def run(replication: int) -> list[float]:
        world = populated(inputs, SPAN, replication)
        run_until(world, SPAN.end_days)
        counts = _counts(world, SPAN.end_days - 18.0 * DAYS_PER_YEAR)
        return [float(counts.mean()), float(counts.var(ddof=1))]

    observed = np.array(replicate(run, replications))
    mean, variance = count_moments()
    return [
        statistical("notifications of a child in two years, mean (Hawkes process)", mean, observed[:, 0]),
        statistical("notifications of a child in two years, variance (Hawkes process)", variance, observed[:, 1]),
    ]
