"""What `rank` says on the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

from experiments.decisions.discovery import QUASI_P
from experiments.decisions.words import word
from experiments.numbers import MISSING, interval, number, probability, unit_name
from experiments.tables import console, outcome_label
from sim.catalogue.load import load_scenario
from sim.errors import InputError
from sim.outcomes.groups import DIMENSIONS

Row = dict[str, Any]
STUDIES = 5


def scenario_label(key: str, language: str) -> str:
    """Name of a scenario; its key where it is not in the catalogue."""
    try:
        scenario = load_scenario(key)
    except InputError:
        return key
    return scenario.name_da if language == "da" else scenario.name_en


def show_ranking(document: Row, language: str) -> None:
    """Everything about a directory, outcome by outcome."""
    screen = console()
    for row in document["rankings"]:
        if row["scenarios"]:
            _show_outcome(screen, row, language)
    for row in document["pareto"]:
        names = [scenario_label(s["scenario"], language) for s in row["scenarios"] if s["undominated"]]
        screen.print(_place(row) + word("pareto", language).format(names=", ".join(names)))
    for row in document["break_even"]:
        screen.print(_place(row) + break_even_line(row, language))
    for row in document["robustness"]:
        screen.print(_robust_line(row, language))
    for line in _losers(document["equity"], language):
        screen.print(line)


def _place(row: Row) -> str:
    return f"{row['municipality']}{', ' + row['variant'] if row['variant'] else ''}: "


def _title(row: Row, language: str) -> str:
    return (
        f"\n[bold]{word('best_title', language)} {outcome_label(row['outcome'], language)}[/bold] "
        f"[dim]({unit_name(row['unit'], language)}; {_place(row).rstrip(': ')})[/dim]"
    )


def _show_outcome(screen: Console, row: Row, language: str) -> None:
    unit = row["unit"]
    screen.print(_title(row, language))
    screen.print(_scenario_table(row, language))
    zone = f"{number(row['indifference'], unit, language)} {unit_name(unit, language)}"
    screen.print(word("note", language).format(zone=zone), style="dim")
    if row["evpi"] is not None:
        low, high = row["evpi_interval90"]
        keys = {"value": row["evpi"], "low": low, "high": high, "raw": row["evpi_without_correction"]}
        shown = {k: number(v, unit, language, like=row["evpi_without_correction"]) for k, v in keys.items()}
        screen.print(word("evpi", language).format(**shown))
        screen.print(word("minimax", language).format(name=scenario_label(row["minimax"], language)))
    if row["studies"]:
        _show_studies(screen, row, language)
    if row["failure"] is not None:
        screen.print(failure_line(row["failure"], language))


def _scenario_table(row: Row, language: str) -> Table:
    table, unit = Table(pad_edge=False, box=None), row["unit"]
    for name in ("scenario", "difference", "interval", "p_best", "p_average", "p_within", "in_set", "regret"):
        table.add_column(word(name, language), justify="left" if name == "scenario" else "right")
    for s in row["scenarios"]:
        table.add_row(
            scenario_label(s["scenario"], language),
            number(s["difference"], unit, language, signed=True),
            interval(s["ci95"], unit, language, like=s["difference"]),
            probability(s["p_best"], language),
            probability(s["p_best_on_average"], language),
            probability(s["p_within_indifference"], language),
            word("yes" if s["not_told_from_best"] else "no", language),
            number(s["regret"], unit, language, like=max(t["regret"] for t in row["scenarios"])),
        )
    return table


def _show_studies(screen: Console, row: Row, language: str) -> None:
    if row["studies"][0]["p_any"] > 0.05:
        screen.print(word("no_study", language))
        return
    table = Table(title=word("studies", language), title_justify="left", pad_edge=False, box=None)
    for name in ("parameter", "worth", "floor", "p_any", "where_low", "where_high"):
        table.add_column(
            word(name, language), justify="left" if name in ("parameter", "where_low", "where_high") else "right"
        )
    like = row["studies"][0]["evppi"]
    for study in row["studies"][:STUDIES]:
        ends = [study["best_where_low"], study["best_where_high"]]
        table.add_row(
            study["parameter"],
            number(study["evppi"], row["unit"], language, like=like),
            number(study["floor"], row["unit"], language, like=like),
            probability(study["p_any"], language),
            *(MISSING if end is None else scenario_label(end, language) for end in ends),
        )
    screen.print(table)


def failure_line(failure: Row, language: str) -> str:
    """Where the policy fails, in a sentence."""
    name = scenario_label(failure["scenario"], language)
    text = word("fails", language).format(name=name, p=probability(failure["p_fails"], language))
    box = failure["box"]
    if box is None or not box["limits"]:
        return text + word("no_box", language)
    holds = box["held_out_p"] is not None and box["held_out_p"] <= QUASI_P
    return text + word("box" if holds else "box_by_chance", language).format(
        limits=", ".join(_limit(limit, language) for limit in box["limits"]),
        density=probability(box["density"], language),
        held=probability(box["held_out_density"], language),
        coverage=probability(box["coverage"], language),
        base=probability(box["base_density"], language),
    )


def _limit(limit: Row, language: str) -> str:
    low, high = (
        None if v is None else f"{v:.3g}".replace(".", "," if language == "da" else ".")
        for v in (limit["low"], limit["high"])
    )
    name = limit["parameter"]
    if low is None:
        return f"{name} ≤ {high}"
    return f"{name} ≥ {low}" if high is None else f"{low} ≤ {name} ≤ {high}"


def break_even_line(row: Row, language: str) -> str:
    """The break-even caseload in a sentence."""
    low, high = row["interval90"] or (None, None)
    ends = {
        name: number(v, "cases/post", language) for name, v in (("median", row["median"]), ("low", low), ("high", high))
    }
    shares = {name: probability(row[f"p_{name}"], language) for name in ("nowhere", "everywhere")}
    return word("break_even_line", language).format(**ends, **shares)


def _robust_line(row: Row, language: str) -> str:
    outcome = f"{row['municipality']}, {outcome_label(row['outcome'], language)}"
    found = row["variants"]
    if row["same_everywhere"]:
        name, p = scenario_label(found[0]["best"], language), min(v["p_correct"] for v in found)
        return word("robust", language).format(outcome=outcome, name=name, p=probability(p, language))
    pairs = [
        f"{v['variant']}: {scenario_label(v['best'], language)} ({probability(v['p_correct'], language)})"
        for v in found
    ]
    return word("not_robust", language).format(outcome=outcome, pairs="; ".join(pairs))


def _losers(rows: list[Row], language: str) -> list[str]:
    lines = []
    for row in rows:
        dimension = DIMENSIONS[row["dimension"]]
        names = [dimension.group_name(g["group"], language) for g in row["groups"] if g["verdict"] == "loses"]
        if names:
            scenario, groups = scenario_label(row["scenario"], language), ", ".join(names)
            words = word("loses", language)
            lines.append(words.format(scenario=scenario, groups=groups, dimension=dimension.name(language)))
    return lines


def show_race(document: Row, language: str) -> None:
    """Who was selected, and how far behind the others were."""
    screen, unit = console(), document["unit"]
    table = Table(pad_edge=False, box=None)
    for name in ("scenario", "replications", "left_after", "to_leading"):
        table.add_column(word(name, language), justify="left" if name == "scenario" else "right")
    for row in document["scenarios"]:
        left = row["left_after_replications"]
        table.add_row(
            scenario_label(row["scenario"], language),
            str(row["replications"]),
            MISSING if left is None else str(left),
            _with_error(row, unit, language),
        )
    label = f"{outcome_label(document['outcome'], language)} [dim]({unit_name(unit, language)})[/dim]"
    screen.print(f"\n[bold]{word('best_title', language)} {label}[/bold]")
    screen.print(table)
    screen.print(race_line(document, language))
    effort = word("effort", language)
    screen.print(effort.format(runs=document["runs"], all=document["runs_side_by_side"]), style="dim")


def _with_error(row: Row, unit: str, language: str) -> str:
    value, error = row["difference_to_leading"], row["error"]
    shown = number(value, unit, language, signed=True)
    return shown if not error else f"{shown} ± {number(error, unit, language, like=value)}"


def race_line(document: Row, language: str) -> str:
    """The choice in a sentence."""
    unit, name = document["unit"], scenario_label(document["leading"], language)
    if document["selected"] is not None:
        zone = f"{number(document['indifference'], unit, language)} {unit_name(unit, language)}"
        confidence = probability(document["confidence"], language)
        return word("selected", language).format(name=name, zone=zone, confidence=confidence)
    left = [s["scenario"] for s in document["scenarios"] if s["left_after_replications"] is None]
    return word("not_selected", language).format(
        n=document["replications"],
        names=", ".join(scenario_label(key, language) for key in left),
        name=name,
        p=probability(document["p_leading_best"], language),
        most=document["replications_at_most"],
    )
