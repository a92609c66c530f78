"""The run table: every row that will be run, with what designs set in it. Written before anything runs."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from calibration.parquet import FORMAT, quoted, replace_file, within_memory
from experiments.design import REPLICATIONS_PER_DRAW
from experiments.store import MEMORY_MB
from experiments.study.study import Study

NAME = "table.parquet"
KEYS = ("row", "cell", "municipality", "variant", "point", "scenario", "draw", "replication")


def positions(study: Study) -> pd.DataFrame:
    """The rows of one replication: `position` is the row within it."""
    records = [
        {
            "position": cell.offset + k,
            "cell": cell.number,
            "municipality": cell.municipality,
            "variant": cell.variant,
            "point": cell.point,
            "scenario": key,
            **cell.scenario_axes(k),
        }
        for cell in study.cells
        for k, key in enumerate(cell.scenarios)
    ]
    frame = pd.DataFrame.from_records(records, columns=["position", *KEYS[1:6], *study.axes])
    return frame.astype({name: np.float64 for name in study.axes})


def write_table(study: Study, folder: Path) -> None:
    """Write every row, in order."""
    each = 1 if study.common.draws == "point" else REPLICATIONS_PER_DRAW
    draw = "CAST(0 AS BIGINT)" if study.common.draws == "point" else f"r.range // {each}"
    axes = "".join(f', p."{name}"' for name in study.axes)
    query = (
        f"SELECT r.range * {study.rows_per_replication} + p.position AS row, p.cell, p.municipality, p.variant, "
        f"p.point, p.scenario, {draw} AS draw, r.range AS replication{axes} "
        f"FROM range({study.replications}) r CROSS JOIN positions p ORDER BY row"
    )

    def work(connection: duckdb.DuckDBPyConnection, half: Path) -> None:
        connection.register("positions", positions(study))
        connection.execute(f"CREATE TABLE whole AS {query}")
        connection.execute(f"COPY whole TO {quoted(half)} {FORMAT}")

    def write(half: Path) -> None:
        within_memory(folder, MEMORY_MB, lambda connection: work(connection, half))

    replace_file(folder / NAME, write)
