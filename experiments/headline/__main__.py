"""`python -m experiments.headline DIR [OUT]`: tables, figures and manifest of a finished headline study into OUT."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from calibration.parquet import write_text
from experiments.figures.style import save, style
from experiments.headline.equity import equity_table
from experiments.headline.equity_figure import draw_equity
from experiments.headline.figures import draw_grid, draw_systems
from experiments.headline.tables import grid, systems
from experiments.manifest import NAME
from experiments.study.record import manifest_in
from experiments.study.summary import summary, write_csv
from sim.errors import InputError

KEPT = Path("results/headline")
FIGURES = ("placed_per_1000_0_17", "leftover_hours_per_case", "days_onset_to_help", "net_cost_dkk")
GROUP_FIGURES = ("open_cases_per_1000", "placed_per_1000")
LANGUAGES = ("en", "da")


def write(folder: Path, out: Path) -> None:
    """What is kept of a study: `systems.csv`, `grid.csv`, `equity.csv`, figures in both languages, the manifest."""
    table = summary(folder)
    parts = {"systems": systems(table), "grid": grid(table), "equity": equity_table(folder)}
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in parts.items():
        write_csv(rows, out / f"{name}.csv")
    with style():
        for language in LANGUAGES:
            for name, figure in _figures(parts, language):
                save(figure, out / "figures", f"{name}-{language}", editable=False)
    _write_manifest(folder, out)


def _figures(parts: Mapping[str, pd.DataFrame], language: str) -> Iterator[tuple[str, Figure]]:
    """Systems and grid by outcome; groups of children in the study's first municipality."""
    for key in FIGURES:
        yield f"systems-{key}", draw_systems(parts["systems"], key, language)
        yield f"grid-{key}", draw_grid(parts["grid"], key, language)
    for key in GROUP_FIGURES:
        first = str(parts["equity"]["municipality"].iloc[0])
        yield f"equity-{key}", draw_equity(parts["equity"], key, first, language)


def _write_manifest(folder: Path, out: Path) -> None:
    """The manifest as it is, but for where the definition lay on the machine that ran it."""
    manifest = manifest_in(folder)
    document = {**manifest["document"], "folder": "experiments/definitions"}
    text = json.dumps({**manifest, "document": document}, indent=1, ensure_ascii=False) + "\n"
    write_text(out / NAME, text)


def main() -> int:
    """Write what is kept of a directory; bad input is one message and exit code 2, as everywhere."""
    parser = argparse.ArgumentParser(prog="python -m experiments.headline", allow_abbrev=False)
    parser.add_argument("folder", metavar="DIR", type=Path, help="directory of a finished headline study")
    parser.add_argument("out", metavar="OUT", type=Path, nargs="?", default=KEPT, help="where to write")
    asked = parser.parse_args()
    try:
        write(asked.folder, asked.out)
    except InputError as wrong:
        sys.stderr.write(f"sagstal: {wrong}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
