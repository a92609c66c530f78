"""One row run again, alone, and shown."""

import math
from typing import Any

from experiments.replication import Failed
from experiments.study.study import Study
from experiments.study.unit import run_unit
from sim.errors import RunError
from sim.outcomes.catalogue import ROW_KEYS


def run_row(study: Study, number: int) -> dict[str, Any]:
    """The row as plain data; RunError with the same reason where it fails."""
    row = study.row(number)
    result = run_unit(study, study.unit_of_row(number))
    if isinstance(result, Failed):
        raise _failed(study, number, result.reason)
    reason = dict(result.failed).get(row.scenario)
    if reason is not None:
        raise _failed(study, number, reason)
    values = result.values[row.scenario].tolist()
    return {
        "row": number,
        "cell": row.cell.number,
        "municipality": row.cell.municipality,
        "variant": row.cell.variant,
        "point": row.cell.point,
        "scenario": row.cell.scenarios[row.scenario],
        "draw": result.draw,
        "replication": row.replication,
        "axes": row.cell.scenario_axes(row.scenario),
        "outcomes": {key: None if math.isnan(v) else v for key, v in zip(ROW_KEYS, values, strict=True)},
    }


def _failed(study: Study, number: int, reason: str) -> RunError:
    return RunError(f"row {number}: {reason}\nrepeat it with: {study.repeat_command(number)}")
