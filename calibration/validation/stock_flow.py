"""The stock-and-flow method: everybody enters and leaves care at constant daily rates, whatever anybody does.

Published tools for planning places in care work so: a Markov chain on 'in care' and 'not in care' with daily
probabilities that are means of a reference period. Who is in care on a day then is a sum of independent chances: those
of the first day who have stayed (binomial), and later entrants who have stayed (Poisson). Time is in days.
"""

import math
from dataclasses import dataclass

DAYS = 365.25


@dataclass(frozen=True)
class Rates:
    """Children who enter per day, and the probability that a child in care leaves within a day."""

    entries_per_day: float
    p_leave_per_day: float


def fit_rates(starts_per_year: float, p_left_within_a_year: float) -> Rates:
    """Daily rates from a yearly number of starts and the share of a stock that has left a year later."""
    return Rates(starts_per_year / DAYS, 1.0 - (1.0 - p_left_within_a_year) ** (1.0 / DAYS))


def project(rates: Rates, stock: float, days: float) -> tuple[float, float]:
    """Mean and standard deviation of the stock after some days, from a known stock."""
    p_stay = (1.0 - rates.p_leave_per_day) ** days
    arrived = rates.entries_per_day * (1.0 - p_stay) / rates.p_leave_per_day
    return stock * p_stay + arrived, math.sqrt(stock * p_stay * (1.0 - p_stay) + arrived)


def stationary(rates: Rates) -> tuple[float, float]:
    """Mean and standard deviation of the stock in the long run."""
    mean = rates.entries_per_day / rates.p_leave_per_day
    return mean, math.sqrt(mean)
