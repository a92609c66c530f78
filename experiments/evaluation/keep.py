"""What `evaluate --out` keeps beside the evaluations: the table as JSON, and the figure."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.parquet import storage_errors, write_text

if TYPE_CHECKING:
    from experiments.evaluation.execute import Evaluations


def keep(found: "Evaluations", document: dict[str, Any], folder: Path, language: str) -> None:
    """Write both."""
    from experiments.evaluation.figure import draw_evaluation
    from experiments.figures.style import save, style

    with storage_errors(folder), style():
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        write_text(folder / "evaluation.json", text)
        save(draw_evaluation(found, document, language), folder / "figures", "evaluation")
