"""`municipality template`, `check` and `fit`: a municipality's own figures, and its own posterior."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import shared
from experiments.options import JOBS_MOST, LANGUAGES, one_of, whole

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

BAD_INPUT = 2
# fewer leave nothing to be near to; the shipped posterior has no more
FEWEST, MOST = 250, 1000


@group.command()
def template(lang: Language = "en") -> None:
    """The annotated file to fill in, on standard output."""
    one_of("--lang", lang, LANGUAGES)
    from calibration.municipality import template as print_template

    sys.stdout.write(print_template(lang))


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
