"""The split of an experiment's runs: chance, parameters and structure, by municipality, scenario and outcome."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.sensitivity.split import Split, split_sources
from experiments.sensitivity.split_table import split_rows
from experiments.study.read import read_runs
from experiments.study.record import study_in
from experiments.study.study import Study
from experiments.study.summary import DIFFERENCES, check_outcome
from sim.errors import InputError
from sim.outcomes.catalogue import find_outcome

Row = dict[str, Any]


def split_document(folder: Path, keys: Sequence[str]) -> Row:
    """The levels of the base, and the paired differences of every other scenario, split by what makes runs differ."""
    study, _ = study_in(folder)
    for key in keys:
        check_outcome(key)
    if study.common.draws == "point":
        raise InputError("has no draws of parameters to split by", field="DIR", value=str(folder),
                         allowed='an experiment with draws = "posterior" or "prior"')  # fmt: skip
    columns = list(dict.fromkeys(DIFFERENCES.get(key, (key, 1.0))[0] for key in keys))
    splits = [row for part in _parts(folder, study, columns) for row in _part_rows(study, part, keys)]
    if not splits:
        raise InputError("holds no pairs of finished runs", field="DIR", value=str(folder))
    return {"kind": "split", "directory": str(folder), "draws": study.common.draws, "splits": splits}


def _parts(folder: Path, study: Study, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """The runs of each municipality and point of the parameters: their structural variants side by side."""
    places = dict.fromkeys((cell.municipality, cell.point) for cell in study.cells)
    for place, point in places:
        name = place.replace("'", "''")
        frame = read_runs(folder, columns, f"municipality = '{name}' AND point = {point}")
        if len(frame):
            yield frame


def _part_rows(study: Study, frame: pd.DataFrame, keys: Sequence[str]) -> Iterator[Row]:
    head = {"municipality": str(frame["municipality"].iloc[0]), "point": int(frame["point"].iloc[0])}
    index = ["variant", "draw", "replication"]
    wide = frame.pivot(index=index, columns="scenario", values=[c for c in frame.columns if _is_outcome(c)])
    variant = np.unique(wide.index.get_level_values("variant").astype(str), return_inverse=True)[1].astype(np.int64)
    draw = wide.index.get_level_values("draw").to_numpy(np.int64)
    for scenario in frame["scenario"].drop_duplicates():
        for key in keys:
            values = _values(wide, str(scenario), study.base, key)
            if values is not None:
                yield {**head, **_row(study.base, str(scenario), key, split_sources(values, variant, draw))}


def _is_outcome(column: str) -> bool:
    return column not in ("row", "cell", "municipality", "variant", "point", "scenario", "draw", "replication") and (
        not column.startswith(("lever.", "parameter."))
    )


def _values(wide: pd.DataFrame, scenario: str, base: str, key: str) -> Any:
    """Level of the base, or difference to it, run by run; None where there is no such thing."""
    column, sign = DIFFERENCES.get(key, (key, 1.0))
    if scenario == base:
        return None if key in DIFFERENCES else wide[column, base].to_numpy(float)
    return sign * (wide[column, scenario] - wide[column, base]).to_numpy(float) if (column, base) in wide else None


def _row(base: str, scenario: str, key: str, split: Split | None) -> Row:
    found = {"kind": "level" if scenario == base else "difference", "scenario": scenario, "outcome": key}
    sizes = ("variants", "draws", "replications", "crossed", "dropped")
    counts = {name: None if split is None else getattr(split, name) for name in sizes}
    total = None if split is None else split.total
    sources = [{k: v for k, v in row.items() if k != "outcome"} for row in split_rows({key: split})]
    return {**found, "unit": find_outcome(key).unit, **counts, "variance": total, "sources": sources}


def flat_rows(document: Row) -> list[Row]:
    """One row per split and source, for a file."""
    rows = []
    for split in document["splits"]:
        head = {k: v for k, v in split.items() if k not in ("sources", "variance")}
        for source in split["sources"]:
            low, high = source["share_ci95"] or (None, None)
            numbers = {"variance": source["variance"], "share": source["share"]}
            rows.append({**head, "source": source["source"], **numbers, "share_ci95_low": low, "share_ci95_high": high})
    return rows
