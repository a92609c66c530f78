"""The variance splits of a municipality as stacked bars: a panel per scenario, a bar per outcome."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.figures.style import BETTER, wrapped
from experiments.sensitivity.split import PARTS
from experiments.sensitivity.split_table import part_title
from experiments.sensitivity.words import word
from experiments.tables import outcome_label

Row = dict[str, Any]
COLOURS = {"structure": "#de8f05", "parameters": BETTER, "chance": "#c8c8c8"}
ACROSS = 2


def draw_splits(splits: list[Row], language: str) -> Figure:
    """The splits of one municipality and point; those that runs do not suffice for are left blank."""
    scenarios = list(dict.fromkeys(split["scenario"] for split in splits))
    keys = list(dict.fromkeys(split["outcome"] for split in splits))
    across = min(ACROSS, len(scenarios))
    down = -(-len(scenarios) // across)
    size = (3.2 + 3.8 * across, 0.9 + down * (0.7 + 0.32 * len(keys)))
    figure, grid = plt.subplots(down, across, figsize=size, sharey=True, squeeze=False)
    for axes in list(grid.flat)[len(scenarios) :]:
        axes.remove()
    for axes, scenario in zip(grid.flat, scenarios, strict=False):
        _draw_panel(axes, [split for split in splits if split["scenario"] == scenario], keys, language)
    for row in grid:
        row[0].set_yticks(range(len(keys)), [wrapped(outcome_label(key, language), 44) for key in keys])
    grid[0][0].set_ylim(len(keys) - 0.4, -0.6)
    handles = [Patch(color=COLOURS[name], label=word(name, language)) for name in PARTS]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(PARTS))
    return figure


def _draw_panel(axes: Axes, splits: list[Row], keys: list[str], language: str) -> None:
    for split in splits:
        place, left = keys.index(split["outcome"]), 0.0
        for source in split["sources"]:
            share = 100.0 * (source["share"] or 0.0)
            axes.barh(place, share, left=left, height=0.7, color=COLOURS[source["source"]], linewidth=0)
            left += share
    axes.set_xlim(0.0, 100.0)
    axes.set_title(wrapped(part_title(splits[0], language), 46))
    axes.set_xlabel(word("split_x", language))
    axes.grid(axis="y", visible=False)
