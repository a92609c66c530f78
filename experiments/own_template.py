"""The template of a municipality with what the StatBank tells, and on standard error what it does not."""

import shlex
import sys

from calibration import statbank
from calibration.municipality.fetched import Filling, fetch_filling, fetchable, printable
from calibration.municipality.fields import load_fields
from calibration.municipality.report import text
from calibration.municipality.template import template
from experiments.commands.shared import say
from sim.errors import InputError, RunError

_TEMPLATE = ("sagstal", "municipality", "template")


def print_fetched(name: str, year: int | None, refresh: bool, language: str) -> None:
    """The filled template on standard output, or one message: what is wrong, why nothing came, what to do instead."""
    try:
        filling = _fetched(name, year, refresh, language)
    except statbank.Offline as why:
        raise RunError(_offline(why, name, year, refresh, language)) from None
    except statbank.StatbankError as why:
        raise RunError(_nothing(name, printable(str(why)), language)) from None
    if not filling.values:
        raise _no_figure(filling)
    sys.stdout.write(template(language, filling))
    _report(filling)


def _fetched(name: str, year: int | None, refresh: bool, language: str) -> Filling:
    client = statbank.Client(refresh=refresh)
    try:
        statbank.municipality_code(client, name)  # a misspelt name is told before anything else is asked
    except InputError as problem:
        problem.field = problem.field or "--fetch"
        raise
    return fetch_filling(client, name, statbank.newest_year(client) if year is None else year, language)


def _by_hand(language: str) -> str:
    return shlex.join([*_TEMPLATE, "--lang", language])


def _offline(why: statbank.Offline, name: str, year: int | None, refresh: bool, language: str) -> str:
    more = ["--year", str(year)] if year is not None else []
    again = shlex.join([*_TEMPLATE, "--fetch", name, *more, *["--refresh"] * refresh, "--lang", language])
    detail = printable(str(why))
    return text("fetched_offline", language, name=name, detail=detail, again=again, by_hand=_by_hand(language))


def _nothing(name: str, reasons: str, language: str) -> str:
    return text("fetched_nothing", language, name=name, reasons=reasons, by_hand=_by_hand(language))


def _no_figure(filling: Filling) -> InputError | RunError:
    """A year that no table has is bad input; anything else is a fetch that failed."""
    own = filling.figures
    periods = [(why.table, why.problem) for why in own.reasons.values() if isinstance(why.problem, statbank.NoPeriod)]
    if periods and len(periods) == len(own.reasons):
        has = "; ".join(dict.fromkeys(f"{table} {problem.allowed}" for table, problem in periods))
        return InputError("no table holds this year", field="--year", value=own.year, allowed=has)
    reasons = "\n".join(f"- {name}: {why}" for name, why in filling.blank.items())
    return RunError(_nothing(own.name, reasons, filling.language))


def _report(filling: Filling) -> None:
    """How much is filled in, what is blank and why, and what does not fit together."""
    own, language = filling.figures, filling.language
    n, most = len(filling.values), len(fetchable())
    rest = len(load_fields()) - most
    say("sagstal: " + text("fetched_some", language, name=own.name, year=own.year, n=n, all=most, rest=rest))
    for name, why in filling.blank.items():
        say(f"- {name}: {why}")
    found = filling.contradictions()
    if found:
        say(text("fetched_contradiction", language))
    for problem in found:
        say(f"- {problem}")
