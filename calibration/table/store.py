"""The reference table on disk: parts of a fixed number of points, each appearing whole or not at all.

A part holds its points in order; a point that failed is a row without values, with the reason. Continuing computes the
missing parts and nothing else; the rows are the same however often it was interrupted.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from calibration.parquet import quoted, read_frame, write_frame
from calibration.table.points import point
from calibration.table.simulate import columns, simulate_point
from sim.errors import InputError

POINTS_PER_PART = 50
POINT, FAILURE = "point", "failure"

Report = Callable[[int], None]


def part_path(folder: Path, part: int) -> Path:
    """The file of a part."""
    return folder / f"part-{part:05d}.parquet"


def _row(number: int) -> dict[str, object]:
    try:
        return {POINT: number, **simulate_point(point(number)), FAILURE: ""}
    except Exception as failure:  # recorded: a point that cannot be simulated is a finding, not the end of a fit
        return {POINT: number, FAILURE: " ".join(f"{type(failure).__name__}: {failure}".split())}


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[POINT, *columns(), FAILURE])
    return frame.astype({POINT: "int64", **dict.fromkeys(columns(), "float64"), FAILURE: "str"})


def missing_parts(folder: Path, n_points: int) -> list[int]:
    """Parts of a table of `n_points` that are not there yet; the last may reach beyond `n_points`."""
    parts = range(-(-n_points // POINTS_PER_PART))
    return [part for part in parts if not part_path(folder, part).exists()]


def check_model(table: pd.DataFrame, place: str) -> None:
    """A table goes on only with the model it was begun with: its first point must still come out the same."""
    done = table[table[FAILURE].fillna("") == ""]
    if len(done) == 0:
        return
    there = done.iloc[0]
    found = _row(int(there[POINT]))
    for name in columns():
        if name not in table or not _same(there[name], found.get(name)):
            raise InputError(
                "made by another version of the model or of the targets",
                file=place,
                field=name,
                allowed="a new or empty directory, or a table of this version",
            )


def _same(there: object, found: object) -> bool:
    """Equal to the bit, or both unknown."""
    return bool(there == found or (pd.isna(there) and pd.isna(found)))


def fill(folder: Path, n_points: int, jobs: int, report: Report = lambda points: None) -> None:
    """Simulate what is missing; `report` hears after each part how many points it has. Ctrl-C keeps finished parts."""
    folder.mkdir(parents=True, exist_ok=True)
    check_model(read_table(folder), str(folder))
    with ThreadPoolExecutor(jobs, thread_name_prefix="point") as executor:
        try:
            for part, rows in _parts(folder, n_points, executor):
                write_frame(_frame(rows), part_path(folder, part))
                report(len(rows))
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _parts(folder: Path, n_points: int, executor: ThreadPoolExecutor) -> Iterator[tuple[int, list[dict[str, object]]]]:
    for part in missing_parts(folder, n_points):
        first = part * POINTS_PER_PART
        yield part, list(executor.map(_row, range(first, first + POINTS_PER_PART)))


def merge(folder: Path, path: Path) -> None:
    """All parts of a folder as one file."""
    write_frame(read_table(folder), path)


def read_table(place: Path) -> pd.DataFrame:
    """Every point of a folder of parts or of a merged file, failures included, in order of their numbers."""
    files = sorted(place.glob("part-*.parquet")) if place.is_dir() else [place] * place.exists()
    if not files:
        return _frame([])
    names = ", ".join(quoted(path) for path in files)
    return read_frame(f"SELECT * FROM read_parquet([{names}], union_by_name = true) ORDER BY {POINT}")
