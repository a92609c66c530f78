"""Predictions kept: one small file per draw, each appearing whole or not at all.

Continuing simulates the draws that are missing and nothing else; what is read is the same however often it was
interrupted. A run that failed leaves its quantities out, with the reason.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.parquet import quoted, read_frame, replace_file, write_frame
from calibration.validation.draws import Source
from calibration.validation.plan import Run
from calibration.validation.predict import predict

ROOT = Path(__file__).resolve().parents[2]
# what a prediction depends on; tests and pages are not in it
INPUTS = ("sim", "calibration")
COLUMNS = ("draw", "quantity", "value", "failure")
Report = Callable[[], None]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Predictions:
    """Values of quantities by draw, in the order of `draws`; and what failed, as 'draw 3, kolding boraas: why'."""

    draws: tuple[int, ...]
    table: pd.DataFrame
    failures: tuple[str, ...] = field(default=())

    def of(self, name: str) -> Values:
        """A quantity by draw; nan is unknown or failed."""
        if name not in self.table:
            return np.full(len(self.draws), np.nan)
        values: Values = self.table[name].to_numpy(float)
        return values


def draw_rows(runs: Sequence[Run], source: Source, draw: int) -> pd.DataFrame:
    """Every quantity of a draw as rows."""
    parameters = source.parameters(draw)
    rows: list[tuple[int, str, float, str]] = []
    for run in runs:
        try:
            rows += [(draw, name, value, "") for name, value in predict(run, source, parameters, draw).items()]
        except Exception as failure:  # recorded: a world that cannot be simulated is a finding, not the end of it
            reason = " ".join(f"{type(failure).__name__}: {failure}".split())
            rows.append((draw, "", np.nan, f"draw {draw}, {run.municipality} {run.scenario}: {reason}"))
    kinds = {"draw": "int64", "quantity": "str", "value": "float64", "failure": "str"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def draw_path(folder: Path, draw: int) -> Path:
    """The file of a draw."""
    return folder / f"draw-{draw:05d}.parquet"


def missing(folder: Path, n_draws: int) -> list[int]:
    """Draws that are not there yet."""
    return [draw for draw in range(n_draws) if not draw_path(folder, draw).exists()]


def _computed(
    runs: Sequence[Run], source: Source, draws: Sequence[int], jobs: int
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Rows of draws as they are done; interrupted, what has not begun never does."""
    with ThreadPoolExecutor(jobs, thread_name_prefix="draw") as executor:
        waiting = {executor.submit(draw_rows, runs, source, draw): draw for draw in draws}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def fill(
    folder: Path, runs: Sequence[Run], source: Source, n_draws: int, jobs: int, report: Report = lambda: None
) -> None:
    """Simulate the draws that a folder lacks; `report` hears of each. Ctrl-C keeps finished draws."""
    folder.mkdir(parents=True, exist_ok=True)
    for draw, rows in _computed(runs, source, missing(folder, n_draws), jobs):
        write_frame(rows, draw_path(folder, draw))
        report()


def in_memory(
    runs: Sequence[Run], source: Source, n_draws: int, jobs: int, report: Report = lambda: None
) -> Predictions:
    """Simulate draws without keeping them."""
    frames: dict[int, pd.DataFrame] = {}
    for draw, rows in _computed(runs, source, range(n_draws), jobs):
        frames[draw] = rows
        report()
    return _predictions(pd.concat([frames[draw] for draw in range(n_draws)], ignore_index=True), n_draws)


def read_predictions(folder: Path, n_draws: int) -> Predictions:
    """The first draws of a folder."""
    files = ", ".join(quoted(draw_path(folder, draw)) for draw in range(n_draws))
    frame = read_frame(f"SELECT {', '.join(COLUMNS)} FROM read_parquet([{files}]) ORDER BY draw")
    return _predictions(frame, n_draws)


def _predictions(rows: pd.DataFrame, n_draws: int) -> Predictions:
    failures = tuple(str(text) for text in rows["failure"] if text)
    there = rows[rows["quantity"] != ""]
    table = there.pivot(index="draw", columns="quantity", values="value").reindex(range(n_draws))
    return Predictions(tuple(range(n_draws)), table, failures)


@cache
def inputs_hash() -> str:
    """One hash of the model, its parameters, and all of the calibration."""
    digest = hashlib.sha256()
    files = [path for name in INPUTS for kind in ("*.py", "*.toml", "*.parquet") for path in (ROOT / name).rglob(kind)]
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def mark_folder(folder: Path, source: str) -> bool:
    """Whether a folder is new or holds draws of the same inputs; if new, it is marked as holding these."""
    mark, inputs = folder / "inputs.json", {"draws": source, "inputs": inputs_hash()}
    if mark.exists():
        found: object = json.loads(mark.read_text(encoding="utf-8"))
        return found == inputs
    if any(folder.iterdir()):
        return False
    text = json.dumps(inputs) + "\n"
    replace_file(mark, lambda path: _write(path, text))
    return True


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
