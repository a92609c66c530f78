"""`summary`: what an experiment found, every scenario against its base; or what makes its runs differ."""

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
IsSplit = Annotated[
    bool, typer.Option("--split", help="Instead: how much of the variance is structure, parameters and chance.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="With --split: directory for table, JSON and figures: new or empty.")
]


def summary(
    folder: Folder,
    outcomes: Outcomes = None,
    split: IsSplit = False,
    csv: Csv = None,
    out: Out = None,
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """Differences of an experiment's scenarios from their base, with intervals and how sure, cell by cell."""
    one_of("--lang", lang, LANGUAGES)
    if csv is not None and not csv.absolute().parent.is_dir():
        raise InputError("its directory does not exist", field="--csv", value=str(csv), allowed="a file to be written")
    if out is not None and not split:
        raise InputError("belongs to --split", field="--out", value=str(out))
    if split:
        _show_split(folder, outcomes, csv, out, as_json, lang)
        return
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


def _show_split(
    folder: Path, outcomes: list[str] | None, csv: Path | None, out: Path | None, as_json: bool, lang: str
) -> None:
    from experiments.folder import held_empty
    from experiments.sensitivity.split_document import split_document
    from experiments.sensitivity.split_keep import keep_splits, write_split_csv
    from experiments.study.summary import USUAL

    with held_empty(out):
        document = split_document(folder, tuple(outcomes or USUAL))
        if csv is not None:
            write_split_csv(document, csv)
        if out is not None:
            keep_splits(document, out, lang)
    if as_json:
        shared.write_json(document)
        return
    from experiments.sensitivity.split_table import show_splits

    show_splits(document, lang)
