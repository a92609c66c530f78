"""A tiny world in the source that lies in the current folder: `python -m tests.engines.tiny_world ENGINE ...`.

Leaves ENGINE.npy, the event log, for each engine and prints the hash of the source.
"""

import sys
from importlib import import_module
from pathlib import Path

import numpy as np

import sim
from sim.jit import source_hash
from tests.agreement.trials import plain_trial

ENGINES = {"compiled": "sim.engines.compiled.build", "reference": "sim.engines.reference.run"}

if __name__ == "__main__":
    assert sim.__file__ == str(Path.cwd() / "sim" / "__init__.py"), "another source is in the way"
    trial = plain_trial("all-three", warmup_years=1.0, years=1.0)
    for name in sys.argv[1:]:
        engine = import_module(ENGINES[name])
        np.save(f"{name}.npy", engine.log_rows(trial.run(engine)))
    sys.stdout.write(source_hash())
