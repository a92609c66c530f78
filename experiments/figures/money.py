"""Cumulative net cost against the base as a fan, one panel per scenario."""

import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from experiments.comparison import cumulative_net
from experiments.figures.style import colours, local_numbers, wrapped
from experiments.figures.words import scenario_name, word
from experiments.numbers import number, probability
from experiments.results import Results
from sim.units import MONTHS_PER_YEAR

PER_ROW = 4
MILLION = 1e6


def draw_money(results: Results, document: dict[str, Any], language: str) -> Figure:
    """The figure."""
    experiment = results.experiment
    scenarios = experiment.scenario_keys[1:]
    columns = min(len(scenarios), PER_ROW)
    lines = math.ceil(len(scenarios) / columns)
    size = (1.2 + 3.0 * max(columns, 2), 0.9 + 3.0 * lines)
    figure, grid = plt.subplots(lines, columns, figsize=size, sharex=True, sharey=True, squeeze=False)
    payback = {row["scenario"]: row for row in document["outcomes"] if row["outcome"] == "payback"}
    panels = list(grid.flat)
    palette = colours(len(experiment.scenarios))
    for index, (axes, scenario) in enumerate(zip(panels, scenarios, strict=False), start=1):
        _draw_fan(axes, cumulative_net(results, index) / MILLION, experiment.years, palette[index])
        axes.set_title(wrapped(scenario_name(experiment, scenario, language), 32), pad=30)
        words = _payback_words(payback[scenario], language)
        axes.text(0.0, 1.02, words, transform=axes.transAxes, fontsize=8, verticalalignment="bottom")
        axes.set_xlabel(word("years", language))
        axes.set_xlim(0.0, experiment.years)
        local_numbers(axes, language)
    for axes in panels[len(scenarios) :]:
        axes.set_axis_off()
    for line in grid:
        line[0].set_ylabel(word("cumulative", language))
    figure.supxlabel(wrapped(word("fan", language), 40 * max(columns, 2)), fontsize=8)
    return figure


def _draw_fan(axes: Axes, courses: NDArray[np.float64], years: float, colour: str) -> None:
    ends = np.minimum(np.arange(1, courses.shape[1] + 1) / MONTHS_PER_YEAR, years)
    time = np.concatenate([[0.0], ends])
    low, lower, middle, upper, high = np.quantile(courses, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    for bottom, top, alpha in ((low, high, 0.18), (lower, upper, 0.35)):
        axes.fill_between(time, _from_zero(bottom), _from_zero(top), color=colour, alpha=alpha, linewidth=0)
    axes.plot(time, _from_zero(middle), color=colour, linewidth=2.0)
    axes.axhline(0.0, color="black", linewidth=0.8)


def _from_zero(course: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], course])


def _payback_words(row: dict[str, Any], language: str) -> str:
    words = word("paid_back", language).format(p=probability(row["value"], language))
    if row["median_year"] is None:
        return words
    return words + word("median_after", language).format(y=number(row["median_year"], "years", language, like=10.0))
