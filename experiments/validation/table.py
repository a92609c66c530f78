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
    """A table whose first column, the key, is never shortened."""
    table = Table(title=word(name, language), title_justify="left", title_style="bold", pad_edge=False, box=None)
    for k, column in enumerate(left):
        table.add_column(word(column, language), no_wrap=k == 0)
    for column in right:
        table.add_column(word(column, language), justify="right")
    return table


def span(row: Row, unit: str, language: str) -> str:
    """The 90 % interval in the scale of its unit."""
    if row["q05"] is None:
        return MISSING
    size = max(abs(row["q05"]), abs(row["q95"]))
    ends = [number(row[q], unit, language, like=size) for q in ("q05", "q95")]
    return f" {word('to', language)} ".join(ends)


def _missed_table(document: Row, language: str) -> Table | str:
    rows = [row for row in document["targets"] if row["inside_90"] is False]
    if not rows:
        return word("none_missed", language)
    table = _table("missed", language, ("key",), ("observed", "count", "predicted", "interval"))
    for row in rows:
        table.add_row(row["key"], *_figures(row, language))
    return table


def _figures(row: Row, language: str) -> tuple[str, ...]:
    unit = row["unit"]
    observed, middle = (number(row[name], unit, language) for name in ("observed", "q50"))
    count = MISSING if row["count"] is None else f"{row['count']:,}".replace(",", "." if language == "da" else ",")
    return f"{observed} {unit_name(unit, language)}", count, middle, span(row, unit, language)


def _coverage_table(document: Row, language: str) -> Table:
    table = _table("coverage", language, ("group",), ("predicted_n", "inside_90", "inside_50"))
    for name, found in document["coverage"].items():
        table.add_row(word(name, language), *(str(found[k]) for k in ("n", "inside_90", "inside_50")))
    return table


def _holdout_table(document: Row, language: str) -> Table:
    right = ("observed", "count", "predicted", "interval", "nothing-changes", "stock-and-flow", "best")
    table = _table("holdout", language, ("key",), right)
    for row in sorted(document["holdouts"], key=lambda row: bool(row["inside_90"])):
        rivals = [row["rivals"].get(name) for name in ("nothing-changes", "stock-and-flow")]
        values = [number(rival["value"] if rival else None, row["unit"], language) for rival in rivals]
        best = word(row["best_crps"], language) if row["best_crps"] else MISSING
        table.add_row(row["key"], *_figures(row, language), *values, best)
    return table


def _claim_table(document: Row, language: str) -> Table:
    table = _table("claims", language, ("claim", "direction"), ("claimed", "effect", "interval", "share"))
    for row in document["claims"]:
        unit, effect, share = row["unit"] or "", row["effect"], row["share_in_direction"]
        shares = MISSING if share is None else f"{100 * share:.0f} % / {100 * row['share_opposite']:.0f} %"
        claimed, middle = number(row["claimed"], unit, language), number(effect["q50"], unit, language, signed=True)
        middle += "" if effect["q50"] is None else f" {unit_name(unit, language)}"
        cells = claimed, middle, span(effect, unit, language), shares
        table.add_row(row["key"], word(row["direction"], language), *cells)
    return table
