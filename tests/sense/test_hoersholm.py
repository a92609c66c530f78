"""Hørsholm's strategy: what its target mix amounts to on about 32 placed children, and that its capacities hold."""

import numpy as np

from sim.catalogue.load import load_municipality, load_scenario
from sim.outcomes.ledger import N_STOCKS, Flow
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import LeverChange, Scenario
from sim.simulate import Job, simulate
from tests.sense.test_sense import outcome

CAPACITIES = {
    Flow.COURSES_EARLY: 20,
    Flow.COURSES_HOME: 15,
    Flow.COURSES_PARENT_TRAINING: 6,
    Flow.FAMILY_ANALYSES: 15,
}


def test_a_mix_of_75_to_25_is_about_one_child() -> None:
    mix = Scenario("mix", "Mix", "Mix", "test", changes=(LeverChange(Lever.TARGET_MIX_FAMILY_SHARE, 0.75),))
    residential = sum(
        outcome(("status-quo", mix), key, municipality="hoersholm", n=40)
        for key in ("placed_residential@end", "placed_institution@end")
    )
    moved = (residential[:, 0] - residential[:, 1]).mean()
    print(f"children no longer in residential care after five years: {moved:.2f}")
    assert 0.3 < moved < 3.0


def test_yearly_capacities_of_courses_are_never_exceeded() -> None:
    place = load_municipality("hoersholm")
    used = dict.fromkeys(CAPACITIES, 0.0)
    for replication in range(6):
        job = Job(place, load_parameters(), (load_scenario("hoersholm-2018"),), 3, replication, 4.0)
        flows = simulate(job)[0].acc[:, N_STOCKS:].reshape(4, 12, -1).sum(axis=1)
        for flow, capacity in CAPACITIES.items():
            assert (flows[:, flow] <= capacity).all(), flow
            used[flow] = max(used[flow], float(flows[:, flow].max()))
    assert np.isclose(used[Flow.COURSES_HOME], 15.0), "the test would not see a capacity that is too large"
