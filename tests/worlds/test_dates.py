"""Dates: what falls due after policy start counts from the first month, and a new measure has follow-ups of its own."""

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes.ledger import N_STOCKS, Flow
from sim.simulate import event_log, simulate
from tests.worlds.test_minimally_different import job, small

DUE_AND_IN_TIME = (
    (Flow.ASSESSMENTS_DUE, Flow.ASSESSMENTS_IN_TIME),
    (Flow.FIRST_FOLLOWUPS_DUE, Flow.FIRST_FOLLOWUPS_IN_TIME),
)


@pytest.mark.parametrize(("due", "in_time"), DUE_AND_IN_TIME)
def test_timeliness_of_the_first_months_is_that_of_later_ones(due: int, in_time: int) -> None:
    town = small(children=3000.0)
    runs = [simulate(replace(job("status-quo", replication=k), municipality=town, years=1.0))[0] for k in range(12)]
    flows = np.sum([run.acc[:, N_STOCKS:] for run in runs], axis=0)
    shares = flows[:, in_time] / flows[:, due]
    assert flows[0, due] > 0.6 * flows[4:, due].mean()
    assert abs(shares[:2].mean() - shares[4:].mean()) < 0.12


def test_a_follow_up_held_was_opened_for_the_measure_of_the_day() -> None:
    log = event_log(job("closer-followup"))
    opened: dict[int, bool] = {}
    held = 0
    for event, child in zip(log.event, log.child, strict=True):
        if event == "measure":
            opened[child] = False
        elif event == "follow_up_opens":
            opened[child] = True
        elif event == "follow_up_held":
            held += 1
            assert opened.get(child, False), f"child {child}"
            opened[child] = False
    assert held > 200
