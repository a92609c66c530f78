"""What `sensitivity --out` keeps beside the runs: the indices as Parquet, CSV and JSON, and a figure per outcome."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.parquet import replace_file, storage_errors, write_frame, write_text
from experiments.sensitivity.document import table_rows

NAME = "sensitivity"
TEXTS = ("kind", "scenario", "outcome", "unit", "parameter", "distinguished_by")
WHOLE = ("blocks_used",)


def keep(document: dict[str, Any], folder: Path, language: str) -> None:
    """Write everything."""
    frame = index_frame(document)
    with storage_errors(folder):
        write_frame(frame, folder / f"{NAME}.parquet")
        replace_file(folder / f"{NAME}.csv", lambda half: frame.to_csv(half, index=False))
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        write_text(folder / f"{NAME}.json", text)
        _draw(document, folder / "figures", language)


def index_frame(document: dict[str, Any]) -> pd.DataFrame:
    """The indices as a table with fixed kinds of columns; without any index it has no rows."""
    rows = table_rows(document)
    frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=[*TEXTS[:5], *WHOLE])
    kinds = {
        name: "str"
        if name in TEXTS
        else "int64"
        if name in WHOLE
        else "bool"
        if name == "distinguishable"
        else "float64"
        for name in frame.columns
    }
    return frame.astype(kinds)


def _draw(document: dict[str, Any], target: Path, language: str) -> None:
    from experiments.figures.style import save, style
    from experiments.sensitivity.figure import draw_analysis

    with style():
        for analysis in document["analyses"]:
            if analysis["indices"]:
                save(draw_analysis(document, analysis, language), target, figure_name(analysis))


def figure_name(analysis: dict[str, Any]) -> str:
    """'difference-fewer-cases-placement_starts'."""
    return "-".join([analysis["kind"], analysis["scenario"], analysis["outcome"].replace("@", "-")])
