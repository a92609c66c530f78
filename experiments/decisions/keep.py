"""What `rank --out` keeps: the document as JSON, the observations of a race, and figures."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.parquet import storage_errors, write_frame, write_text
from experiments.figures.style import save, style

if TYPE_CHECKING:
    from experiments.decisions.race import Raced

Row = dict[str, Any]


def _write_json(document: Row, folder: Path) -> None:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    write_text(folder / "rank.json", text)


def keep_ranking(document: Row, folder: Path, language: str) -> None:
    """Write the document; a figure per municipality, variant and outcome, where there is something to show."""
    from experiments.decisions.figure import draw_break_even, draw_failure, draw_ranking, draw_studies

    target = folder / "figures"
    with storage_errors(folder), style():
        _write_json(document, folder)
        for row in (r for r in document["rankings"] if r["scenarios"]):
            name = _name(row, row["outcome"])
            save(draw_ranking(row, language), target, f"rank-{name}")
            if row["studies"]:
                save(draw_studies(row, language), target, f"studies-{name}")
            if row["failure"] and row["failure"]["box"] and row["failure"]["box"]["limits"]:
                save(draw_failure(row, language), target, f"failure-{name}")
        for row in document["break_even"]:
            save(draw_break_even(row, language), target, f"break-even-{_name(row)}")


def _name(row: Row, *more: str) -> str:
    return "-".join(part for part in (row["municipality"], row["variant"], *more) if part).replace("@", "-")


def keep_race(document: Row, raced: "Raced", folder: Path, language: str) -> None:
    """Write the document, what was observed (nan became null: not run any more), and a figure."""
    import numpy as np
    import pandas as pd

    from experiments.decisions.figure import draw_race

    seen = np.array(raced.track.seen)
    frame = pd.DataFrame(seen, columns=list(raced.track.experiment.scenario_keys))
    frame.insert(0, "observation", np.arange(len(seen)))
    with storage_errors(folder), style():
        write_frame(frame, folder / "observations.parquet")
        _write_json(document, folder)
        save(draw_race(document, seen, language), folder / "figures", "race")
