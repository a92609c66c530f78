"""What `precision --out` leaves behind besides the replications: the document and its figures."""

import json
from pathlib import Path
from typing import Any

from calibration.parquet import storage_errors, write_text
from experiments.design import Experiment
from experiments.figures.style import save, style
from experiments.precision.figure import draw_precision, draw_warm_up

DOCUMENT, WARM_UP_DOCUMENT = "precision.json", "warmup.json"


def document_text(document: dict[str, Any]) -> str:
    """A document as it stands in a file."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def write_document(path: Path, document: dict[str, Any]) -> None:
    """Write a document, whole or not at all."""
    write_text(path, document_text(document))


def keep_precision(document: dict[str, Any], experiment: Experiment, out: Path, language: str) -> None:
    """The document and a figure of the half-widths, in the directory of the replications."""
    with style(), storage_errors(out):
        write_document(out / DOCUMENT, document)
        save(draw_precision(document, experiment, language), out / "figures", "precision")


def keep_warm_up(document: dict[str, Any], out: Path, language: str) -> None:
    """The document and a figure per municipality."""
    with style(), storage_errors(out):
        write_document(out / WARM_UP_DOCUMENT, document)
        for place in document["municipalities"]:
            figure = draw_warm_up(document, place, language)
            save(figure, out / "figures", f"warmup-{place['municipality']}")
