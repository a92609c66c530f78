"""The table of a variance split, on the terminal and as rows."""

from typing import Any

from rich.table import Table

from experiments.numbers import MISSING, probability
from experiments.sensitivity.split import PARTS, Split
from experiments.sensitivity.words import word
from experiments.tables import outcome_label

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


def split_table(splits: dict[str, Split | None], language: str) -> Table:
    """One line per outcome: the share of each source and its 95 % interval."""
    table = Table(
        title=word("split_title", language), title_justify="left", title_style="bold", pad_edge=False, box=None
    )
    table.add_column(word("outcome", language))
    for name in PARTS:
        table.add_column(word(name, language), justify="right")
    for outcome, split in splits.items():
        parts = split.parts if split else ()
        cells = [_cell(part.share, part.share_ci95, language) for part in parts] or [MISSING] * len(PARTS)
        table.add_row(outcome_label(outcome, language), *cells)
    return table


def _cell(share: float | None, interval: tuple[float, float] | None, language: str) -> str:
    if share is None or interval is None:
        return MISSING
    low, high = (f"{100 * end:.0f}" for end in interval)
    return f"{'0 %' if share == 0.0 else probability(share, language)} ({low}–{high})"
