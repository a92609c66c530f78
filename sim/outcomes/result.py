"""What one run hands over: its ledger and the few constants that turn counts into outcomes."""

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.perimeter import GROSS, Perimeter


@dataclass(frozen=True)
class RunLedger:
    """The ledger of one run of one scenario over the policy period.

    acc: per month, first the integral of each stock [unit-days], then each flow [amount]. bins: per spell, ended or
    censored, children by week. The money and work constants are those of the run's parameters; benefits are the
    municipality's part of those of a family.
    """

    acc: NDArray[np.float64]
    bins: NDArray[np.int64]
    start_stock: NDArray[np.int64]
    end_stock: NDArray[np.int64]
    residents_18_22: float
    years: float
    pay_only_dkk_per_year: float = 0.0
    n_events: int = 0
    post_dkk: float = 600_000.0
    consultant_dkk_per_year: float = 0.0
    benefits_dkk_per_year: float = 0.0
    lost_earnings_refund_share: float = 0.0
    perimeter: Perimeter = GROSS
    work_hours_per_year: float = 1420.0
    direct_share: tuple[float, ...] = (0.0,) * 9
    agencies: int = 1


def _add(one: RunLedger, other: RunLedger) -> RunLedger:
    if one.years != other.years or one.post_dkk != other.post_dkk:
        raise ValueError("only ledgers of the same period and parameters add up")
    return replace(
        one,
        acc=one.acc + other.acc,
        bins=one.bins + other.bins,
        start_stock=one.start_stock + other.start_stock,
        end_stock=one.end_stock + other.end_stock,
        residents_18_22=one.residents_18_22 + other.residents_18_22,
        pay_only_dkk_per_year=one.pay_only_dkk_per_year + other.pay_only_dkk_per_year,
        n_events=one.n_events + other.n_events,
        agencies=one.agencies + other.agencies,
    )


def combine(ledgers: list[RunLedger]) -> RunLedger:
    """Agencies side by side as one: everything is a sum, taken in the order given."""
    return reduce(_add, ledgers)
