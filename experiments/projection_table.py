"""A document's projection beside the runs, on the terminal: one table per scenario, a line per item and year."""

from typing import Any

from rich.console import Console
from rich.table import Table

from experiments.numbers import MISSING, number, thousands_kept, unit_name
from experiments.texts import text

Row = dict[str, Any]
UNIT = "DKK"


def show_projections(screen: Console, rows: list[Row], names: dict[str, str], language: str) -> None:
    """The tables of all scenarios with projections, and how to read them; `names` are those of the scenarios."""
    for scenario in dict.fromkeys(row["scenario"] for row in rows):
        own = [row for row in rows if row["scenario"] == scenario]
        screen.print(_table(own, f"{names[scenario]} [dim]({scenario})[/dim]", language), "")
    if rows:
        screen.print(text("projection_note", language), style="dim")


def _table(rows: list[Row], name: str, language: str) -> Table:
    title = f"{name}: {text('projection_title', language)} [dim]({unit_name(UNIT, language)})[/dim]"
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False, box=None)
    table.add_column(text("projection_kind", language))
    table.add_column(text("year", language))
    since = f"\n{text('projection_cumulative', language)}"
    for more in ("", since):
        table.add_column(text("projection_of_document", language) + more, justify="right", vertical="bottom")
        table.add_column(text("projection_of_runs", language) + more, justify="right", vertical="bottom")
    summed = {(row["kind"], row["calendar_year"]): row for row in rows if row["span"] == "cumulative"}
    before = ""
    for row in (row for row in rows if row["span"] == "year"):
        item = text(f"projection_{row['kind']}", language) if row["kind"] != before else ""
        before = row["kind"]
        cumulative = summed.get((row["kind"], row["calendar_year"]))
        table.add_row(item, str(row["calendar_year"]), *_cells(row, language), *_cells(cumulative, language))
    return table


def _cells(row: Row | None, language: str) -> tuple[str, str]:
    """What the document projected, and median and interval of the runs."""
    if row is None:
        return MISSING, MISSING
    projected = thousands_kept(row["projected"], language)
    if row["pi90"] is None:
        return projected, MISSING
    median = row["median"]
    low, high = (number(end, UNIT, language, like=median) for end in row["pi90"])
    return projected, f"{number(median, UNIT, language)} ({low} {text('projection_to', language)} {high})"
