"""All figures of a comparison, as PNG and SVG in `figures/`."""

from pathlib import Path
from typing import Any

from calibration.parquet import storage_errors
from experiments.figures.courses import PLACEMENTS, STAFF, draw_courses, read_bands
from experiments.figures.differences import draw_differences
from experiments.figures.money import draw_money
from experiments.figures.projection import draw_projection
from experiments.figures.style import save, style
from experiments.results import Results


def draw_all(results: Results, document: dict[str, Any], folder: Path, language: str) -> None:
    """Draw the figures of an experiment directory."""
    target = folder / "figures"
    with style(), storage_errors(target):
        save(draw_differences(document, results.experiment, language), target, "differences")
        for name, panels in (("placements", PLACEMENTS), ("staff", STAFF)):
            save(draw_courses(read_bands(folder, panels), panels, results.experiment, language), target, name)
        save(draw_money(results, document, language), target, "money")
        if document["projections"]:
            save(draw_projection(results, document["projections"], language), target, "projection")
