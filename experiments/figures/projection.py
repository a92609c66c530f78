"""What a document projected beside the runs: per year and from policy start, a panel per item, two rows per scenario.

The sums of a year are steps, not a course: points with intervals. From policy start they add up: a fan.
"""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.figures.style import BASE, NEUTRAL, colours, local_numbers, wrapped
from experiments.figures.words import scenario_name, word
from experiments.results import Results
from experiments.texts import text

MILLION = 1e6
SPANS = ("year", "cumulative")
Row = dict[str, Any]


def draw_projection(results: Results, rows: list[Row], language: str) -> Figure:
    """The figure."""
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    lines = [(scenario, span) for scenario in scenarios for span in SPANS]
    size = (1.2 + 2.7 * max(len(kinds), 2), 1.4 + 2.6 * len(lines))
    figure, grid = plt.subplots(len(lines), len(kinds), figsize=size, sharex=True, squeeze=False)
    palette = dict(zip(results.experiment.scenario_keys, colours(len(results.experiment.scenarios)), strict=True))
    for (scenario, span), line in zip(lines, grid, strict=True):
        for kind, axes in zip(kinds, line, strict=True):
            own = [r for r in rows if (r["scenario"], r["span"], r["kind"]) == (scenario, span, kind)]
            _draw_panel(axes, own, palette[scenario])
            axes.set_title(wrapped(text(f"projection_{kind}", language), 26))
            local_numbers(axes, language, "y")
        line[0].set_ylabel(f"{wrapped(scenario_name(results.experiment, scenario, language), 30)}\n"
                           f"{word(f'projection_{span}', language)}")  # fmt: skip
    for axes in grid[-1]:
        axes.set_xlabel(word("calendar_year", language))
    _add_legend(figure, language, palette[scenarios[0]] if len(scenarios) == 1 else NEUTRAL, len(kinds))
    return figure


def _draw_panel(axes: Axes, rows: list[Row], colour: str) -> None:
    runs = [row for row in rows if row["pi90"] is not None]
    claims = [row for row in rows if row["projected"] is not None]
    years = np.array([row["calendar_year"] for row in runs])
    middle, ends = np.array([row["median"] for row in runs]), np.array([row["pi90"] for row in runs]).reshape(-1, 2)
    axes.axhline(0.0, color="black", linewidth=0.8)
    if rows and rows[0]["span"] == "cumulative":
        axes.fill_between(years, *(ends.T / MILLION), color=colour, alpha=0.2, linewidth=0)
        axes.plot(years, middle / MILLION, color=colour, linewidth=2.0)
    else:
        axes.vlines(years, *(ends.T / MILLION), color=colour, linewidth=6.0, alpha=0.3)
        axes.plot(years, middle / MILLION, color=colour, marker="o", markersize=5.0, linestyle="")
    sums = [row["projected"] / MILLION for row in claims]
    axes.plot([row["calendar_year"] for row in claims], sums, color=BASE, marker="D", markersize=7.0,
              markerfacecolor="none", linestyle="--", linewidth=1.2)  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.margins(x=0.08)


def _add_legend(figure: Figure, language: str, colour: str, n_kinds: int) -> None:
    claim = Line2D([], [], color=BASE, marker="D", markerfacecolor="none", linestyle="--")
    claim.set_label(word("projected", language))
    middle = Line2D([], [], color=colour, marker="o", linewidth=2.0, label=word("projection_median", language))
    band = Patch(color=colour, alpha=0.25, linewidth=0, label=word("projection_band", language))
    note = wrapped(word("projection_note", language), 45 * max(n_kinds, 2))
    figure.legend(handles=[claim, middle, band], loc="outside lower center", ncols=3, title=note)
