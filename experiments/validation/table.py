"""A validation on the terminal: what is missed first, then hold-outs with their rivals, then claims."""

from pathlib import Path
from typing import Any

from rich.table import Table

from experiments.numbers import MISSING, number, unit_name
from experiments.tables import console
from experiments.validation.words import word

Row = dict[str, Any]


def title(document: Row, language: str) -> str:
    """What was run, in one line."""
    draws = f"{document['number']} {word('draws', language)} {word(document['draws'], language)}"
    return f"{word('title', language)}: {draws}"


def show_validation(document: Row, language: str, out: Path | None) -> None:
    """Everything that a person should see; the whole is in the JSON document."""
    screen = console()
    screen.print(f"\n[bold]{title(document, language)}[/bold]")
    screen.print(_missed_table(document, language), "")
    screen.print(_coverage_table(document, language), "")
    screen.print(_holdout_table(document, language), "")
    screen.print(_claim_table(document, language), "")
    screen.print(word("note", language), style="dim")
    if out is not None:
        screen.print(f"\n  {out}/  {word('kept', language)}", soft_wrap=True)


def _table(name: str, language: str, left: tuple[str, ...], right: tuple[str, ...]) -> Table:
    table = Table(title=word(name, language), title_justify="left", title_style="bold", pad_edge=False, box=None)
    for column in left:
        table.add_column(word(column, language))
    for column in right:
        table.add_column(word(column, language), justify="right")
    return table


def span(row: Row, unit: str, language: str, low: str = "q05", high: str = "q95") -> str:
    """An interval in the scale of its unit."""
    if row[low] is None:
        return MISSING
    size = max(abs(row[low]), abs(row[high]))
    ends = [number(row[q], unit, language, like=size) for q in (low, high)]
    return f" {word('to', language)} ".join(ends)


def _missed_table(document: Row, language: str) -> Table | str:
    rows = [row for row in document["targets"] if row["inside_90"] is False]
    if not rows:
        return word("none_missed", language)
    right = ("observed", "count", "predicted", "interval")
    table = _table("missed", language, ("key", "unit"), right)
    for row in rows:
        table.add_row(row["key"], *_figures(row, language))
    return table


def _figures(row: Row, language: str) -> tuple[str, ...]:
    unit = row["unit"]
    observed, middle = (number(row[name], unit, language) for name in ("observed", "q50"))
    count = MISSING if row["count"] is None else str(row["count"])
    return unit_name(unit, language), observed, count, middle, span(row, unit, language)


def _coverage_table(document: Row, language: str) -> Table:
    table = _table("title", language, ("group",), ("predicted_n", "inside_90", "inside_50"))
    for name, found in document["coverage"].items():
        table.add_row(word(name, language), *(str(found[k]) for k in ("n", "inside_90", "inside_50")))
    return table


def _holdout_table(document: Row, language: str) -> Table:
    right = ("observed", "count", "predicted", "interval", "nothing-changes", "stock-and-flow", "best")
    table = _table("holdout", language, ("key", "unit"), right)
    for row in sorted(document["holdouts"], key=lambda row: bool(row["inside_90"])):
        rivals = [row["rivals"].get(name) for name in ("nothing-changes", "stock-and-flow")]
        values = [number(rival["value"] if rival else None, row["unit"], language) for rival in rivals]
        best = word(row["best_crps"], language) if row["best_crps"] else MISSING
        table.add_row(row["key"], *_figures(row, language), *values, best)
    return table


def _claim_table(document: Row, language: str) -> Table:
    table = _table("claims", language, ("claim", "direction", "unit"), ("claimed", "effect", "interval", "share"))
    for row in document["claims"]:
        unit, effect = row["unit"] or "", row["effect"]
        share = row["share_in_direction"]
        shares = MISSING if share is None else f"{100 * share:.0f} % / {100 * row['share_opposite']:.0f} %"
        values = [
            number(v, unit, language, like=abs(effect["q50"] or v or 0.0)) for v in (row["claimed"], effect["q50"])
        ]
        direction = word(row["direction"], language)
        table.add_row(row["key"], direction, unit_name(unit, language), *values, span(effect, unit, language), shares)
    return table
