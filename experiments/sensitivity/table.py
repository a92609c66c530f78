"""The tables of `sensitivity` on the terminal."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from experiments.numbers import MISSING, interval, number, probability, unit_name
from experiments.sensitivity.plan import DUMMY
from experiments.sensitivity.words import word
from experiments.tables import console, outcome_label
from experiments.texts import text
from sim.catalogue.load import load_municipality, load_scenario, municipality_keys

Row = dict[str, Any]
ROWS_MOST = 15


def show_sensitivity(document: Row, names: dict[str, str], language: str, out: Path | None) -> None:
    """A table per outcome, and how to read it. `names` are the scenarios' by key."""
    screen = console()
    screen.print(f"\n[bold]{head_line(document, language)}[/bold]")
    for analysis in document["analyses"]:
        _show_analysis(screen, document, analysis, names, language)
    screen.print(word(f"note_{document['method']}", language), style="dim")
    if out is not None:
        screen.print(f"\n  {out}/  {word('kept', language)}", soft_wrap=True)


def head_line(document: Row, language: str) -> str:
    """Title, method and size in one line."""
    title = document[f"title_{language}"] or word(document["method"], language)
    blocks = f"{document['blocks']} {blocks_word(document, language)}"
    replications = f"{document['replications']} {word('replications', language)}"
    years = f"{document['years']:g} {text('years', language)}"
    return ", ".join([title, _place_name(document["municipality"], language), years, blocks, replications])


def _place_name(key: str, language: str) -> str:
    """Name of a municipality; one of one's own file keeps its key."""
    if key not in municipality_keys():
        return key
    area = load_municipality(key)
    return area.name_da if language == "da" else area.name_en


def blocks_word(document: Row, language: str) -> str:
    """Trajectories, or blocks."""
    return word("trajectories" if document["method"] == "morris" else "blocks", language)


def analysis_title(document: Row, analysis: Row, names: dict[str, str], language: str) -> str:
    """What is analysed, in words."""
    outcome = outcome_label(analysis["outcome"], language)
    scenario, base = (names.get(key, key) for key in (analysis["scenario"], document["base"]))
    return word(analysis["kind"], language).format(outcome=outcome, scenario=scenario, base=base)


def scenario_names(document: Row, language: str) -> dict[str, str]:
    """Names of the scenarios by key; those of own files keep their key."""
    found = {}
    for key in (document["base"], *document["scenarios"]):
        try:
            scenario = load_scenario(key)
        except Exception:  # a file of one's own: its key is all that is known here
            continue
        found[key] = scenario.name_da if language == "da" else scenario.name_en
    return found


def _show_analysis(screen: Console, document: Row, analysis: Row, names: dict[str, str], language: str) -> None:
    title = analysis_title(document, analysis, names, language)
    what = blocks_word(document, language)
    if not analysis["indices"]:
        screen.print(f"\n[bold]{title}[/bold]\n{word('nothing', language).format(what=what)}")
    else:
        screen.print("", _table(document, analysis, title, language))
        for line in _lines(document, analysis, language):
            screen.print(line)
    if analysis["blocks_used"] < document["blocks"]:
        screen.print(
            word("left_out", language).format(
                used=analysis["blocks_used"],
                all=document["blocks"],
                what=what,
                failed=analysis["blocks_failed"],
                unknown=analysis["blocks_unknown"],
            )
        )
    screen.print("")


def shown_rows(analysis: Row, most: int = ROWS_MOST) -> list[Row]:
    """The strongest parameters, and the dummy."""
    real = [row for row in analysis["indices"] if row["parameter"] != DUMMY]
    return [*real[:most], *(row for row in analysis["indices"] if row["parameter"] == DUMMY)]


def _table(document: Row, analysis: Row, title: str, language: str) -> Table:
    morris = document["method"] == "morris"
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False, box=None)
    table.add_column(word("parameter", language))
    columns = (
        ("mu_star", "mu", "interval", "sigma", "from_chance")
        if morris
        else ("s1", "interval", "st", "interval", "st_raw")
    )
    for name in (*columns, "verdict"):
        table.add_column(word(name, language), justify="right")
    for row in shown_rows(analysis):
        table.add_row(*_cells(row, analysis, morris, language))
    return table


def _cells(row: Row, analysis: Row, morris: bool, language: str) -> tuple[str, ...]:
    dummy = row["parameter"] == DUMMY
    name = word("dummy", language) if dummy else row["parameter"]
    verdict = (
        MISSING if dummy else word(row.get("distinguished_by") or ("yes" if row["distinguishable"] else "no"), language)
    )
    if not morris:
        parts = (_share(row["s1"], language), _shares(row["s1_ci95"], language), _share(row["st"], language))
        return name, *parts, _shares(row["st_ci95"], language), _share(row["st_raw"], language), verdict
    unit, like = analysis["unit"], analysis["indices"][0]["mu_star"]
    sigma = row["sigma"] if row["sigma_corrected"] is None else row["sigma_corrected"]
    return (
        name,
        number(row["mu_star"], unit, language, like=like),
        number(row["mu"], unit, language, signed=True, like=like),
        interval(row["mu_ci95"], unit, language, like=like),
        number(sigma, unit, language, like=like),
        number(row["from_chance"], unit, language, like=like),
        verdict,
    )


def _share(share: float | None, language: str) -> str:
    return MISSING if share is None else number(share, "points", language)


def _shares(ends: list[float] | None, language: str) -> str:
    return MISSING if ends is None else " – ".join(_share(end, language) for end in ends)


def _lines(document: Row, analysis: Row, language: str) -> list[str]:
    """Noise floor, noise share, and how many parameters are below."""
    real = [row for row in analysis["indices"] if row["parameter"] != DUMMY]
    below = sum(not row["distinguishable"] for row in real)
    unit = analysis["unit"] if document["method"] == "morris" else "points"
    like = analysis["indices"][0]["mu_star"] if document["method"] == "morris" else None
    floor = number(analysis["noise_floor"], unit, language, like=like)
    shown_unit = unit_name(unit, language) if document["method"] == "morris" else ""
    lines = [word("floor_line", language).format(floor=floor, unit=shown_unit).replace(" .", ".")]
    if analysis["noise_share"] is not None:
        lines.append(word("noise_line", language).format(share=probability(analysis["noise_share"], language)))
    hidden = max(len(real) - ROWS_MOST, 0)
    lines.append(word("below_line", language).format(n=below, total=len(real), hidden=hidden))
    return lines


__all__ = ["analysis_title", "head_line", "scenario_names", "show_sensitivity", "shown_rows"]
