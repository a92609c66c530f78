"""Hand-made ledgers for tests: constant stocks, flows by month."""

import numpy as np

from sim.outcomes.ledger import N_BINS, N_KEYS, N_SPELLS, N_STOCKS
from sim.outcomes.result import RunLedger
from sim.units import DAYS_PER_MONTH, years_to_days


def make_ledger(
    stocks: dict[int, float] | None = None,
    flows: dict[int, float] | None = None,
    years: float = 2.0,
    bins: np.ndarray | None = None,
    **constants: float,
) -> RunLedger:
    """Each stock stands at its level all the time; each flow has its amount in every month."""
    n_months = int(np.ceil(years * 12 - 1e-9))
    days = np.clip(years_to_days(years) - np.arange(n_months) * DAYS_PER_MONTH, 0, DAYS_PER_MONTH)
    acc = np.zeros((n_months, N_KEYS))
    level = np.zeros(N_STOCKS, np.int64)
    for key, value in (stocks or {}).items():
        acc[:, key], level[key] = value * days, value
    for flow, amount in (flows or {}).items():
        acc[:, N_STOCKS + flow] = amount
    empty = np.zeros((N_SPELLS, 2, N_BINS), np.int64)
    given = {"residents_18_22": 500.0, **constants}
    return RunLedger(acc, empty if bins is None else bins, level, level, years=years, **given)
