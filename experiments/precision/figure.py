"""Half-width against replications with the wanted one; courses of the warm-up with where to cut; what is left of it."""

import math
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from experiments.design import Experiment
from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE, colours, local_numbers, wrapped
from experiments.figures.words import scenario_name
from experiments.numbers import scale_of, unit_name
from experiments.precision.table import slowest
from experiments.precision.words import word
from experiments.tables import outcome_label
from sim.catalogue.load import load_municipality

Row = dict[str, Any]
ACROSS = 3


def draw_precision(document: Row, experiment: Experiment, language: str) -> Figure:
    """A panel per outcome: half-width at every look, without common random numbers too, and the wanted one."""
    keys = list(dict.fromkeys(row["outcome"] for row in document["precision"]))
    figure, grid = _panels(len(keys))
    palette = dict(zip(experiment.scenario_keys, colours(len(experiment.scenarios)), strict=True))
    for axes, key in zip(grid, keys, strict=True):
        rows = [row for row in document["precision"] if row["outcome"] == key]
        for row in rows:
            _draw_looks(axes, row, palette[row["scenario"]])
        _finish_panel(axes, rows[0], language)
    _precision_legend(figure, document, experiment, palette, language)
    return figure


def _panels(n: int, height: float = 3.0) -> tuple[Figure, list[Axes]]:
    across = min(n, ACROSS)
    down = math.ceil(n / across)
    size = (max(2.2 + 2.9 * across, 5.5), 1.1 + height * down)
    figure, grid = plt.subplots(down, across, figsize=size, squeeze=False)
    for axes in list(grid.flat)[n:]:
        axes.remove()
    return figure, list(grid.flat)[:n]


def _draw_looks(axes: Axes, row: Row, colour: str) -> None:
    factor, _ = scale_of(row["unit"])
    frame = pd.DataFrame(row["looks"]).astype(float)
    seen = frame[frame["half_width"] > 0.0]
    axes.plot(seen["replications"], seen["half_width"] * factor, color=colour, linewidth=1.6)
    axes.plot(frame["replications"], frame["target"] * factor, color=colour, linewidth=1.0, linestyle="--")
    same = "_same_draws" if row["variance_ratio_same_draws"] is not None else ""
    ratio = row[f"variance_ratio{same}"]
    if ratio is not None:
        apart = seen["half_width"] * factor * math.sqrt(ratio)
        axes.plot(seen["replications"], apart, color=colour, linewidth=1.2, linestyle=":")
    stopped = seen[seen["replications"] == row["replications_needed"]]
    axes.plot(stopped["replications"], stopped["half_width"] * factor, "o", color=colour, markersize=5)


def _finish_panel(axes: Axes, row: Row, language: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(wrapped(outcome_label(row["outcome"], language), 38))
    axes.set_ylabel(f"± {unit_name(row['unit'], language)}")
    axes.set_xlabel(word("replications", language))
    axes.grid(which="minor", alpha=0.25)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: _plain(value, language)))
        axis.set_minor_formatter(FuncFormatter(lambda value, _: _some(value, language)))
        axis.set_tick_params(which="both", labelsize=7)


def _plain(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value >= 1000 else f"{value:g}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def _some(value: float, language: str) -> str:
    """Between powers of ten only 2 and 5 are written."""
    lead = round(value / 10.0 ** math.floor(math.log10(value)), 6)
    return _plain(float(f"{value:.3g}"), language) if lead in (2.0, 5.0) else ""


def _precision_legend(
    figure: Figure, document: Row, experiment: Experiment, palette: dict[str, str], language: str
) -> None:
    paired = len(experiment.scenarios) > 1
    handles = [Line2D([], [], color=NEUTRAL, label=word("legend_paired" if paired else "half_width", language))]
    if paired:
        handles.append(Line2D([], [], color=NEUTRAL, linestyle=":", label=word("legend_unpaired", language)))
    handles.append(Line2D([], [], color=NEUTRAL, linestyle="--", label=word("legend_target", language)))
    handles.append(Line2D([], [], color=NEUTRAL, linestyle="", marker="o", label=word("legend_needed", language)))
    shown = dict.fromkeys(row["scenario"] for row in document["precision"])
    handles += [Line2D([], [], color=palette[k], label=scenario_name(experiment, k, language)) for k in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)


def draw_warm_up(document: Row, place: Row, language: str, keys: Sequence[str] = ()) -> Figure:
    """A panel per outcome, the slowest six unless named: yearly means, cumulative mean, the cut and policy start."""
    rows = [row for row in slowest(place) if not keys or row["outcome"] in keys][:6]
    figure, grid = _panels(len(rows), 2.4)
    for axes, row in zip(grid, rows, strict=True):
        _draw_course(axes, document, row, language)
    area = load_municipality(place["municipality"])
    name = area.name_da if language == "da" else area.name_en
    watched = word("years_watched", language).format(n=place["replications"])
    figure.suptitle(f"{name}, {document['years']:g} {watched}", fontsize=10)
    handles = [
        Line2D([], [], color=BETTER, marker=".", label=word("legend_course", language)),
        Line2D([], [], color=NEUTRAL, label=word("legend_cumulative", language)),
        Line2D([], [], color=BASE, linewidth=1.0, label=word("legend_used", language)),
        Line2D([], [], color=WORSE, linestyle="--", label=word("legend_cut", language)),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def _draw_course(axes: Axes, document: Row, row: Row, language: str) -> None:
    factor, _ = scale_of(row["unit"])
    course = np.array([np.nan if v is None else v * factor for v in row["course"]])
    years = np.arange(len(course)) + 0.5
    known = ~np.isnan(course)
    axes.plot(years, course, color=BETTER, linewidth=1.0, marker=".", markersize=3)
    axes.plot(
        years[known] + 0.5, np.cumsum(course[known]) / np.arange(1, known.sum() + 1), color=NEUTRAL, linewidth=1.4
    )
    axes.axvline(document["warmup_years"], color=BASE, linewidth=1.0)
    if row["cut_years"] is not None:
        axes.axvline(row["cut_years"], color=WORSE, linewidth=1.4, linestyle="--")
    axes.set_title(wrapped(outcome_label(row["outcome"], language), 40))
    axes.set_ylabel(unit_name(row["unit"], language))
    axes.set_xlabel(word("year", language))
    axes.set_xlim(0.0, len(course))
    local_numbers(axes, language)


MOST_LEFT = 10.0  # percent; what lies further out is drawn at the edge


def draw_left(document: Row, language: str) -> Figure:
    """What is left at policy start, outcome by outcome: over all municipalities with its interval, and in each."""
    pooled = [row for row in document["pooled"] if row["left_ci95"]]
    labels = [outcome_label(row["outcome"], language) for row in pooled]
    figure, axes = plt.subplots(figsize=(8.5, 1.8 + 0.24 * len(labels)))
    axes.axvline(0.0, color=BASE, linewidth=0.8)
    axes.axvspan(-100.0 * document["clear"], 100.0 * document["clear"], color=NEUTRAL, alpha=0.15, linewidth=0)
    _draw_places(axes, _left_frame(document, language), labels)
    for at, row in enumerate(pooled):
        left, low, high = (_edge(100.0 * value) for value in (row["left"], *row["left_ci95"]))
        axes.plot([low, high], [at, at], color=BASE, linewidth=2.0, zorder=4)
        axes.plot(left, at, "D", color=BASE, markersize=4.5, zorder=5)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(-1.05 * MOST_LEFT, 1.05 * MOST_LEFT)
    axes.set_xlabel(word("left", language).format(y=f"{document['warmup_years']:g}"))
    local_numbers(axes, language, "x")
    axes.plot([], [], "D-", color=BASE, linewidth=2.0, markersize=4.5, label=word("legend_pooled", language))
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _draw_places(axes: Axes, frame: pd.DataFrame, labels: list[str]) -> None:
    """A dot per municipality: single ones are told too unsurely for an interval to be read here."""
    frame = frame[frame["outcome"].isin(labels)]
    places = list(dict.fromkeys(frame["place"]))
    palette = dict(zip(places, sns.color_palette("colorblind", len(places)).as_hex(), strict=True))
    for place in places:
        mine = frame[frame["place"] == place]
        at = mine["outcome"].map(labels.index)
        axes.plot(mine["left"].map(_edge), at, "o", markersize=3.5, alpha=0.75, color=palette[place], label=place)


def _edge(value: float) -> float:
    return min(max(value, -MOST_LEFT), MOST_LEFT)


def _left_frame(document: Row, language: str) -> pd.DataFrame:
    rows = []
    for place in document["municipalities"]:
        area = load_municipality(place["municipality"])
        name = area.name_da if language == "da" else area.name_en
        for row in place["outcomes"]:
            if row["left"] is not None:
                label = outcome_label(row["outcome"], language)
                rows.append({"place": name, "outcome": label, "left": 100.0 * row["left"]})
    return pd.DataFrame(rows)
