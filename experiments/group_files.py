"""Outcomes by group in an experiment directory: `groups.parquet`, one row per run, group, outcome and month."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.design import Experiment
from experiments.replication import Done
from sim.outcomes.by_group import WHOLE
from sim.outcomes.groups import ARM, GROUP_OUTCOMES

COLUMNS = ("scenario", "draw", "replication", "dimension", "group", "outcome", "month", "value")
ORDER = ("replication", "scenario", "dimension", '"group"', "outcome", "month")


def _repeated(codes: Any, names: list[str], shape: tuple[int, ...], axis: int) -> pd.Categorical:
    """Names along one axis of a block of values; kept as small numbers."""
    spread = [1] * len(shape)
    spread[axis] = len(codes)
    whole = np.broadcast_to(np.asarray(codes, np.int16).reshape(spread), shape)
    return pd.Categorical.from_codes(whole.ravel(), categories=names)


def _numbers(values: list[int], shape: tuple[int, ...], axis: int) -> Any:
    spread = [1] * len(shape)
    spread[axis] = len(values)
    return np.broadcast_to(np.array(values, np.int64).reshape(spread), shape).ravel()


def _categories(names: list[str]) -> tuple[list[int], list[str]]:
    """Names as numbers of a list in which each stands once."""
    known = list(dict.fromkeys(names))
    return [known.index(name) for name in names], known


def groups_frame(experiment: Experiment, done: list[Done]) -> pd.DataFrame:
    """Rows of replications in the order of the file; arms are there only where a scenario covers some children."""
    values = np.stack([d.groups for d in done])  # [replication, scenario, group, outcome, span]
    groups, shape = experiment.groups(), values.shape
    names = {
        "scenario": (1, list(experiment.scenario_keys)),
        "dimension": (2, [group.dimension for group in groups]),
        "group": (2, [group.label for group in groups]),
        "outcome": (3, list(GROUP_OUTCOMES)),
    }
    columns: dict[str, Any] = {
        name: _repeated(*_categories(words), shape, axis) for name, (axis, words) in names.items()
    }
    columns["draw"] = _numbers([d.draw for d in done], shape, 0)
    columns["replication"] = _numbers([d.replication for d in done], shape, 0)
    columns["month"] = _numbers(list(range(WHOLE, shape[4] - 1)), shape, 4)
    columns["value"] = values.ravel()
    frame = pd.DataFrame({name: columns[name] for name in COLUMNS})
    whole = [key for key, scenario in enumerate(experiment.scenarios) if key not in experiment.partly_covered()]
    empty = frame["scenario"].cat.codes.isin(whole) & (frame["dimension"] == ARM)
    return frame[~empty]


def _enum(words: list[str]) -> str:
    return "ENUM(" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + ")"


def words_as_numbers(experiment: Experiment) -> str:
    """The columns as SQL reads them: words as small numbers, in the order in which they were asked for."""
    groups = experiment.groups()
    words = {
        "scenario": list(experiment.scenario_keys),
        "dimension": list(dict.fromkeys(group.dimension for group in groups)),
        "group": list(dict.fromkeys(group.label for group in groups)),
        "outcome": list(GROUP_OUTCOMES),
    }
    return ", ".join(f'CAST("{c}" AS {_enum(words[c])}) AS "{c}"' if c in words else f'"{c}"' for c in COLUMNS)
