"""Times are numbers: a short memory and a long warm-up overflow nothing, and a time that is no number ends the run."""

from dataclasses import replace

import numpy as np
import pytest

from sim.catalogue.load import load_municipality, load_scenario
from sim.engines.setup import make_setup
from sim.errors import RunError
from sim.parameters.load import load_parameters
from sim.simulate import Job, engine_of, simulate_warm_up, warm_up

SHORTEST_MEMORY_PER_YEAR = 24.0  # exp(24 x 60) is beyond all numbers
WARM_UP_YEARS = 60.0


def small_job(engine: str, parameters, warmup_years: float) -> Job:
    area = load_municipality("ishoej").with_figures({"residents_0_17": 200.0})
    return Job(
        area, parameters, (load_scenario("status-quo", area),), 7, 0, 1.0, warmup_years=warmup_years, engine=engine
    )


def test_excitation_that_fades_fast_is_nothing_after_a_long_warm_up() -> None:
    """A child that was never notified has an intensity of nothing, and not nothing times infinity."""
    parameters = load_parameters().with_elements({("notification_decay_per_year", 0): SHORTEST_MEMORY_PER_YEAR})
    assert simulate_warm_up(small_job("compiled", parameters, WARM_UP_YEARS)).n_events > 0


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_time_that_is_no_number_is_a_failed_run_and_no_run_without_end(engine: str) -> None:
    job = small_job(engine, load_parameters(), 3.0)
    setup = make_setup(job.municipality, job.parameters)
    broken = setup.parameters.copy()
    broken["notification_decay_per_day"] = np.nan
    with pytest.raises(RunError, match="no number"):
        warm_up(engine_of(engine), replace(setup, parameters=broken), job, 0)
