"""Tables on the terminal, in Danish and English."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from experiments.design import Experiment
from experiments.headlines import HEADLINES
from experiments.numbers import MISSING, interval, number, probability, unit_name
from experiments.projection_table import show_projections
from experiments.texts import text
from sim.outcomes.catalogue import END, find_outcome
from sim.outcomes.perimeter import read_perimeter

Row = dict[str, Any]
WIDTH_WITHOUT_TERMINAL = 130
PRIOR_DRIVEN = " °"  # mark of a difference whose sign rests on an assumed prior


def console() -> Console:
    """Standard output; a fixed width where it is not a terminal."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL)


def outcome_label(key: str, language: str) -> str:
    """Name of an outcome; `KEY@end` says that it is the last day."""
    name = find_outcome(key).name(language)
    return f"{name} ({text('last_day', language)})" if key.endswith(END) else name


def _title(document: Row, experiment: Experiment, language: str) -> str:
    place = experiment.municipality.name_da if language == "da" else experiment.municipality.name_en
    words = f"{place}, {document['years']:g} {text('years', language)}, {document['replications']} "
    return words + f"{text('replications', language)}, {text('draws_' + document['draws'], language)}"


def _name_of(experiment: Experiment, key: str, language: str) -> str:
    scenario = next(s for s in experiment.scenarios if s.key == key)
    return scenario.name_da if language == "da" else scenario.name_en


def show_comparison(document: Row, experiment: Experiment, language: str, out: Path | None) -> None:
    """One table per scenario with the headline outcomes, and where to look next."""
    screen = console()
    screen.print(f"\n[bold]{_title(document, experiment, language)}[/bold]")
    for scenario in experiment.scenario_keys[1:]:
        screen.print(_comparison_table(document, experiment, scenario, language), "")
    if len(experiment.scenarios) > 2:
        _show_leagues(screen, document, experiment, language)
    for line in _reading_notes(experiment, language):
        screen.print(line, style="dim")
    names = {scenario: _name_of(experiment, scenario, language) for scenario in experiment.scenario_keys}
    show_projections(screen, document["projections"], names, language)
    _show_next(screen, out, language, experiment)


def _comparison_table(document: Row, experiment: Experiment, scenario: str, language: str) -> Table:
    base = _name_of(experiment, experiment.scenario_keys[0], language)
    title = f"{_name_of(experiment, scenario, language)} [dim]({scenario})[/dim] {text('against', language)} {base}"
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False, box=None)
    for name in ("outcome", "unit"):
        table.add_column(text(name, language))
    for name in ("base", "scenario", "difference", "interval", "p_better", "from_parameters"):
        if name != "from_parameters" or experiment.draws != "point":
            table.add_column(text(name, language), justify="right")
    rows = {row["outcome"]: row for row in document["outcomes"] if row["scenario"] == scenario}
    for key in HEADLINES:
        table.add_row(*_comparison_cells(rows[key], language)[: len(table.columns)])
    return table


def _comparison_cells(row: Row, language: str) -> tuple[str, ...]:
    key, unit, base = row["outcome"], row["unit"], row["base"]
    like = max(abs(row["difference"] or 0.0), abs(base or 0.0) / 20.0)
    level = [number(v, unit, language) for v in (base, row["value"])]
    if find_outcome(key).is_difference:
        level = [MISSING, MISSING]
    return (
        outcome_label(key, language),
        unit_name(unit, language),
        *level,
        number(row["difference"], unit, language, signed=True, like=like),
        interval(row["ci95"], unit, language, like=like),
        probability(row["p_better"], language) + PRIOR_DRIVEN * bool(row["prior_driven"]),
        probability(row["variance_share_parameters"], language),
    )


def _show_leagues(screen: Console, document: Row, experiment: Experiment, language: str) -> None:
    """From best to worst in a few outcomes, and which scenarios cannot be told apart."""
    for key, rows in document["leagues"].items():
        if rows:
            screen.print(_league_table(key, rows, experiment, language), "")
    screen.print(text("note_league", language), style="dim")


def _league_table(key: str, rows: list[Row], experiment: Experiment, language: str) -> Table:
    unit = find_outcome(key).unit
    title = f"{text('league', language)}: {outcome_label(key, language)} [dim]({unit_name(unit, language)})[/dim]"
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False, box=None)
    table.add_column("", justify="right")
    table.add_column(text("scenario", language))
    for name in ("difference", "interval", "p_best"):
        table.add_column(text(name, language), justify="right")
    table.add_column(text("not_told_apart", language))
    for row in rows:
        table.add_row(
            str(row["rank"]),
            _name_of(experiment, row["scenario"], language),
            number(row["difference"], unit, language, signed=True, like=row["difference"]),
            interval(row["ci95"], unit, language, like=row["difference"]),
            probability(row["p_best"], language),
            ", ".join(_name_of(experiment, other, language) for other in row["not_told_apart_from"]) or MISSING,
        )
    return table


def _perimeter(experiment: Experiment, language: str) -> str:
    """Which costs the net cost counts."""
    switched_on = read_perimeter(experiment.parameters).switched_on
    words = [text("perimeter", language), *(text(f"perimeter_{name}", language) for name in switched_on)]
    return ", ".join(words) + "."


def _reading_notes(experiment: Experiment, language: str) -> list[str]:
    notes = [text("note_interval", language), text("note_neutral", language), _perimeter(experiment, language)]
    if experiment.draws == "point":
        notes.append(text("note_point", language))
    else:
        notes.append(text("note_prior_driven", language))
    elsewhere = [s.key for s in experiment.scenarios[1:] if s.projections]
    if elsewhere and not experiment.confronted():
        notes.append(text("projection_elsewhere", language).format(keys=", ".join(elsewhere)))
    if not experiment.municipality.has_placement_target:
        notes.append(text("note_no_target", language))
    return notes


def _show_next(screen: Console, out: Path | None, language: str, experiment: Experiment) -> None:
    screen.print(f"\n[bold]{text('next', language)}[/bold]")
    if out is not None:
        if len(experiment.scenarios) > 1:
            screen.print(f"  {out}/figures/  {text('next_figures', language)}", soft_wrap=True)
            screen.print(f"  {out}/groups.csv  {text('next_groups', language)}", soft_wrap=True)
            screen.print(f"  {out}/som.csv  {text('next_som', language)}", soft_wrap=True)
        if experiment.confronted():
            screen.print(f"  {out}/projection.csv  {text('next_projection', language)}", soft_wrap=True)
        screen.print(f"  {out}/runs.parquet, {out}/series.parquet  {text('next_files', language)}", soft_wrap=True)
    else:
        screen.print(f"  --out DIR  {text('next_out', language)}")
    screen.print(f"  sagstal describe placement_days_mean  {text('next_describe', language)}")
    screen.print(f"  sagstal describe {experiment.scenario_keys[-1]}  {text('next_scenario', language)}")
    if experiment.draws == "point":
        screen.print(f"  --draws prior  {text('next_draws', language)}")


def show_run(document: Row, experiment: Experiment, language: str, out: Path | None) -> None:
    """The headline outcomes of one scenario."""
    screen = console()
    name = _name_of(experiment, document["scenario"], language)
    table = Table(title=f"{name} [dim]({document['scenario']})[/dim]", title_justify="left", pad_edge=False, box=None)
    for column in ("outcome", "unit"):
        table.add_column(text(column, language))
    for column in ("mean", "interval", "sd"):
        table.add_column(text(column, language), justify="right")
    rows = {row["outcome"]: row for row in document["outcomes"]}
    for key in HEADLINES:
        if not find_outcome(key).is_difference:
            table.add_row(*_run_cells(rows[key], language))
    screen.print(f"\n[bold]{_title(document, experiment, language)}[/bold]")
    screen.print(table)
    _show_next(screen, out, language, experiment)


def _run_cells(row: Row, language: str) -> tuple[str, ...]:
    unit, mean = row["unit"], row["mean"]
    word = " til " if language == "da" else " to "
    ends = row["ci95"]
    return (
        outcome_label(row["outcome"], language),
        unit_name(unit, language),
        number(mean, unit, language),
        word.join(number(end, unit, language, like=mean) for end in ends) if ends else MISSING,
        number(row["sd_between_replications"], unit, language, like=mean),
    )


def show_checks(checks: list[Row]) -> None:
    """What `verify` found."""
    table = Table(pad_edge=False, box=None)
    for name in ("check", "expected", "observed", "z", "half-width", "passed"):
        table.add_column(name, justify="left" if name == "check" else "right")
    for check in checks:
        figures = [_figure(check.get(k)) for k in ("expected", "observed", "z", "half_width_relative")]
        table.add_row(str(check["name"]), *figures, "yes" if check["passed"] else "[bold red]NO[/bold red]")
    console().print(table)


def show_benchmark(report: Row) -> None:
    """What `benchmark` measured."""
    table = Table(pad_edge=False, box=None)
    for name in ("figure", "value", "unit", "aim", "low", "high"):
        table.add_column(name, justify="right" if name in ("value", "low", "high") else "left")
    for row in report["figures"]:
        table.add_row(
            str(row["name"]), _figure(row["value"]), str(row["unit"]), str(row["aim"] or ""),
            _figure(row.get("low")), _figure(row.get("high")),
        )  # fmt: skip
    console().print(table)


def _figure(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value or MISSING)
