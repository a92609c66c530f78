"""Loaded by a `dask worker` of the tests: the stand-in for the engine, and worlds that kill their worker.

SAGSTAL_TEST_SECONDS: what a world takes; SAGSTAL_TEST_KILLING: the replication in which a cell kills its worker;
SAGSTAL_TEST_MODEL: the hash of another model.
"""

import os
import signal
import sys
import time
import types
from typing import Any

from experiments.study import study as study_module
from tests.experiments import fake_engine

SECONDS = float(os.environ.get("SAGSTAL_TEST_SECONDS", 0))
KILLING = int(os.environ.get("SAGSTAL_TEST_KILLING", -1))


def simulate(job: fake_engine.Job) -> Any:
    time.sleep(SECONDS)
    is_off = ("contact_effect", 0) in job.parameters.given
    if (job.replication, job.municipality.key, is_off) == (KILLING, "ishoej", True):
        os.kill(os.getpid(), signal.SIGKILL)
    return fake_engine.simulate(job)


module = types.ModuleType("sim.simulate")
module.Job, module.simulate_each = fake_engine.Job, simulate  # type: ignore[attr-defined]
sys.modules["sim.simulate"] = module
if "SAGSTAL_TEST_MODEL" in os.environ:
    study_module.model_hash = lambda: os.environ["SAGSTAL_TEST_MODEL"]
