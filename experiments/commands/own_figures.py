"""`municipality template` and `municipality check`: a municipality's own figures."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import shared
from experiments.options import LANGUAGES, one_of

if TYPE_CHECKING:
    from calibration.municipality import OwnFigures

group = typer.Typer(
    name="municipality",
    help="Bring a municipality's own figures: print the file to fill in, and check it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(help="The filled-in template, a TOML file.")]
Language = Annotated[str, typer.Option("--lang", help="Language of the template and of what is said: en or da.")]

BAD_INPUT = 2


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
