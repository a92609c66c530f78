"""Competing risks: need rises, need falls, or the family moves out, whichever comes first."""

import numpy as np

from experiments.verification.result import Check, statistical
from experiments.verification.worlds import Inputs, Planted, Span, as_given, by_child, populated, replicate, rows
from sim.engines.compiled.build import run_until
from sim.units import DAYS_PER_YEAR
from sim.vocabulary import Event, Need

RISE_PER_YEAR, FALL_PER_YEAR, MOVE_OUT_PER_YEAR = 0.9, 1.2, 0.6
TOTAL_PER_YEAR = RISE_PER_YEAR + FALL_PER_YEAR + MOVE_OUT_PER_YEAR
# spells that begin in the first 8 years before age 10 end within 8 years more, but for a share of exp(-21.6)
BEGIN_YEARS, BEGIN_AGE_YEARS = 8.0, 10.0
SPAN = Span(0.0, 16.0, log_rows=800_000)


def _spells(log: np.ndarray) -> list[float]:
    """Shares of spells at need 2 that end by rise, fall and moving out, and their mean length [day]."""
    log = by_child(log, (Event.CHILD_ARRIVES, Event.NEED, Event.CHILD_LEAVES))
    arrival = np.maximum.accumulate(np.where(log["event"] == Event.CHILD_ARRIVES, np.arange(len(log)), 0))
    age = log["time"] - log["time"][arrival] + log["value"][arrival]
    begins = (log["event"] == Event.NEED) & (log["value"] == Need.DECLINING)
    begins &= (log["time"] < BEGIN_YEARS * DAYS_PER_YEAR) & (age < BEGIN_AGE_YEARS * DAYS_PER_YEAR)
    first = np.flatnonzero(begins[:-1])
    end = log[first + 1]
    moved = end["event"] == Event.CHILD_LEAVES
    rose = ~moved & (end["value"] == Need.VULNERABLE)
    return [float(rose.mean()), float(moved.mean()), float((end["time"] - log["time"][first]).mean())]


def check_competing(planted: Planted = as_given, replications: int = 12) -> list[Check]:
    """Each cause takes its rate's share of the spells at need 2; a spell lasts one over the sum of the rates."""
    inputs = planted(Inputs(
        9000,
        {
            "need_rise_per_day": np.array([0.6, RISE_PER_YEAR, 0.0, 0.0, 0.0]) / DAYS_PER_YEAR,
            "need_fall_per_day": np.array([0.0, FALL_PER_YEAR, 1.0, 1.0, 1.0]) / DAYS_PER_YEAR,
        },
        {"emigration_per_day": MOVE_OUT_PER_YEAR / DAYS_PER_YEAR},
    ))  # fmt: skip

    def run(replication: int) -> list[float]:
        world = populated(inputs, SPAN, replication)
        run_until(world, SPAN.end_days)
        return _spells(rows(world))

    observed = np.array(replicate(run, replications))
    return [
        statistical("need 2 ends by rising (competing risks)", RISE_PER_YEAR / TOTAL_PER_YEAR, observed[:, 0]),
        statistical("need 2 ends by moving out (competing risks)", MOVE_OUT_PER_YEAR / TOTAL_PER_YEAR, observed[:, 1]),
        statistical("days spent at need 2 (competing risks)", DAYS_PER_YEAR / TOTAL_PER_YEAR, observed[:, 2]),
    ]
