"""What was understood of a municipality's own file: as a document and as a table."""

from typing import Any

from rich.markup import escape
from rich.table import Table

from calibration.municipality import OwnFigures, Problem, to_municipality, to_targets
from calibration.municipality.between import per_1000
from calibration.municipality.fields import load_fields
from calibration.municipality.report import shown, text
from experiments.tables import console

COLUMNS = ("field", "value", "unit", "per_1000", "source")


def document(own: OwnFigures) -> dict[str, Any]:
    """Everything that was understood, what the model makes of it, and the warnings."""
    area = to_municipality(own)
    return {
        "file": own.file,
        "key": own.key,
        "name": own.name,
        "date": own.date.isoformat(),
        "figures": [_figure(own, name) for name in own.values],
        "not_given": _not_given(own),
        "municipality": {key: vars(figure) for key, figure in area.figures.items()},
        "teams": vars(area.teams),
        "targets": {key: record.model_dump() for key, record in to_targets(own).items()},
        "warnings": [_warning(warning) for warning in own.warnings],
    }


def _figure(own: OwnFigures, name: str) -> dict[str, Any]:
    return {
        "key": name,
        "value": own.values[name],
        "unit": load_fields()[name].unit_en,
        "per_1000": per_1000(name, own.values),
        "source": own.source(name),
    }


def _not_given(own: OwnFigures) -> list[str]:
    return [name for name in load_fields() if name not in own.values]


def _warning(warning: Problem) -> dict[str, Any]:
    return {name: value for name, value in vars(warning).items() if name not in ("language", "suggestion", "allowed")}


def show(own: OwnFigures, language: str) -> None:
    """A table of the figures, what is assumed, and what looks unusual."""
    screen = console()
    given, asked = len(own.values), len(load_fields())
    said = text("understood", language, name=own.name, key=own.key, date=own.date.isoformat(), given=given, asked=asked)
    screen.print(escape(said), "", sep="\n")
    screen.print(_table(own, language))
    missing = _not_given(own)
    if missing:
        screen.print("", escape(text("not_given", language, names=", ".join(missing))), sep="\n")
    screen.print("", text("warnings" if own.warnings else "no_warnings", language), sep="\n")
    for warning in own.warnings:
        screen.print(f"- {escape(str(warning))}")


def _table(own: OwnFigures, language: str) -> Table:
    table = Table(pad_edge=False, box=None)
    for column in COLUMNS:
        is_number = column in ("value", "per_1000")
        table.add_column(text(f"column_{column}", language), justify="right" if is_number else "left", overflow="fold")
    for name, value in own.values.items():
        rate = per_1000(name, own.values)
        unit = load_fields()[name].words("unit", language)
        said = "" if rate is None else f"{rate:.1f}"
        table.add_row(name, shown(value), unit, said, escape(own.sources.get(name, "")))
    return table
