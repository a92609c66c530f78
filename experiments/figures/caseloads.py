"""Caseloads beside each other: hours per case by task, outcomes over the caseload, and effects channel by channel."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.style import BASE, BETTER, WORSE, wrapped

FAMILY_WORK = "family work"
# a task that takes less than this on average is drawn as a part of the rest [hours per case-year]
LEAST = 0.15


def draw_hours(hours: pd.DataFrame) -> Figure:
    """Hours per case-year by task, stacked; family and network work on top, with where 90 % of runs lie."""
    mean = hours.groupby(["caseload", "task"])["hours"].mean().unstack()
    small = [task for task in mean if mean[task].max() < LEAST]
    mean = mean.drop(columns=small).assign(other=mean[small].sum(axis=1))
    order = [*mean.drop(columns=FAMILY_WORK).mean().sort_values(ascending=False).index, FAMILY_WORK]
    figure, axes = plt.subplots(figsize=(8.2, 4.2))
    colours = dict(zip(order, sns.color_palette("colorblind", len(order)), strict=True))
    bottom = np.zeros(len(mean))
    places = np.arange(len(mean))
    for task in order:
        axes.bar(places, mean[task], bottom=bottom, color=colours[task], width=0.7, label=task)
        bottom = bottom + mean[task].to_numpy()
    own = hours[hours["task"] == FAMILY_WORK].groupby("caseload")["hours"]
    below = bottom - mean[FAMILY_WORK].to_numpy()
    low, high = own.quantile(0.05).to_numpy(), own.quantile(0.95).to_numpy()
    axes.vlines(places, below + low, below + high, color=BASE, linewidth=1.4)
    axes.set_xticks(places, [f"{caseload}" for caseload in mean.index])
    axes.set_xlabel("Caseload [cases per post]")
    axes.set_ylabel("Hours per open case and year, all teams")
    axes.grid(axis="x", visible=False)
    handles, labels = axes.get_legend_handles_labels()
    title = "line: family work, 90 % of runs"
    figure.legend(handles[::-1], labels[::-1], loc="outside right upper", title=title, title_fontsize=8)
    return figure


def draw_over_caseload(table: pd.DataFrame, panels: Mapping[str, str], per_row: int = 3) -> Figure:
    """Outcomes over the caseload, a panel each: mean, and where 90 % of runs lie. `panels`: outcome -> label."""
    lines = -(-len(panels) // per_row)
    figure, grid = plt.subplots(lines, per_row, figsize=(1.0 + 3.2 * per_row, 0.8 + 2.4 * lines), squeeze=False)
    for axes, (outcome, label) in zip(grid.flat, panels.items(), strict=False):
        groups = table[table["outcome"] == outcome].groupby("caseload")["value"]
        mean, low, high = groups.mean(), groups.quantile(0.05), groups.quantile(0.95)
        axes.fill_between(mean.index, low, high, color=BETTER, alpha=0.18, linewidth=0)
        axes.plot(mean.index, mean, color=BETTER, marker="o", markersize=4, linewidth=1.8)
        axes.set_ylabel(wrapped(label, 30))
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel("Caseload [cases per post]")
    for axes in list(grid.flat)[len(panels) :]:
        axes.set_axis_off()
    figure.supxlabel("Line: mean of runs. Band: 90 % of runs, parameters and chance.", fontsize=8)
    return figure


def draw_effects(summary: pd.DataFrame, panels: Mapping[str, str]) -> Figure:
    """Differences by variant, a panel per outcome: 95 % interval of the mean (thick) and 90 % of single runs (thin)."""
    variants = list(dict.fromkeys(summary["variant"]))
    size = (2.6 + 4.0 * len(panels), 1.3 + 0.28 * len(variants))
    figure, grid = plt.subplots(1, len(panels), figsize=size, sharey=True, squeeze=False)
    for axes, (outcome, label) in zip(grid[0], panels.items(), strict=True):
        _draw_variants(axes, summary[summary["outcome"] == outcome].set_index("variant").loc[variants])
        axes.set_xlabel(wrapped(label, 46))
    grid[0][0].set_yticks(range(len(variants)), variants)
    grid[0][0].set_ylim(len(variants) - 0.4, -0.6)
    note = "Thick: 95 % interval of the mean, hollow where it holds zero. Thin: 90 % of single paired runs."
    figure.supxlabel(note, fontsize=8)
    return figure


def _draw_variants(axes: Axes, rows: pd.DataFrame) -> None:
    axes.axvline(0.0, color=BASE, linewidth=0.9)
    for place, (variant, row) in enumerate(rows.iterrows()):
        colour = _colour(str(variant))
        axes.plot([row["run_low"], row["run_high"]], [place, place], color=colour, linewidth=0.9, alpha=0.7)
        axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=3.2, solid_capstyle="butt")
        fill = "white" if row["low"] <= 0.0 <= row["high"] else colour
        axes.plot(row["mean"], place, "o", color=colour, markerfacecolor=fill, markersize=5.5)
    axes.grid(axis="y", visible=False)


def _colour(variant: str) -> str:
    if variant.startswith("without"):
        return BETTER
    return WORSE if variant.startswith("no ") else BASE
