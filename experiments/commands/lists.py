"""`municipalities`, `scenarios`, `outcomes`, `parameters` and `describe`."""

from typing import Annotated, Any

import typer

from experiments.commands import shared
from experiments.options import LANGUAGES, one_of


def municipalities(as_json: shared.Json = False, lang: shared.Language = "en") -> None:
    """Municipalities that can be simulated."""
    _list("municipalities", as_json, lang)


def scenarios(as_json: shared.Json = False, lang: shared.Language = "en") -> None:
    """Scenarios: policies of the documents, and grids."""
    _list("scenarios", as_json, lang)


def outcomes(as_json: shared.Json = False, lang: shared.Language = "en") -> None:
    """Outcomes that are reported."""
    _list("outcomes", as_json, lang)


def parameters(as_json: shared.Json = False, lang: shared.Language = "en") -> None:
    """Parameters with unit, prior and grade of evidence."""
    _list("parameters", as_json, lang)


def _list(kind: str, as_json: bool, lang: str) -> None:
    one_of("--lang", lang, LANGUAGES)
    from experiments.records import RECORDS_OF

    records: list[dict[str, Any]] = RECORDS_OF[kind]()
    if as_json:
        shared.write_json(records)
        return
    from experiments.lists import show_list

    show_list(kind, records, lang)


def describe(
    key: Annotated[str, typer.Argument(help="Key of a municipality, scenario, outcome, parameter or lever.")],
    as_json: shared.Json = False,
    lang: shared.Language = "en",
) -> None:
    """One municipality, scenario, outcome, parameter or lever: meaning, unit, value, prior, source, evidence."""
    one_of("--lang", lang, LANGUAGES)
    from experiments.records import find_record

    kind, record = find_record(key)
    if as_json:
        shared.write_json({"kind": kind, **record})
        return
    from experiments.lists import show_record

    show_record(kind, record, lang)
