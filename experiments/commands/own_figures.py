"""`municipality template`, `check` and `fit`: a municipality's own figures, and its own posterior."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import shared
from experiments.options import JOBS_MOST, LANGUAGES, one_of, whole
from sim.errors import InputError

if TYPE_CHECKING:
    from calibration.municipality import OwnFigures

group = typer.Typer(
    name="municipality",
    help="Bring a municipality's own figures: print the file to fill in, check it, fit it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(help="The filled-in template, a TOML file.")]
Language = Annotated[str, typer.Option("--lang", help="Language of the template and of what is said: en or da.")]

Out = Annotated[Path | None, typer.Option("--out", help="Directory for the municipality and its draws.")]
Number = Annotated[int, typer.Option("--number", help="Draws of the posterior to simulate, 250 to 1,000.")]
Fetch = Annotated[
    str | None,
    typer.Option("--fetch", help="Municipality, by name or code, whose figures are fetched from the StatBank."),
]
Year = Annotated[
    int | None, typer.Option("--year", help="Year of the fetched figures.", show_default="the newest published")
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Fetch again what is kept: published figures are revised.")]

BAD_INPUT = 2
EARLIEST_YEAR = 1990
# fewer leave nothing to be near to; the shipped posterior has no more
FEWEST, MOST = 250, 1000


@group.command()
def template(
    fetch: Fetch = None,
    year: Year = None,
    refresh: Refresh = False,
    lang: Language = "en",
) -> None:
    """The annotated file to fill in, on standard output; --fetch fills in what Statistics Denmark publishes."""
    one_of("--lang", lang, LANGUAGES)
    _check_fetch(fetch, year, refresh)
    if fetch is not None:
        from experiments.own_template import print_fetched

        print_fetched(fetch, year, refresh, lang)
        return
    from calibration.municipality import template as annotated

    sys.stdout.write(annotated(lang))


def _check_fetch(fetch: str | None, year: int | None, refresh: bool) -> None:
    """The year is one of our time, and neither it nor --refresh stands alone."""
    alone = "--year" if year is not None else "--refresh" if refresh else ""
    if fetch is None and alone:
        raise InputError("nothing is fetched without a municipality", field=alone, allowed="with --fetch NAME")
    if year is not None and not EARLIEST_YEAR <= year <= date.today().year:
        allowed = f"{EARLIEST_YEAR} to {date.today().year}"
        raise InputError("out of bounds", field="--year", value=year, allowed=allowed)


@group.command()
def check(file: File, as_json: shared.Json = False, lang: Language = "en") -> None:
    """What is understood of a filled-in file, or everything that is wrong with it."""
    one_of("--lang", lang, LANGUAGES)
    own = understood(file, lang)
    if as_json:
        from experiments.own_figures import document

        shared.write_json(document(own))
        return
    from experiments.own_figures import show

    show(own, lang)


def understood(file: Path, lang: str) -> "OwnFigures":
    """The figures of a file; where something is wrong, all problems on standard error and exit code 2."""
    from calibration.municipality import OwnFigures, check_file
    from calibration.municipality.report import text

    found = check_file(file, lang)
    if isinstance(found, OwnFigures):
        return found
    shared.say("sagstal: " + text("problems" if len(found) > 1 else "problems_one", lang, n=len(found), file=file))
    for problem in found:
        shared.say(str(problem))
    raise typer.Exit(BAD_INPUT)


@group.command()
def fit(
    file: File,
    out: Out = None,
    number: Number = 600,
    jobs: shared.Jobs = shared.JOBS,
    as_json: shared.Json = False,
    lang: Language = "en",
) -> None:
    """The municipality's own posterior from its figures, within minutes; --out writes what `-m` and --draws take."""
    one_of("--lang", lang, LANGUAGES)
    whole("--number", number, FEWEST, MOST)
    whole("--jobs", jobs, 1, JOBS_MOST)
    own = understood(file, lang)
    from experiments.own_fit import fit_and_show

    fit_and_show(own, out, number, jobs, as_json, lang)
