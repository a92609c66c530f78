"""Run a validation: in memory, or in a directory where it continues."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.parquet import replace_file, storage_errors
from calibration.posterior import is_shipped
from calibration.posterior.load import load_posterior
from calibration.validation.confront import make_document, whole_plan
from calibration.validation.draws import PosteriorSource, PriorSource, Source
from calibration.validation.report import document_text
from calibration.validation.store import fill, in_memory, mark_folder, missing, read_predictions
from experiments.folder import held
from experiments.progress import progress_bar
from experiments.validation.options import PRIOR, ValidationOptions
from sim.errors import InputError

if TYPE_CHECKING:
    from calibration.validation.store import Predictions

ALLOWED = "a new or empty directory, or a validation of the same draws, parameters and code"


def find_source(draws: str) -> Source:
    """Where draws come from; an error that says what can be done if there is no posterior."""
    if draws == PRIOR:
        return PriorSource()
    if not is_shipped():
        raise InputError("no posterior is shipped yet; --draws prior shows what the priors alone predict")
    return PosteriorSource(load_posterior())


@contextmanager
def opened(out: Path | None, source: Source) -> Iterator[Path | None]:
    """The directory, held for this process and checked to be of the same inputs."""
    if out is None:
        yield None
        return
    with held(out):
        if not mark_folder(out, source.name):
            raise InputError("holds something else", field="--out", value=str(out), allowed=ALLOWED)
        yield out / "draws"


def execute(options: ValidationOptions, source: Source, folder: Path | None) -> dict[str, Any]:
    """The document of a validation."""
    runs, n_draws = whole_plan(), options.number
    total = n_draws if folder is None else len(missing(folder, n_draws))
    found: Predictions
    with progress_bar(total, options.language, "draws") as bar:
        if folder is None:
            found = in_memory(runs, source, n_draws, options.jobs, bar.step)
        else:
            fill(folder, runs, source, n_draws, options.jobs, bar.step)
            found = read_predictions(folder, n_draws)
    return make_document(source.name, found)


def keep(document: dict[str, Any], out: Path, language: str) -> None:
    """The document as JSON, and a figure of each group."""
    from experiments.figures.style import save, style
    from experiments.validation.figure import draw_forest, groups

    with storage_errors(out), style():
        replace_file(out / "validation.json", lambda half: _write(half, document_text(document)))
        for name, rows in groups(document).items():
            save(draw_forest(document, name, rows, language), out / "figures", f"validation-{name}")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
