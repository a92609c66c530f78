"""Children who are placed acutely, go home, and leave the system again: open cases and the cost of placements.

Every notification of a child without a case leads to acute work and an acute placement. At its first follow-up, a
booking time (exponential) later, the child goes home; at the next one, another booking time later, the case is closed.
Work takes no time, so a child is a Markov chain: idle, placed, at home with a case, idle.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad_vec
from scipy.linalg import expm

from experiments.verification.result import Check, statistical
from experiments.verification.worlds import Inputs, Planted, Span, as_given, freeze, populated, replicate, stock
from sim.engines.compiled.build import close, run_until
from sim.outcomes.ledger import N_STOCKS, Flow, Stock
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR
from sim.vocabulary import Measure

CHILDREN = 900
NOTIFIED_PER_DAY = 12.0 / DAYS_PER_MONTH / CHILDREN
BOOKING_DAYS = 1.0
PRICE_ORE_PER_DAY, PRICE_CV = 5e5, 0.3
SETTLED_MONTHS = 12
SPAN = Span(0.0, 680.0)
COSTS = (Stock.COST_0_6_ORE, Stock.COST_7_12_ORE, Stock.COST_13_17_ORE)


def idle_days() -> float:
    """Mean days between the end of a case and the next notification."""
    return 1.0 / NOTIFIED_PER_DAY


def starts_per_day() -> float:
    """Placements begun per day by renewal: one per child and cycle."""
    return CHILDREN / (idle_days() + 2.0 * BOOKING_DAYS)


def open_cases() -> float:
    """Little's law: cases opened per day x mean days open."""
    return starts_per_day() * 2.0 * BOOKING_DAYS


def monthly_cost() -> float:
    """Placements per month x mean days x price x mean price factor (1) [øre]."""
    return starts_per_day() * DAYS_PER_MONTH * BOOKING_DAYS * PRICE_ORE_PER_DAY


def variance_of_monthly_cost() -> float:
    """Variance of a month's cost [øre squared].

    The price factor stays with a placement: the cost rates of one child at two times have the factor's second moment
    in common while the placement lasts and only its mean afterwards. With rare placements this is the variance of
    compound-Poisson costs, 2 x rate x days^2 x price^2 x E[factor^2] x (month - days (1 - exp(-month / days))).
    """
    out, back = NOTIFIED_PER_DAY, 1.0 / BOOKING_DAYS
    generator = np.array([[-out, out, 0.0], [0.0, -back, back], [back, 0.0, -back]])
    share = starts_per_day() * BOOKING_DAYS / CHILDREN

    def weighted_covariance(lag: float) -> float:
        same = np.exp(-lag * back)
        again = expm(generator * lag)[1, 1] - same
        product = share * (same * (1.0 + PRICE_CV**2) + again)
        return float((DAYS_PER_MONTH - lag) * (product - share**2))

    integral, _ = quad_vec(weighted_covariance, 0.0, DAYS_PER_MONTH, epsrel=1e-9)
    return float(2.0 * CHILDREN * PRICE_ORE_PER_DAY**2 * integral)


def _short_placements() -> Inputs:
    prices = np.zeros(16)
    prices[[Measure.RESIDENTIAL_FACILITY, Measure.INSTITUTION]] = PRICE_ORE_PER_DAY
    return Inputs(1000, {
        "notification_per_day": NOTIFIED_PER_DAY / 8.0,
        "first_need_share": [0.0, 1.0, 0.0, 0.0, 0.0],
        "p_screen_acute": 1.0,
        "p_crisis_placement": 1.0,
        "readiness_per_day": 1e9,
        "schedule_first_days": 100.0,
        "follow_up_lead_days": 100.0,
        "follow_up_lead_share": 1.0,
        "booking_mean_days": BOOKING_DAYS,
        "price_ore_per_day": prices,
        "price_cv": PRICE_CV,
    })  # fmt: skip


def _observe(inputs: Inputs, replication: int) -> NDArray[np.float64]:
    """Mean open cases, cases opened per day, mean and variance of a month's cost."""
    world = populated(inputs, SPAN, replication)
    freeze(world, CHILDREN)
    run_until(world, SPAN.end_days)
    close(world, SPAN.end_days)
    cost = stock(world, COSTS)[SETTLED_MONTHS:]
    cases = stock(world, [Stock.OPEN_CASES])[SETTLED_MONTHS:].mean() / DAYS_PER_MONTH
    opened = world.ledger.acc[SETTLED_MONTHS:, N_STOCKS + Flow.CASES_OPENED].mean() / DAYS_PER_MONTH
    return np.array([cases, opened, cost.mean(), cost.var(ddof=1)])


def check_cycles(planted: Planted = as_given, replications: int = 16) -> list[Check]:
    """Open cases by Little's law, and the mean and variance of a month's placement cost."""
    inputs = planted(_short_placements())
    observed = np.array(replicate(lambda replication: _observe(inputs, replication), replications))
    return [
        statistical("cases opened per year (renewal)", starts_per_day() * MONTHS_PER_YEAR * DAYS_PER_MONTH,
                    observed[:, 1] * MONTHS_PER_YEAR * DAYS_PER_MONTH),
        statistical("open cases (Little's law)", open_cases(), observed[:, 0]),
        statistical("placement cost of a month, mean (compound Poisson)", monthly_cost(), observed[:, 2]),
        statistical("placement cost of a month, variance (compound Poisson)", variance_of_monthly_cost(),
                    observed[:, 3]),
    ]  # fmt: skip
