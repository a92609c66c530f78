"""Rebuild from the manifest: units are run again, and every stored number must come out the same, to the bit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.parquet import read_frame
from experiments.manifest import Manifest
from experiments.progress import progress_bar
from experiments.replication import Done, Failed
from experiments.store import files_of, listed
from experiments.study.execute import Executor
from experiments.study.frames import failed_runs
from experiments.study.record import check_same, study_in
from experiments.study.store import read_failures, stored_units, tables_of
from experiments.study.study import Study
from sim.errors import InputError

PLACE = {"runs": ["row"], "series": ["row", "month"], "groups": ["row", "dimension", "group", "outcome"]}


@dataclass(frozen=True)
class Difference:
    """The first number that came out differently."""

    row: int
    file: str
    column: str
    place: str
    stored: object
    found: object

    def __str__(self) -> str:
        where = f"{self.file}.parquet, row {self.row}{self.place}, {self.column}"
        return f"{where}: stored {self.stored!r}, came out as {self.found!r}"


@dataclass(frozen=True)
class Reproduced:
    """Units run again, the rows they cover, and the first difference, if any."""

    units: int
    rows: int
    difference: Difference | None
    why: str = ""  # where inputs are no longer those of the manifest, which


def units_asked(study: Study, folder: Path, rows: Sequence[int], sample: int | None) -> list[int]:
    """Units of the rows asked for; else so many of what is stored, evenly spread; else all of it."""
    stored = stored_units(folder, study) | {study.unit_of_row(row) for row in read_failures(folder)}
    if rows:
        wanted = sorted({study.unit_of_row(row) for row in rows})
        absent = [row for row in rows if study.unit_of_row(row) not in stored]
        if absent:
            raise InputError("is not stored", field="--row", value=absent[0], allowed="a row that has been run")
        return wanted
    if not stored:
        raise InputError("holds no finished runs", field="DIR", value=str(folder), allowed="one with finished runs")
    return spread(sorted(stored), sample)


def spread(units: list[int], sample: int | None) -> list[int]:
    """So many of them, evenly spread."""
    if sample is None or sample >= len(units):
        return units
    return [units[(2 * k + 1) * len(units) // (2 * sample)] for k in range(sample)]


def reproduce(folder: Path, rows: Sequence[int], sample: int | None, executor: Executor, language: str) -> Reproduced:
    """Run units of a directory again and compare; stops at the first difference."""
    study, manifest = study_in(folder)
    units = units_asked(study, folder, rows, sample)
    n_units = n_rows = 0
    with progress_bar(len(units), language, "units") as bar:
        for unit, result in executor(study, units):
            n_units, n_rows = n_units + 1, n_rows + len(study.rows_of(unit))
            difference = _first_difference(folder, study, unit, result)
            if difference is not None:
                return Reproduced(n_units, n_rows, difference, _changed(folder, manifest, study))
            bar.step()
    return Reproduced(n_units, n_rows, None)


def _changed(folder: Path, manifest: Manifest, study: Study) -> str:
    """What is no longer as the manifest says; nothing where inputs are the same."""
    try:
        check_same(folder, manifest, study)
    except InputError as problem:
        return problem.message
    return ""


def _first_difference(folder: Path, study: Study, unit: int, result: Done | Failed) -> Difference | None:
    rows = study.rows_of(unit)
    other = _other_failure(folder, study, unit, result)
    if other is not None or isinstance(result, Failed):
        return other
    for table in reversed(tables_of(study)):
        name, order = table.name, PLACE[table.name]
        again = table.frame([(unit, result)])
        found = first_unequal(name, _stored(folder, name, rows, order), again, order, lambda line: int(line["row"]))
        if found is not None:
            return found
    return None


def _other_failure(folder: Path, study: Study, unit: int, result: Done | Failed) -> Difference | None:
    """The runs that failed must fail again, for the same reason, and no others."""
    known, found = read_failures(folder), {run.row: run for run in failed_runs(study, unit, result)}
    for row in study.rows_of(unit):
        stored = known[row].reason if row in known else "a result"
        again = found[row].reason if row in found else "a result"
        if stored != again:
            return Difference(row, "failures", "reason", "", stored, again)
    return None


def _stored(folder: Path, kind: str, rows: range, order: list[str]) -> pd.DataFrame:
    where = f"row >= {rows.start} AND row < {rows.stop}"
    names = ", ".join(f'"{name}"' for name in order)
    query = f"SELECT DISTINCT * FROM read_parquet({listed(files_of(folder, kind))}) WHERE {where} ORDER BY {names}"
    return read_frame(query, folder)


def first_unequal(
    kind: str, stored: pd.DataFrame, found: pd.DataFrame, order: list[str], row: Callable[[pd.Series], int]
) -> Difference | None:
    """The first number of two tables of the same rows that differs, in the order of columns."""
    stored = stored.drop(columns="place", errors="ignore").sort_values(order, ignore_index=True)
    found = found.drop(columns="place", errors="ignore").sort_values(order, ignore_index=True)
    if list(stored.columns) != list(found.columns) or len(stored) != len(found):
        return Difference(row(found.iloc[0]), kind, "shape", "", stored.shape, found.shape)
    for column in found.columns:
        at = _where_unequal(stored[column].to_numpy(), found[column].to_numpy())
        if at is not None:
            line = found.iloc[at]
            place = "".join(f", {name} {line[name]}" for name in order if name not in ("row", "replication"))
            return Difference(row(line), kind, column, place, _plain(stored, column, at), _plain(found, column, at))
    return None


def _plain(frame: pd.DataFrame, column: str, at: int) -> object:
    value: Any = frame[column].iloc[at]
    return value.item() if isinstance(value, np.generic) else value


def _where_unequal(stored: Any, found: Any) -> int | None:
    """Where two columns first differ; unknown equals unknown, and zero is not minus zero."""
    if found.dtype != np.float64:
        differ = np.array([a != b for a, b in zip(stored, found, strict=True)])
    else:
        stored = stored.astype(np.float64)
        both = np.isnan(stored) & np.isnan(found)
        differ = ~both & (stored.view(np.int64) != found.view(np.int64))
    where = np.flatnonzero(differ)
    return int(where[0]) if len(where) else None
