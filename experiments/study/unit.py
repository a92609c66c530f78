"""Running one unit: a warm-up and every scenario of a cell, in one replication."""

import time
from dataclasses import replace

from experiments.replication import Detail, Done, Failed, describe, run_scenarios
from experiments.study.study import Study


def run_unit(study: Study, unit: int) -> Done | Failed:
    """Run a unit; a failure is a result too, so that one bad run never ends the others."""
    began = time.monotonic()
    cell, replication = study.unit(unit)
    try:
        result = run_scenarios(cell.experiment, replication, Detail(study.series, study.keeps_groups))
    except Exception as failure:
        return failed_unit(study, unit, failure)
    seconds = time.monotonic() - began
    if isinstance(result, Failed):
        return replace(result, command=study.repeat_command(study.rows_of(unit)[0]))
    whole = result.groups[..., :1].copy()  # the first span is the whole period
    return replace(result, groups=whole, seconds=seconds)


def failed_unit(study: Study, unit: int, failure: Exception) -> Failed:
    """A unit that failed outside the simulation, or whose worker died."""
    cell, replication = study.unit(unit)
    draw = cell.experiment.draw_of(replication)
    return Failed(replication, draw, describe(failure), study.repeat_command(study.rows_of(unit)[0]))
