"""A point of a design is a run of the model: the real engine, and the command that repeats it."""

import shlex

import numpy as np

from experiments.design import design
from experiments.options import RunOptions
from experiments.replication import Done, run_replication
from experiments.sensitivity.definition import read_sensitivity
from experiments.sensitivity.runs import Measured, run_unit
from sim.input_file import InputFile
from sim.outcomes.catalogue import ROW_KEYS

DATA = {
    "method": "morris",
    "municipality": "vallensbaek",
    "scenarios": ["fewer-cases"],
    "outcomes": ["placed_per_1000_0_17", "days_since_follow_up"],
    "parameters": ["contact_effect", "need_rise_per_year.thriving"],
    "trajectories": 4,
    "replications": 2,
    "years": 0.25,
}


def test_a_unit_is_the_run_that_its_command_repeats() -> None:
    plan = read_sensitivity(InputFile("mine.toml", "", DATA))
    unit = 301  # replication 1 of the dummy's point
    words = shlex.split(plan.repeat_command(unit))
    settings = tuple(words[k + 1] for k, word in enumerate(words) if word == "--set")
    options = RunOptions(municipality="vallensbaek", years=0.25, draws="point", settings=settings)
    number = int(words[words.index("--replication") + 1])
    assert number == 101
    run = run_replication(design(("status-quo", "fewer-cases"), options), number)
    found = run_unit(plan, unit)
    assert isinstance(run, Done) and isinstance(found, Measured)
    columns = [ROW_KEYS.index(key) for key in DATA["outcomes"]]
    assert np.array_equal(found.values, run.values[:, columns], equal_nan=True)
