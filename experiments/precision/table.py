"""Precision and warm-up on the terminal."""

from pathlib import Path
from typing import Any

from rich.table import Table

from experiments.design import Experiment
from experiments.figures.words import scenario_name
from experiments.numbers import MISSING, interval, number, unit_name
from experiments.precision.words import word
from experiments.tables import console, outcome_label
from sim.catalogue.load import load_municipality

Row = dict[str, Any]
SLOWEST = 12


def _table(title: str, columns: tuple[str, ...], left: int, language: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False, box=None)
    for k, name in enumerate(columns):
        table.add_column(name, justify="left" if k < left else "right")
    return table


def show_precision(document: Row, experiment: Experiment, language: str, out: Path | None) -> None:
    """One table per scenario, with what the columns mean."""
    screen = console()
    place = experiment.municipality.name_da if language == "da" else experiment.municipality.name_en
    looked = f"{_whole(document['replications'], language)} {word('looked', language)}"
    screen.print(f"\n[bold]{word('title', language)}: {place}, {looked}[/bold]")
    rows = document["precision"]
    for scenario in dict.fromkeys(row["scenario"] for row in rows):
        shown = _precision_table(document, [row for row in rows if row["scenario"] == scenario], experiment, language)
        screen.print(shown, "")
    alone = len(experiment.scenarios) == 1
    screen.print(word("note_alone" if alone else "note", language), style="dim")
    if document["draws"] != "point" and not alone:
        screen.print(word("note_draws", language), style="dim")
    constant = [row["outcome"] for row in rows if not row["varies"] and row["pairs"]]
    if constant and not alone:
        keys = ", ".join(dict.fromkeys(constant))
        screen.print(word("note_constant", language).format(keys=keys), style="dim")
    if out is not None:
        screen.print(f"\n  {out}/  {word('kept', language)}", soft_wrap=True)


def _precision_table(document: Row, rows: list[Row], experiment: Experiment, language: str) -> Table:
    scenario, paired = rows[0]["scenario"], len(experiment.scenarios) > 1
    title = f"{scenario_name(experiment, scenario, language)} [dim]({scenario})[/dim]"
    sure = word("interval", language).format(c=f"{100 * document['confidence']:g} %")
    names = [word(name, language) for name in ("outcome", "unit", "wanted", "reached", "needed")]
    names += [word(name, language) for name in ("independent", "ratio")] * paired
    names += [word("difference" if paired else "mean", language), sure]
    table = _table(title, tuple(names), 2, language)
    for row in rows:
        table.add_row(*_precision_cells(row, paired, language))
    return table


def _precision_cells(row: Row, paired: bool, language: str) -> list[str]:
    unit, wanted = row["unit"], row["wanted_half_width"]
    same = "_same_draws" if row["variance_ratio_same_draws"] is not None else ""
    cells = [outcome_label(row["outcome"], language), unit_name(unit, language)]
    cells += [number(wanted, unit, language), number(row["half_width"], unit, language, like=wanted)]
    cells.append(_needed(row, language))
    if paired:
        ratio = row[f"variance_ratio{same}"]
        cells += [_whole(row[f"replications_independent{same}"], language), number(ratio, "", language)]
    return [*cells, number(row["mean"], unit, language, signed=paired, like=wanted), _ends(row, paired, language)]


def _needed(row: Row, language: str) -> str:
    if row["replications_needed"] is not None:
        return _whole(row["replications_needed"], language)
    n = row["replications_expected"]
    return word("never", language) if n is None else word("not_reached", language).format(n=_whole(n, language))


def _ends(row: Row, signed: bool, language: str) -> str:
    ends, like = row["interval"], row["wanted_half_width"]
    if signed or ends is None:
        return interval(ends, row["unit"], language, like=like)
    return f" {word('to', language)} ".join(number(end, row["unit"], language, like=like) for end in ends)


def _whole(n: int | None, language: str) -> str:
    return MISSING if n is None else f"{n:,}".replace(",", "." if language == "da" else ",")


def show_warm_up(document: Row, language: str, out: Path | None) -> None:
    """One table per municipality: the slowest outcomes first."""
    screen = console()
    for place in document["municipalities"]:
        area = load_municipality(place["municipality"])
        name = area.name_da if language == "da" else area.name_en
        watched = word("years_watched", language).format(n=place["replications"])
        screen.print(f"\n[bold]{word('warmup', language)}: {name}, {document['years']:g} {watched}[/bold]")
        screen.print(_warm_up_table(document, place, language))
        screen.print(_verdict(document, place, language))
    screen.print(word("note_warmup", language), style="dim")
    if out is not None:
        screen.print(f"\n  {out}/  {word('kept_warmup', language)}", soft_wrap=True)


def slowest(place: Row) -> list[Row]:
    """Outcomes of a municipality: those with something clear left, then those not determined, then by their cut."""
    rank = {False: 0, None: 1, True: 2}
    far = float("inf")
    return sorted(
        place["outcomes"],
        key=lambda row: (rank[row["enough"]], -(far if row["cut_years"] is None else row["cut_years"])),
    )


def _warm_up_table(document: Row, place: Row, language: str) -> Table:
    years = f"{document['warmup_years']:g}"
    names = [word(name, language).format(y=years) for name in ("slowest", "unit", "settled", "truncation", "left")]
    table = _table("", (*names, word("enough", language).format(y=years)), 2, language)
    for row in slowest(place)[:SLOWEST]:
        table.add_row(
            outcome_label(row["outcome"], language),
            unit_name(row["unit"], language),
            number(row["level"], row["unit"], language),
            cut_words(row, language),
            left_words(row, language),
            enough_word(row, language),
        )
    return table


def cut_words(row: Row, language: str) -> str:
    """Years that MSER-5 cuts."""
    cut = row["cut_years"]
    return word("undetermined", language) if cut is None else _decimal(cut, 1, language)


def left_words(row: Row, language: str) -> str:
    """What is left, in percent of the level, with its interval."""
    if row["left"] is None or row["left_ci95"] is None:
        return MISSING
    low, high = (_decimal(100.0 * end, 1, language, "+") for end in row["left_ci95"])
    return f"{_decimal(100.0 * row['left'], 1, language, '+')} ({low} {word('to', language)} {high})"


def enough_word(row: Row, language: str) -> str:
    """Yes, no, or that it cannot be said."""
    return word({True: "yes", False: "no", None: "open"}[row["enough"]], language)


def _decimal(value: float, digits: int, language: str, sign: str = "") -> str:
    text = f"{value:{sign}.{digits}f}"
    return text.replace(".", ",") if language == "da" else text


def _verdict(document: Row, place: Row, language: str) -> str:
    rows = place["outcomes"]
    slow = ", ".join(row["outcome"] for row in rows if row["enough"] is False) or word("none", language)
    unsure = ", ".join(row["outcome"] for row in rows if row["enough"] is None) or word("none", language)
    enough = sum(row["enough"] is True for row in rows)
    words = word("verdict", language)
    return words.format(enough=enough, n=len(rows), y=f"{document['warmup_years']:g}", slow=slow, unsure=unsure)
