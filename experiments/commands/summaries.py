"""`summary`: what an experiment found, every scenario against its base."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import shared
from experiments.options import LANGUAGES, one_of
from sim.errors import InputError

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Directory of an experiment, finished or not.")]
Outcomes = Annotated[
    list[str] | None, typer.Option("--outcome", help="Outcome by key, repeatable; usually children, work and money.")
]
Csv = Annotated[Path | None, typer.Option("--csv", help="File for the whole table; an older one is overwritten.")]


def summary(
    folder: Folder,
    outcomes: Outcomes = None,
    csv: Csv = None,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Differences of an experiment's scenarios from their base, with intervals and how sure, cell by cell."""
    one_of("--lang", lang, LANGUAGES)
    if csv is not None and not csv.absolute().parent.is_dir():
        raise InputError("its directory does not exist", field="--csv", value=str(csv), allowed="a file to be written")
    from experiments.study.summary import USUAL, records, summary

    table = summary(folder, tuple(outcomes or USUAL))
    if csv is not None:
        from experiments.study.summary import write_csv

        write_csv(table, csv)
    if as_json:
        shared.write_json({"rows": records(table)})
        return
    from experiments.study.show import show_summary

    show_summary(table, lang)
