"""The table of `evaluate` on the terminal."""

from pathlib import Path
from typing import Any

from rich.table import Table

from experiments.evaluation.design import Evaluation
from experiments.evaluation.words import word
from experiments.numbers import MISSING, number, probability, unit_name
from experiments.tables import console
from experiments.texts import text

Row = dict[str, Any]


def show_evaluation(document: Row, evaluation: Evaluation, language: str, out: Path | None) -> None:
    """One line per way of choosing and definition of claiming, and how to read it."""
    screen = console()
    screen.print(f"\n[bold]{title(document, evaluation, language)}[/bold]")
    table = Table(title_justify="left", pad_edge=False, box=None)
    for name in ("group", "claim"):
        table.add_column(word(name, language))
    for name in _numbers(document):
        table.add_column(word(name, language), justify="right")
    for row in document["evaluations"]:
        table.add_row(*_cells(row, document["unit"], language, _numbers(document)))
    screen.print(table, "")
    screen.print(word("note", language), style="dim")
    if document["does_nothing"]:
        screen.print(word("nothing", language), style="dim")
    if out is not None:
        screen.print(f"\n  {out}/  {word('kept', language)}", soft_wrap=True)


def title(document: Row, evaluation: Evaluation, language: str) -> str:
    """Policy, place, design and what is looked at, in one line."""
    danish = language == "da"
    scenario = evaluation.scenario.name_da if danish else evaluation.scenario.name_en
    place = evaluation.municipality.name_da if danish else evaluation.municipality.name_en
    parts = [scenario, place, word(evaluation.how.design, language), word(document["outcome"], language)]
    length = f"{document['years']:g} {text('years', language)}"
    return ", ".join([*parts, length, f"{document['replications']} {word('evaluations', language)}"])


def _numbers(document: Row) -> tuple[str, ...]:
    contaminated = any(row["control_effect"] is not None for row in document["evaluations"])
    names = ("p_claim", "p_false", "claimed", "true")
    return (*names, "control") if contaminated else names


def _cells(row: Row, unit: str, language: str, names: tuple[str, ...]) -> list[str]:
    like = abs(row["claimed_effect"] or 0.0)
    effects = {"claimed": row["claimed_effect"], "true": row["true_effect"], "control": row["control_effect"]}
    cells = [word(row["selection"] or "all", language), word(row["definition"], language)]
    cells += [_share(row["p_claim"], language), _share(row["p_false_claim"], language)]
    cells += [number(effects[n], unit, language, signed=True, like=like) for n in names if n in effects]
    cells[-1] += f" {unit_name(unit, language)}"
    return cells


def _share(share: float | None, language: str) -> str:
    if share is None:
        return MISSING
    return "0 %" if share == 0.0 else probability(share, language) if share < 1.0 else "100 %"
