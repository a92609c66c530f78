"""What the commands of a study say on a terminal."""

from pathlib import Path
from typing import Any

import pandas as pd
from rich.markup import escape
from rich.table import Table

from experiments.numbers import number, unit_name
from experiments.study.schema import AS_IS, POINT
from experiments.tables import console, outcome_label
from experiments.texts import text
from sim.outcomes.catalogue import find_outcome

CELLS_SHOWN = 40


def duration(seconds: float | None) -> str:
    """Hours, minutes and seconds, as far as they are needed."""
    if seconds is None:
        return "?"
    if 0 < seconds < 1:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def show_status(status: dict[str, Any], folder: Path, language: str) -> None:
    """Where an experiment stands, in all and by cell."""
    screen = console()
    screen.print(escape(f"{status['name']} · {folder}"))
    words = text("study_counts", language)
    screen.print(words.format(**{k: f"{status[k]:,}" for k in ("rows", "finished", "missing", "failed")}))
    times = text("study_times", language)
    screen.print(times.format(spent=duration(status["wall_seconds"]), left=duration(status["seconds_left"])))
    for skipped in status["skipped"]:
        screen.print(escape(f"- {skipped['scenario']} / {skipped['municipality']}: {skipped['reason']}"))
    if status["cells"]:
        screen.print(_cells(status["cells"][:CELLS_SHOWN], language))
    if len(status["cells"]) > CELLS_SHOWN:
        screen.print(f"... {len(status['cells']) - CELLS_SHOWN:,}")


def _cells(cells: list[dict[str, Any]], language: str) -> Table:
    table = Table(pad_edge=False, box=None)
    columns = ("cell", "municipality", "variant", "point", "rows", "finished", "missing", "failed", "seconds")
    for name in columns:
        is_word = name in ("municipality", "variant")
        table.add_column(text(f"study_{name}", language), justify="left" if is_word else "right")
    for cell in cells:
        seconds = cell["seconds_per_unit"]
        numbers = [f"{cell[name]:,}" for name in ("rows", "finished", "missing", "failed")]
        point = "" if cell["point"] < 0 else str(cell["point"])
        place = (str(cell["cell"]), escape(cell["municipality"]), escape(cell["variant"]), point)
        table.add_row(*place, *numbers, duration(seconds) if seconds is not None else "")
    return table


def show_summary(table: pd.DataFrame, language: str) -> None:
    """Differences from the base, a table per cell and outcome; ° marks a sign that rests on an assumed prior."""
    screen = console()
    for (_, place, variant, point, key), rows in table.groupby(["cell", "municipality", "variant", "point", "outcome"]):
        unit = find_outcome(str(key)).unit
        where = " · ".join(str(word) for word in (place, variant, point) if word not in (AS_IS, POINT))
        label = f"{outcome_label(str(key), language)} [{unit_name(unit, language)}]"
        shown = Table(title=escape(f"{where}: {label}"), title_justify="left", pad_edge=False, box=None)
        for name in ("scenario", "difference", "sure", "p_better"):
            shown.add_column(text(f"summary_{name}", language), justify="left" if name == "scenario" else "right")
        for row in rows.to_dict("records"):
            shown.add_row(*_summary_cells(row, unit, language))
        screen.print(shown)


def _summary_cells(row: dict[str, Any], unit: str, language: str) -> tuple[str, ...]:
    def say(name: str) -> str:
        value = None if pd.isna(row[name]) else float(row[name])
        return number(value, unit, language, signed=True)

    mark = "°" if row["prior_driven"] is True else ""
    sure = "" if pd.isna(row["ci95_low"]) else f"{say('ci95_low')} ; {say('ci95_high')}"
    chance = "" if pd.isna(row["p_better"]) else f"{number(row['p_better'], 'share', language)} %"
    return escape(str(row["scenario"])), say("difference") + mark, sure, chance


def show_row(record: dict[str, Any], language: str) -> None:
    """One run: which it is, and its outcomes."""
    screen = console()
    for name in ("row", "municipality", "variant", "point", "scenario", "draw", "replication"):
        screen.print(escape(f"{text(f'study_{name}', language)}: {record[name]}"))
    for name, value in record["axes"].items():
        screen.print(escape(f"{name}: {value:g}"))
    for name, value in record["outcomes"].items():
        screen.print(escape(f"{name}: {'' if value is None else repr(value)}"))
