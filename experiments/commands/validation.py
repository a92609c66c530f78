"""`validate`: targets, hold-outs and claims confronted with what the model predicts of them."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import shared
from experiments.validation.options import DRAWS, NUMBER_USUAL, POSTERIOR, ValidationOptions
from sim.errors import RunError

Draws = Annotated[str, typer.Option("--draws", help=f"Where parameters come from: {' or '.join(DRAWS)}.")]
Number = Annotated[int, typer.Option("--number", help="How many draws, 2 to 10,000.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Directory for every draw, the document and figures: new, empty, or to be continued."),
]
WriteDocs = Annotated[
    bool, typer.Option("--write-docs", help="Also make the generated parts of docs/validation.md anew.")
]


def validate(
    draws: Draws = POSTERIOR,
    number: Number = NUMBER_USUAL,
    jobs: shared.Jobs = shared.JOBS,
    out: Out = None,
    write_docs: WriteDocs = False,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Confront targets, hold-outs and claims with predictions; exit code 0 also where figures are missed."""
    options = ValidationOptions(draws, number, jobs, lang)
    from calibration.validation import report
    from experiments.validation.execute import execute, find_source, keep, opened

    source = find_source(options.draws)
    if write_docs:
        report.check_docs()
    with opened(out, source) as folder:
        shared.announce_engine(lang)
        document = execute(options, source, folder)
        if out is not None:
            keep(document, out, lang)
    if write_docs:
        report.write_docs(document)
    if as_json:
        shared.write_json(document)
    else:
        from experiments.validation.table import show_validation

        show_validation(document, lang, out)
    failures = document["failures"]
    if failures:
        raise RunError(f"{len(failures)} runs failed; the others are kept.\n{failures[0]}")
