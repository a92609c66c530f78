"""What `summary --split` writes: a table as CSV; with `--out` the document and figures too."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.parquet import storage_errors, write_text
from experiments.sensitivity.split_document import flat_rows
from experiments.study.schema import POINT
from experiments.study.summary import write_csv

Row = dict[str, Any]


def write_split_csv(document: Row, path: Path) -> None:
    """One row per split and source."""
    write_csv(pd.DataFrame(flat_rows(document)), path)


def keep_splits(document: Row, folder: Path, language: str) -> None:
    """split.json, split.csv, and a figure per municipality."""
    from experiments.figures.style import save, style
    from experiments.sensitivity.split_figure import draw_splits

    with storage_errors(folder), style():
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        write_text(folder / "split.json", text)
        write_split_csv(document, folder / "split.csv")
        for (place, point), splits in groupby(document["splits"], key=lambda s: (s["municipality"], s["point"])):
            name = place if point == POINT else f"{place}-{point}"
            save(draw_splits(list(splits), language), folder / "figures", f"split-{name}")
