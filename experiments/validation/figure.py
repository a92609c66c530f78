"""What is predicted of published figures, beside what was observed: a row per figure, on one standardised axis."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE, local_numbers, wrapped
from experiments.numbers import number, unit_name
from experiments.validation.table import span, title
from experiments.validation.words import word
from sim.catalogue.load import load_municipality
from sim.outcomes.catalogue import find_outcome

Row = dict[str, Any]
# width of a 90 % interval of a normal distribution, in standard deviations
WIDTH = 3.29
# beyond this the figure is cut, with an arrow
MOST = 8.0
INCHES_PER_ROW = 0.23
LEVELS = ("q05", "q25", "q50", "q75", "q95", "rival", "flow")
# rivals stand a little below: their marker and colour
BELOW = 0.27
RIVALS = {"rival": ("X", NEUTRAL), "flow": ("P", BASE)}


def groups(document: Row) -> dict[str, list[Row]]:
    """Rows of each figure, what is missed first."""
    found = {
        "fit": [row for row in document["targets"] if row["use"] == "fit"],
        "check": [row for row in document["targets"] if row["use"] == "check"],
        "holdout": document["holdouts"],
    }
    shown = {name: [row for row in rows if row["inside_90"] is not None] for name, rows in found.items()}
    return {name: sorted(rows, key=lambda row: bool(row["inside_90"])) for name, rows in shown.items() if rows}


def draw_forest(document: Row, name: str, rows: Sequence[Row], language: str) -> Figure:
    """The figure of one group."""
    figure, axes = plt.subplots(figsize=(10.5, 2.0 + INCHES_PER_ROW * len(rows)))
    frame = _frame(rows)
    _draw_rows(axes, frame)
    labels = [_label(row, language) for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_ylabel("")
    axes.set_xlabel(wrapped(word("axis", language), 70))
    widest = min(MOST, float(frame[list(LEVELS)].abs().max(axis=None)))
    axes.set_xlim(-widest - 0.3, widest + 0.3)
    local_numbers(axes, language, "x")
    _write_numbers(axes, rows, language)
    figure.suptitle(f"{word(name, language)}. {title(document, language)}", fontsize=10)
    _add_legend(figure, language, name, frame)
    return figure


def _frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Levels of each row less what was observed, over the standard deviation of the prediction."""
    found = []
    for place, row in enumerate(rows):
        sd = (row["q95"] - row["q05"]) / WIDTH or 1.0
        flow = row.get("rivals", {}).get("stock-and-flow", {}).get("value")
        seen = {**row, "flow": flow}
        levels = {q: None if seen[q] is None else (seen[q] - row["observed"]) / sd for q in LEVELS}
        found.append({"place": place, "inside": row["inside_90"], **levels})
    return pd.DataFrame(found).astype(dict.fromkeys(LEVELS, float))


def _draw_rows(axes: Axes, frame: pd.DataFrame) -> None:
    axes.axvline(0.0, color=BASE, linewidth=1.2)
    cut = frame.assign(**{q: frame[q].clip(-MOST, MOST) for q in LEVELS})
    colours = [BETTER if inside else WORSE for inside in frame["inside"]]
    axes.hlines(cut["place"], cut["q05"], cut["q95"], colors=colours, linewidth=1.0)
    axes.hlines(cut["place"], cut["q25"], cut["q75"], colors=colours, linewidth=3.4)
    palette = {True: BETTER, False: WORSE}
    sns.scatterplot(cut, x="q50", y="place", hue="inside", palette=palette, style="inside",
                    markers={True: "o", False: "D"}, s=26, ax=axes, legend=False, zorder=4)  # fmt: skip
    for rival, (marker, colour) in RIVALS.items():
        there = cut.dropna(subset=[rival]).assign(place=lambda rows: rows["place"] + BELOW)
        sns.scatterplot(there, x=rival, y="place", color=colour, marker=marker, s=26, ax=axes, legend=False, zorder=5)
    for sign, marker in ((1.0, ">"), (-1.0, "<")):
        beyond = frame[(sign * frame[["q05", "q95"]]).max(axis=1) > MOST]
        axes.plot([sign * MOST] * len(beyond), beyond["place"], marker, color=WORSE, markersize=5)


def _label(row: Row, language: str) -> str:
    """Outcome, place and year."""
    outcome = find_outcome(row["outcome"]).name(language)
    place = load_municipality(row["municipality"])
    return f"{outcome}, {place.name_da if language == 'da' else place.name_en} {_years(row['era'])}"


def _years(era: str) -> str:
    """'2018-12-31' is 2018; '2017-2019' stays."""
    return era[:4] if era.count("-") == 2 else era


def _write_numbers(axes: Axes, rows: Sequence[Row], language: str) -> None:
    """Observed figure and interval at the right of each row."""
    where = axes.get_yaxis_transform()
    axes.text(1.01, -0.9, f"{word('observed', language)}  [{word('interval', language)}]", transform=where, fontsize=7)
    for place, row in enumerate(rows):
        unit = row["unit"]
        told = f"{number(row['observed'], unit, language)}  [{span(row, unit, language)}] {unit_name(unit, language)}"
        axes.text(1.01, place, told, transform=where, fontsize=7, va="center")


def _add_legend(figure: Figure, language: str, name: str, frame: pd.DataFrame) -> None:
    handles = [
        Line2D([], [], color=WORSE, marker="D", label=word("outside", language)),
        Line2D([], [], color=BETTER, marker="o", label=word("within", language)),
        Line2D([], [], color="none", label=word("bars", language)),
    ]
    if (frame[["q05", "q95"]].abs() > MOST).any(axis=None):
        handles.append(Line2D([], [], color="none", label=word("cut", language)))
    labels = {"rival": "nothing-changes" if name == "holdout" else "fitted_figure", "flow": "stock-and-flow"}
    for rival, (marker, colour) in RIVALS.items():
        if frame[rival].notna().any():
            label = word(labels[rival], language)
            handles.append(Line2D([], [], color=colour, marker=marker, linestyle="", label=label))
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
