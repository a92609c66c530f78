"""Differences against the base, in % of the base, with their intervals: one column per scenario."""

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.design import Experiment
from experiments.figures.style import BETTER, NEUTRAL, WORSE, local_numbers, wrapped
from experiments.figures.words import scenario_name, word
from experiments.tables import outcome_label

Row = dict[str, Any]

GROUPS: dict[str, tuple[str, ...]] = {
    "children": (
        "placed_per_1000_0_22", "placed_per_1000_0_22@end", "placement_starts", "placement_days_mean",
        "family_type_share", "breakdowns", "need_4", "children_notified_per_1000", "false_flags", "days_onset_to_help",
        "missed_children", "delayed_placement_days",
    ),
    "work": (
        "nominal_caseload", "leftover_hours_per_case", "assessments_within_4_months",
        "first_followups_within_3_months", "days_since_follow_up", "worker_turnover", "worker_changes_per_child",
    ),
    "money": ("measure_cost_dkk", "staff_cost_dkk", "total_cost_dkk"),
}  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A difference in % of the base. `sure`: 95 % interval of the mean; `runs`: where 90 % of single runs lie."""

    mean: float
    sure: tuple[float, float]
    runs: tuple[float, float]
    colour: str
    certain: bool


def draw_differences(document: Row, experiment: Experiment, language: str) -> Figure:
    """The figure."""
    scenarios = experiment.scenario_keys[1:]
    heights = [len(keys) for keys in GROUPS.values()]
    size = (3.2 + 2.6 * len(scenarios), 1.6 + 0.3 * sum(heights))
    figure, grid = plt.subplots(
        len(GROUPS), len(scenarios), figsize=size, height_ratios=heights, sharex="row", sharey="row", squeeze=False
    )
    for column, scenario in enumerate(scenarios):
        rows = {row["outcome"]: row for row in document["outcomes"] if row["scenario"] == scenario}
        for line, keys in enumerate(GROUPS.values()):
            labels = [wrapped(outcome_label(key, language), 40) for key in keys]
            _draw_group(grid[line][column], labels, [_bar(rows[key]) for key in keys], language)
        grid[0][column].set_title(wrapped(scenario_name(experiment, scenario, language), 30))
    for column in range(len(scenarios)):
        grid[-1][column].set_xlabel(word("relative", language))
    _add_legend(figure, language)
    return figure


def _bar(row: Row) -> Bar | None:
    """A row as a bar; none where the base is zero or unknown."""
    base, difference = row["base"], row["difference"]
    if not base or difference is None or row["ci95"] is None:
        return None
    percent = 100.0 / abs(base)
    sure = (row["ci95"][0] * percent, row["ci95"][1] * percent)
    runs = (row["pi90"][0] * percent, row["pi90"][1] * percent)
    return Bar(difference * percent, sure, runs, _colour(row), not sure[0] <= 0.0 <= sure[1])


def _colour(row: Row) -> str:
    """Better and worse only where the interval is on one side of zero."""
    low, high = row["ci95"]
    if row["better"] == "neutral" or low <= 0.0 <= high:
        return NEUTRAL
    return BETTER if (low > 0.0) == (row["better"] == "higher") else WORSE


def _draw_group(axes: Axes, labels: list[str], bars: list[Bar | None], language: str) -> None:
    axes.axvline(0.0, color="black", linewidth=0.8)
    for place, bar in enumerate(bars):
        if bar is None:
            _say_none(axes, -place, language)
        else:
            _draw_bar(axes, -place, bar)
    axes.set_yticks([-place for place in range(len(bars))], labels)
    axes.set_ylim(-len(bars) + 0.5, 0.5)
    axes.margins(x=0.08)
    axes.grid(axis="y", visible=False)
    local_numbers(axes, language, "x")


def _say_none(axes: Axes, place: int, language: str) -> None:
    """Say in the middle of the row that there is nothing to show."""
    words, across = word("no_figure", language), axes.get_yaxis_transform()
    shown = axes.text(0.5, place, words, transform=across, fontsize=7, style="italic", ha="center", va="center")
    shown.set_color(NEUTRAL)
    shown.set_in_layout(False)


def _draw_bar(axes: Axes, place: int, bar: Bar) -> None:
    fill = bar.colour if bar.certain else "white"
    axes.plot(bar.runs, (place, place), color=bar.colour, linewidth=1.2, alpha=0.6)
    axes.plot(bar.sure, (place, place), color=bar.colour, linewidth=6.0, solid_capstyle="butt", alpha=0.6)
    axes.plot([bar.mean], [place], marker="o", color=bar.colour, markerfacecolor=fill, markersize=4.5)


def _add_legend(figure: Figure, language: str) -> None:
    dots = {"better": (BETTER, BETTER), "worse": (WORSE, WORSE), "neutral": (NEUTRAL, NEUTRAL)}
    handles = [
        Line2D([], [], color=colour, marker="o", markerfacecolor=fill, linestyle="", label=word(name, language))
        for name, (colour, fill) in (dots | {"unsure": (NEUTRAL, "white")}).items()
    ]
    handles += [
        Line2D([], [], color=NEUTRAL, linewidth=6.0, alpha=0.6, label=word("sure", language)),
        Line2D([], [], color=NEUTRAL, linewidth=1.2, alpha=0.6, label=word("runs", language)),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
