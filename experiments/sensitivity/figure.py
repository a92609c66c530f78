"""Figures of an analysis: Morris as size against variation, Sobol as bars; the noise floor in both."""

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE, local_numbers, wrapped
from experiments.numbers import number, scale_of, unit_name
from experiments.sensitivity.document import factor_name
from experiments.sensitivity.plan import DUMMY
from experiments.sensitivity.table import analysis_title, head_line, scenario_names, shown_rows
from experiments.sensitivity.words import word

Row = dict[str, Any]
LABELLED_MOST = 12
BARS_MOST = 20
SHARES = (-0.5, 1.5)  # shares of variance lie from 0 to 1; intervals and a floor that reach further are cut
MARKERS = {"above": "o", "below": "X", DUMMY: "D"}
COLOURS = {"above": BETTER, "below": NEUTRAL, DUMMY: WORSE}


def draw_analysis(document: Row, analysis: Row, language: str) -> Figure:
    """The figure of one outcome."""
    draw = _draw_morris if document["method"] == "morris" else _draw_sobol
    figure = draw(analysis, language)
    title = analysis_title(document, analysis, scenario_names(document, language), language)
    figure.suptitle(f"{wrapped(title, 100)}\n{head_line(document, language)}", fontsize=10)
    return figure


def _kind(row: Row) -> str:
    if row["parameter"] == DUMMY:
        return DUMMY
    return "above" if row["distinguishable"] else "below"


def _name(address: str, language: str) -> str:
    return word("dummy", language) if address == DUMMY else factor_name(address, language)


def _draw_morris(analysis: Row, language: str) -> Figure:
    """The parameters as dots, the named ones listed beside by number."""
    figure, (axes, beside) = plt.subplots(1, 2, figsize=(11.0, 6.0), width_ratios=(1.5, 1.0))
    factor, _ = scale_of(analysis["unit"])
    frame = pd.DataFrame(
        {
            "size": row["mu_star"] * factor,
            "spread": (row["sigma"] if row["sigma_corrected"] is None else row["sigma_corrected"]) * factor,
            "kind": _kind(row),
        }
        for row in analysis["indices"]
    )
    sns.scatterplot(frame, x="size", y="spread", hue="kind", style="kind", palette=COLOURS, markers=MARKERS, s=42,
                    ax=axes, legend=False, zorder=3)  # fmt: skip
    axes.axvline(analysis["noise_floor"] * factor, color=WORSE, linestyle="--", linewidth=1.2)
    unit = unit_name(analysis["unit"], language).replace(" ", "\N{NO-BREAK SPACE}")
    axes.set_xlabel(wrapped(word("x_morris", language).format(unit=unit), 70))
    axes.set_ylabel(wrapped(word("y_morris", language).format(unit=unit), 60))
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=min(0.0, -0.02 * frame["spread"].max()))
    local_numbers(axes, language)
    _number_dots(axes, beside, analysis, frame, language)
    handles = [
        Line2D([], [], color=COLOURS[kind], marker=MARKERS[kind], linestyle="", label=word(kind, language))
        for kind in MARKERS
    ]
    handles.append(Line2D([], [], color=WORSE, linestyle="--", label=word("floor", language)))
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def _number_dots(axes: Axes, beside: Axes, analysis: Row, frame: pd.DataFrame, language: str) -> None:
    """The strongest that are told from chance get numbers, explained in a list; the others lie on each other."""
    beside.axis("off")
    real = [(k, row) for k, row in enumerate(analysis["indices"]) if row["parameter"] != DUMMY]
    told = [(k, row) for k, row in real if row["distinguishable"]]
    for place, (k, row) in enumerate(told[:LABELLED_MOST]):
        dot = frame.iloc[k]
        axes.annotate(
            str(place + 1), (dot["size"], dot["spread"]), xytext=(5, 4), textcoords="offset points", fontsize=8
        )
        lines = wrapped(f"{place + 1}  {_name(row['parameter'], language)}", 52)
        beside.text(0.0, 0.98 - place / (LABELLED_MOST + 1), lines, fontsize=8, va="top", color=BASE)
    if len(told) < len(real):
        line = wrapped(word("others", language).format(n=len(real) - len(told)), 52)
        at = min(len(told), LABELLED_MOST)
        beside.text(0.0, 0.98 - at / (LABELLED_MOST + 1), line, fontsize=8, va="top", color=NEUTRAL)


def _draw_sobol(analysis: Row, language: str) -> Figure:
    """Two bars per parameter with their intervals, noise taken out; a mark for the total that the floor is about."""
    rows = shown_rows(analysis, BARS_MOST)
    figure, axes = plt.subplots(figsize=(9.5, 1.8 + 0.34 * len(rows)))
    corrected = rows[0]["st"] is not None
    frame = pd.DataFrame(
        {"place": place, "bar": bar, "share": row[bar if corrected else f"{bar}_raw"]}
        for place, row in enumerate(rows)
        for bar in ("s1", "st")
    )
    palette = {"s1": BETTER, "st": "#de8f05"}
    sns.barplot(frame, x="share", y="place", hue="bar", palette=palette, orient="h", ax=axes, legend=False, zorder=2)
    for place, row in enumerate(rows):
        for bar, shift in (("s1", -0.2), ("st", 0.2)):
            ends = row[f"{bar}_ci95" if corrected else f"{bar}_raw_ci95"]
            axes.plot(ends, [place + shift] * 2, color=BASE, linewidth=1.2, zorder=4)
        if corrected:
            axes.plot(row["st_raw"], place + 0.2, "D", color=WORSE, markerfacecolor="white", markersize=4.5, zorder=5)
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.axvline(analysis["noise_floor"], color=WORSE, linestyle="--", linewidth=1.2, zorder=3)
    low, high = axes.get_xlim()
    axes.set_xlim(max(low, SHARES[0]), min(high, SHARES[1]))
    axes.set_yticks(range(len(rows)), [wrapped(_name(row["parameter"], language), 48) for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_color(BASE if row["distinguishable"] else NEUTRAL)
    axes.set_ylabel("")
    axes.set_xlabel(word("x_sobol" if corrected else "x_sobol_raw", language))
    local_numbers(axes, language, "x")
    handles: list[Any] = [Patch(color=palette[bar], label=word(f"{bar}_bar", language)) for bar in palette]
    handles.append(Line2D([], [], color=BASE, label=word("interval", language)))
    if corrected:
        mark: dict[str, Any] = {"color": WORSE, "marker": "D", "markerfacecolor": "white", "linestyle": ""}
        handles.append(Line2D([], [], label=word("st_mark", language), **mark))
    floor = word("floor", language)
    if analysis["noise_floor"] > SHARES[1]:
        floor += f": {number(analysis['noise_floor'], 'points', language)}"  # beyond the axis
    handles.append(Line2D([], [], color=WORSE, linestyle="--", label=floor))
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure
