"""Hørsholm's strategy: what its target mix amounts to on about 32 placed children, and that its capacities hold."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.catalogue.load import load_municipality, load_scenario
from sim.outcomes.evaluate import evaluate
from sim.outcomes.ledger import N_STOCKS, Flow
from sim.parameters.load import load_parameters
from sim.policy.levers import Lever
from sim.policy.scenario import LeverChange, Scenario
from sim.simulate import Job, simulate

CAPACITIES = {
    Flow.COURSES_EARLY: 20,
    Flow.COURSES_HOME: 15,
    Flow.COURSES_PARENT_TRAINING: 6,
    Flow.FAMILY_ANALYSES: 15,
}


def test_a_mix_of_75_to_25_is_about_one_child() -> None:
    """At the document's mix (23 of 32 in family-like care, 72 %), stated by fewer residential places and more homes."""
    stated = {"residential_propensity": 0.55, "foster_homes_per_1000": 8.0}
    place = load_municipality("hoersholm").with_figures(stated)
    mix = Scenario("mix", "Mix", "Mix", "test", changes=(LeverChange(Lever.TARGET_MIX_FAMILY_SHARE, 0.75),))
    scenarios = (load_scenario("status-quo", place), mix)
    jobs = [Job(place, load_parameters(), scenarios, 7, replication, 5.0) for replication in range(40)]
    with ThreadPoolExecutor(2) as pool:
        runs = [[evaluate(ledger) for ledger in ledgers] for ledgers in pool.map(simulate, jobs)]
    keys = ("placed_residential@end", "placed_institution@end")
    residential = np.array([[sum(run[key] or 0.0 for key in keys) for run in pair] for pair in runs])
    moved = (residential[:, 0] - residential[:, 1]).mean()
    share = np.mean([pair[0]["family_type_share"] for pair in runs])
    print(f"mix before {share:.1%}; children no longer in residential care after five years: {moved:.2f}")
    assert 0.69 < share < 0.75
    assert 0.5 < moved < 2.0


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
