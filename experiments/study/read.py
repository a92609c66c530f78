"""Reading a study's directory by queries: rows come into memory only as far as they are asked for.

    read_runs(folder, ["placed"], where="scenario = 'status-quo' AND point = 3")
    read_differences(folder, ["total_cost_dkk"], where="municipality = 'ishoej'")

Finished or not: what is stored so far is read, the merged files and the parts.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from calibration.parquet import quoted, read_frame
from experiments.manifest import read
from experiments.store import files_of, listed
from experiments.study.table import KEYS, NAME
from sim.errors import InputError
from sim.outcomes.catalogue import ROW_KEYS, find_outcome

PLACE = {"runs": "row", "series": "row, month", "groups": 'row, dimension, "group", outcome'}  # of a row in its file


def source(folder: Path, kind: str) -> str:
    """`runs`, `series` or `groups` of a directory, as something to select from; each row once."""
    files = files_of(folder, kind)
    if not files:
        raise InputError(f"holds no {kind}", field="DIR", value=str(folder), allowed="a directory with finished runs")
    distinct = f"DISTINCT ON ({PLACE[kind]}) " if len(files) > 1 else ""  # a killed merge leaves rows in both
    return f"(SELECT {distinct}* FROM read_parquet({listed(files)}, union_by_name = true))"


def runs(folder: Path) -> str:
    """The runs with what designs set in them, as something to select from."""
    names = axes(folder)
    if not names:
        return source(folder, "runs")
    more = ", ".join(f't."{name}"' for name in names)
    table = f"read_parquet({quoted(folder / NAME)})"
    return f"(SELECT r.*, {more} FROM {source(folder, 'runs')} r JOIN {table} t USING (row))"


def read_runs(folder: Path, keys: Sequence[str], where: str = "") -> pd.DataFrame:
    """Outcomes run by run, in the order of rows, with what designs set; `where` is a condition of SQL on any column."""
    query = f"SELECT {_chosen(keys)}{_axes(folder)} FROM {runs(folder)}{_where(where)} ORDER BY row"
    return read_frame(query, folder)


def read_differences(folder: Path, keys: Sequence[str], where: str = "") -> pd.DataFrame:
    """Outcomes less those of the base in the same cell and replication, for every scenario but the base."""
    query = f"SELECT * FROM {differences(folder, keys)}{_where(where)} ORDER BY row"
    return read_frame(query, folder)


def differences(folder: Path, keys: Sequence[str]) -> str:
    """Paired differences as something to select from."""
    _check(keys)
    base = base_of(folder).replace("'", "''")
    less = ", ".join(f'r."{key}" - b."{key}" AS "{key}"' for key in keys)
    names = ", ".join(f"r.{name}" for name in KEYS)
    paired = f"JOIN {source(folder, 'runs')} b ON b.cell = r.cell AND b.replication = r.replication"
    return (
        f"(SELECT {names}, {less}{_axes(folder, 'r.')} FROM {runs(folder)} r {paired} "
        f"WHERE b.scenario = '{base}' AND r.scenario <> '{base}')"
    )


def base_of(folder: Path) -> str:
    """Key of the scenario that differences are taken against."""
    manifest = read(folder)
    if manifest is None or "base" not in manifest:
        raise InputError("holds no experiment", field="DIR", value=str(folder))
    return str(manifest["base"])


def axes(folder: Path) -> tuple[str, ...]:
    """Columns of what designs set."""
    table = folder / NAME
    if not table.exists():
        return ()
    columns = read_frame(f"SELECT * FROM read_parquet({quoted(table)}) LIMIT 0").columns
    return tuple(name for name in columns if name not in KEYS)


def _axes(folder: Path, owner: str = "") -> str:
    return "".join(f', {owner}"{name}"' for name in axes(folder))


def _chosen(keys: Sequence[str]) -> str:
    _check(keys)
    return ", ".join(f'"{name}"' for name in (*KEYS, *keys))


def _check(keys: Sequence[str]) -> None:
    for key in keys:
        if key not in ROW_KEYS:
            find_outcome(key)
            raise InputError("is no outcome of single runs", field="outcome", value=key)


def _where(condition: str) -> str:
    return f" WHERE {condition}" if condition else ""
