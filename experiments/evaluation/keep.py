"""What `evaluate --out` keeps: every evaluation, the table as JSON, and the figure."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.folder import held
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.evaluation.execute import Evaluations

ALLOWED = "a new or empty directory"


@contextmanager
def kept_in(folder: Path | None) -> Iterator[None]:
    """The directory, checked to be empty and held while the block runs; nothing without `--out`."""
    if folder is None:
        yield
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError("is not empty", field="--out", value=str(folder), allowed=ALLOWED)
    with held(folder):
        yield


def keep(found: "Evaluations", document: dict[str, Any], folder: Path, language: str) -> None:
    """Write everything."""
    from calibration.parquet import replace_file, storage_errors, write_frame
    from experiments.evaluation.figure import draw_evaluation
    from experiments.figures.style import save, style

    with storage_errors(folder):
        write_frame(frame_of(found), folder / "evaluations.parquet")
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        replace_file(folder / "evaluation.json", lambda path: _write(path, text))
        with style():
            save(draw_evaluation(found, document, language), folder / "figures", "evaluation")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def frame_of(found: "Evaluations") -> Any:
    """One row per replication and way of choosing; effects in the unit of the outcome, null where unknown."""
    import pandas as pd

    from experiments.evaluation.seen import MEASURED

    scale = MEASURED[found.evaluation.how.looked_at].scale
    rows = [
        {
            "replication": done.replication,
            "draw": done.draw,
            "selection": seen.selection or "",
            "children": seen.n_children,
            "claimed_effect": scale * seen.with_policy.effect,
            "p": seen.with_policy.p,
            "effect_without_policy": scale * seen.without_policy.effect,
            "p_without_policy": seen.without_policy.p,
            "true_effect": scale * seen.true_effect,
            "control_effect": scale * seen.control_effect,
        }
        for done in found.done
        for seen in done.seen
    ]
    return pd.DataFrame(rows)
