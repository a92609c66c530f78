"""A scenario whose world has no room left fails alone: those after it are what they are without it."""

from dataclasses import replace

import numpy as np

from sim.catalogue.load import load_municipality, load_scenario
from sim.errors import RunError
from sim.outcomes.result import RunLedger
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import LeverChange
from sim.simulate import Job, simulate_each


def test_a_scenario_without_room_for_its_desks_takes_no_other_with_it() -> None:
    place = load_municipality("vallensbaek")
    base, after = load_scenario("status-quo", place), load_scenario("caseload-20", place)
    crowded = replace(base, key="crowded", changes=(LeverChange(Lever.EXTRA_POSTS, 200.0),))
    job = Job(place, load_parameters(), (base, crowded, after), seed=1, replication=0, years=1.0)
    first, failed, last = simulate_each(job)
    assert isinstance(failed, RunError) and "desks" in str(failed)
    alone = simulate_each(replace(job, scenarios=(base, after)))
    for one, other in zip((first, last), alone, strict=True):
        assert isinstance(one, RunLedger) and isinstance(other, RunLedger)
        assert np.array_equal(one.acc, other.acc) and np.array_equal(one.end_stock, other.end_stock)
