"""The variance splits of an experiment on the terminal, and a split as rows."""

from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from experiments.numbers import MISSING, probability
from experiments.sensitivity.split import PARTS, Split
from experiments.sensitivity.words import word
from experiments.study.schema import POINT
from experiments.tables import console, outcome_label

Row = dict[str, Any]


def split_rows(splits: dict[str, Split | None]) -> list[Row]:
    """One row per outcome and source; null where runs do not suffice for a split."""
    return [row for outcome, split in splits.items() for row in _rows(outcome, split)]


def _rows(outcome: str, split: Split | None) -> list[Row]:
    if split is None:
        empty = dict.fromkeys(("variance", "share", "share_ci95"))
        return [{"outcome": outcome, "source": name, **empty} for name in PARTS]
    return [
        {
            "outcome": outcome,
            "source": part.name,
            "variance": part.variance,
            "share": part.share,
            "share_ci95": list(part.share_ci95) if part.share_ci95 else None,
        }
        for part in split.parts
    ]


def part_of(split: Row) -> tuple[str, int, str]:
    """What is shown together: municipality, point of the parameters, scenario."""
    return split["municipality"], split["point"], split["scenario"]


def part_title(split: Row, language: str) -> str:
    """Municipality, point, and whether it is a level or an effect."""
    place = split["municipality"] if split["point"] == POINT else f"{split['municipality']}, {split['point']}"
    return f"{place}: " + word(f"split_{split['kind']}", language).format(scenario=split["scenario"])


def show_splits(document: Row, language: str) -> None:
    """A table per municipality and scenario, and how to read it."""
    screen = console()
    screen.print(f"\n[bold]{word('split_title', language)}[/bold]")
    for _, rows in groupby(document["splits"], key=part_of):
        screen.print(split_table(list(rows), language), "")
    screen.print(word("note_split", language), style="dim")
    if any(split["variants"] == 1 for split in document["splits"]):
        screen.print(word("one_variant", language), style="dim")
    if any(source["share"] is None for split in document["splits"] for source in split["sources"]):
        screen.print(word("no_split", language), style="dim")
    dropped = max((split["dropped"] or 0 for split in document["splits"]), default=0)
    if dropped:
        screen.print(word("split_dropped", language).format(n=dropped), style="dim")


def split_table(splits: list[Row], language: str) -> Table:
    """One line per outcome: the share of each source and its 95 % interval."""
    table = Table(title=escape(part_title(splits[0], language)), title_justify="left", pad_edge=False, box=None)
    table.add_column(word("outcome", language))
    for name in PARTS:
        table.add_column(word(name, language), justify="right")
    for split in splits:
        cells = [_cell(part["share"], part["share_ci95"], language) for part in split["sources"]]
        table.add_row(outcome_label(split["outcome"], language), *cells)
    return table


def _cell(share: float | None, interval: list[float] | None, language: str) -> str:
    if share is None or interval is None:
        return MISSING
    low, high = (f"{100 * end:.0f}" for end in interval)
    return f"{'0 %' if share == 0.0 else probability(share, language)} ({low}–{high})"
