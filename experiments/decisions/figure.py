"""Figures of `rank`: who is best and how sure, regret, what is worth knowing, where it fails, break-even."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.decisions.show import break_even_line, failure_line, scenario_label
from experiments.decisions.words import word
from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE, local_numbers, wrapped
from experiments.numbers import scale_of, unit_name
from experiments.tables import outcome_label

Row = dict[str, Any]


def draw_ranking(row: Row, language: str) -> Figure:
    """Three columns, a line per scenario: expected difference, probabilities of being best, regret."""
    names = [wrapped(scenario_label(s["scenario"], language), 28) for s in row["scenarios"]]
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(11.0, 1.9 + 0.42 * len(names)), sharey=True)
    factor, places = scale_of(row["unit"])[0], range(len(names))
    for place, s in zip(places, row["scenarios"], strict=True):
        colour = BETTER if s["not_told_from_best"] else NEUTRAL
        low, high = (end * factor for end in s["ci95"] or (s["difference"], s["difference"]))
        left.plot([low, high], [place, place], color=colour, linewidth=3.0, alpha=0.5, solid_capstyle="butt")
        left.plot(s["difference"] * factor, place, marker="o", color=colour, markersize=5.0)
        middle.barh(place - 0.18, s["p_best"], height=0.34, color=BETTER, linewidth=0)
        middle.barh(place + 0.18, s["p_best_on_average"], height=0.34, color=WORSE, linewidth=0, hatch="///")
        _draw_regret(right, place, s, factor)
    left.axvline(0.0, color="black", linewidth=0.8)
    left.set_yticks(list(places), names)
    left.set_ylim(len(names) - 0.4, -0.6)
    middle.set_xlim(0.0, 1.0)
    right.set_xlim(left=0.0)
    unit = unit_name(row["unit"], language)
    _name(left, "figure_best", f"{unit}\n{word('sure', language)}", language)
    _name(middle, "figure_p", "", language)
    _name(right, "figure_regret", f"{unit}\n{word('quantiles', language)}", language)
    bars = [Patch(color=BETTER), Patch(facecolor=WORSE, hatch="///")]
    labels = [word(key, language) for key in ("in_draw", "on_average")]
    figure.legend(bars, labels, loc="outside lower center", ncols=2)
    figure.suptitle(_title(row, language), fontsize=10, fontweight="bold")
    return figure


def _title(row: Row, language: str) -> str:
    place = f"{row['municipality']}{', ' + row['variant'] if row['variant'] else ''}"
    return f"{outcome_label(row['outcome'], language)}, {place}"


def _name(axes: Axes, title: str, label: str, language: str) -> None:
    axes.set_title(word(title, language))
    axes.set_xlabel(label)
    axes.grid(axis="y", visible=False)
    axes.locator_params(axis="x", nbins=5)
    local_numbers(axes, language, "x")


def _draw_regret(axes: Axes, place: int, scenario: Row, factor: float) -> None:
    q50, q75, _, q95 = (q * factor for q in scenario["regret_quantiles"])
    axes.plot([0.0, q95], [place, place], color=BASE, linewidth=1.2, alpha=0.6)
    axes.plot([0.0, q75], [place, place], color=BASE, linewidth=7.0, alpha=0.35, solid_capstyle="butt")
    axes.plot([q50, q50], [place - 0.16, place + 0.16], color=BASE, linewidth=1.5)
    axes.plot(scenario["regret"] * factor, place, marker="o", color=WORSE, markersize=5.0)


def draw_studies(row: Row, language: str) -> Figure:
    """What knowing single parameters is worth, beside what chance alone gives."""
    studies, factor = row["studies"], scale_of(row["unit"])[0]
    figure, axes = plt.subplots(figsize=(8.0, 1.9 + 0.34 * len(studies)))
    for place, study in enumerate(studies):
        sure = study["p_any"] <= 0.05
        value, error = study["evppi"] * factor, study["error"] * factor
        axes.barh(place, value, height=0.62, color=BETTER if sure else "white", edgecolor=BETTER, linewidth=1.0)
        axes.plot([max(value - error, 0.0), value + error], [place, place], color=BASE, linewidth=1.4)
        floor = study["floor"] * factor
        axes.plot([floor, floor], [place - 0.38, place + 0.38], color=WORSE, linewidth=2.0)
    axes.set_yticks(range(len(studies)), [study["parameter"] for study in studies])
    axes.set_ylim(len(studies) - 0.4, -0.6)
    axes.set_xlim(
        0.0,
        1.05
        * max(*(factor * (s["evppi"] + s["error"]) for s in studies), *(factor * s["floor"] for s in studies), 1e-9),
    )
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(unit_name(row["unit"], language))
    local_numbers(axes, language, "x")
    handles = [Line2D([], [], color=WORSE, linewidth=2.0), Line2D([], [], color=BASE, linewidth=1.4)]
    labels = [word("floor_note", language), word("error_note", language)]
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    axes.set_title(f"{word('figure_studies', language)}: {_title(row, language)}")
    return figure


def draw_failure(row: Row, language: str) -> Figure:
    """The peeling trajectory: how many failures a box holds against how dense they are in it."""
    box = row["failure"]["box"]
    figure, axes = plt.subplots(figsize=(6.4, 4.6))
    steps = box["trajectory"]
    axes.plot([s["coverage"] for s in steps], [s["density"] for s in steps], color=NEUTRAL, marker=".", linewidth=1.0)
    axes.axhline(box["base_density"], color=BASE, linewidth=1.0, linestyle=":", label=word("failures_all", language))
    axes.plot(
        box["coverage"],
        box["density"],
        marker="o",
        color=BETTER,
        markersize=9,
        linestyle="",
        label=word("chosen", language),
    )
    if box["held_out_density"] is not None:
        held = box["held_out_density"]
        axes.plot(
            box["coverage"], held, marker="D", color=WORSE, linestyle="", markersize=7, label=word("held_out", language)
        )
    axes.set_xlim(0.0, 1.03)
    axes.set_ylim(0.0, 1.03)
    axes.set_xlabel(word("coverage", language))
    axes.set_ylabel(word("density", language))
    axes.set_title(wrapped(failure_line(row["failure"], language), 75), fontsize=8, fontweight="normal")
    local_numbers(axes, language)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def draw_break_even(row: Row, language: str) -> Figure:
    """Net cost by caseload with its band over draws, and the probability that the caseload pays."""
    x, costs = np.array(row["caseloads"]), np.array(row["net_cost_q05_q50_q95"]) / 1e6
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(7.0, 5.6), sharex=True, height_ratios=(2, 1))
    upper.fill_between(x, costs[:, 0], costs[:, 2], color=BETTER, alpha=0.2, linewidth=0)
    upper.plot(x, costs[:, 1], color=BETTER, marker="o", markersize=4.0, label=word("band", language))
    upper.axhline(0.0, color="black", linewidth=0.8)
    if row["interval90"]:
        upper.plot(row["interval90"], [0.0, 0.0], color=WORSE, linewidth=5.0, alpha=0.6, solid_capstyle="butt")
        upper.plot(row["median"], 0.0, color=WORSE, marker="D", label=word("break_even", language), linestyle="")
    lower.plot(x, row["p_pays"], color=BASE, marker="o", markersize=4.0)
    lower.set_ylim(-0.03, 1.03)
    upper.set_ylabel(word("net_cost", language))
    lower.set_ylabel(wrapped(word("pays", language), 20))
    lower.set_xlabel(word("caseload", language))
    upper.set_title(wrapped(break_even_line(row, language), 85), fontsize=8, fontweight="normal")
    for axes in (upper, lower):
        local_numbers(axes, language)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def draw_race(document: Row, seen: np.ndarray[Any, np.dtype[np.float64]], language: str) -> Figure:
    """How far each scenario is behind the leading one, as replications are added, with the 95 % interval."""
    keys = [s["scenario"] for s in document["scenarios"]]
    leading = keys.index(document["leading"])
    each = document["replications"] / len(seen)
    factor = scale_of(document["unit"])[0]
    figure, axes = plt.subplots(figsize=(8.0, 4.8))
    palette = (BETTER, WORSE, "#029e73", "#cc78bc", "#ca9161", "#949494", "#56b4e9", "#de8f05")
    styles = ("-", "--", "-.", ":")
    for k, key in enumerate(keys):
        difference = (seen[:, k] - seen[:, leading]) * factor
        difference = difference[~np.isnan(difference)]
        if k == leading or len(difference) < 3:
            continue
        n = np.arange(1, len(difference) + 1)
        mean = np.cumsum(difference) / n
        half = 1.96 * np.sqrt(np.maximum(np.cumsum(difference**2) / n - mean**2, 0.0) / n)
        colour, style = palette[k % len(palette)], styles[k % len(styles)]
        axes.fill_between(n[2:] * each, (mean - half)[2:], (mean + half)[2:], color=colour, alpha=0.15, linewidth=0)
        axes.plot(
            n[2:] * each, mean[2:], color=colour, linestyle=style, label=wrapped(scenario_label(key, language), 30)
        )
        axes.plot(n[-1] * each, mean[-1], color=colour, marker="x" if n[-1] < len(seen) else "o", linestyle="")
    axes.axhline(0.0, color=BASE, linewidth=1.5, label=wrapped(scenario_label(keys[leading], language), 30))
    axes.axhspan(
        -document["indifference"] * factor, document["indifference"] * factor, color=NEUTRAL, alpha=0.15, linewidth=0
    )
    axes.set_xlabel(word("observed", language))
    axes.set_ylabel(f"{word('to_leading', language)}\n{unit_name(document['unit'], language)}")
    local_numbers(axes, language)
    figure.legend(loc="outside lower center", ncols=4)
    return figure
