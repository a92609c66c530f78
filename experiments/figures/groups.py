"""Who gains and who loses: difference to the base by group of children, with 95 % intervals."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from calibration.parquet import storage_errors
from experiments.design import Experiment
from experiments.figures.style import colours, local_numbers, save, style, wrapped
from experiments.figures.words import scenario_name
from experiments.group_tables import GroupDifference
from sim.outcomes.groups import DIMENSIONS

# outcome -> factor by which it is shown
PANELS = {"open_cases_per_1000": 1.0, "placed_per_1000": 1.0, "measure_cost_dkk_per_child": 1e-3}
PER_FIGURE = 4  # scenarios that can still be told apart in one row
MARKERS = "osD^"
_WORDS = {
    "open_cases_per_1000": ("Open cases\nper 1,000 children", "Åbne sager\npr. 1.000 børn"),
    "placed_per_1000": ("Placed\nper 1,000 children", "Anbragte\npr. 1.000 børn"),
    "measure_cost_dkk_per_child": (
        "Cost of measures\nDKK 1,000 per child per year",
        "Udgift til indsatser\n1.000 kr. pr. barn pr. år",
    ),
    "difference": ("Difference to the base", "Forskel til sammenligningen"),
    "note": (
        "Point: mean of paired runs over the policy period. Line: 95 % interval of the mean; hollow: it holds zero. "
        "Children aged 0-17. "
        "Groups by need and by age change members: a child that thrives again leaves the group of its need.",
        "Punkt: gennemsnit af parrede kørsler over hele perioden. Streg: 95 %-interval for middelværdien; hul: "
        "det rummer nul. Børn på 0-17 år. Grupper efter behov og alder skifter medlemmer: et barn, der trives igen, "
        "forlader gruppen.",
    ),
}


def _word(key: str, language: str) -> str:
    english, danish = _WORDS[key]
    return danish if language == "da" else english


def draw_groups(rows: list[GroupDifference], experiment: Experiment, language: str, scenarios: list[str]) -> Figure:
    """A grid: dimensions down, outcomes across, a point per group and scenario."""
    shown = {key: _keys(rows, key) for key in DIMENSIONS}
    shown = {key: groups for key, groups in shown.items() if groups}
    heights = [len(groups) + 0.6 for groups in shown.values()]
    size = (10.5, 2.0 + (0.2 + 0.06 * len(scenarios)) * sum(heights) + 0.25 * len(heights))
    figure, grid = plt.subplots(
        len(shown), len(PANELS), figsize=size, height_ratios=heights, sharex=False, sharey="row", squeeze=False
    )
    palette = colours(len(experiment.scenarios))
    for line, (dimension, groups) in zip(grid, shown.items(), strict=True):
        for axes, outcome in zip(line, PANELS, strict=True):
            for number, scenario in enumerate(scenarios):
                chosen = [r for r in rows if (r.scenario, r.outcome) == (scenario, outcome)]
                places = {r.group.key: r for r in chosen if r.group.dimension == dimension}
                colour = palette[experiment.scenario_keys.index(scenario)]
                shift = 0.6 * ((number + 0.5) / len(scenarios) - 0.5)
                _draw_points(axes, [places.get(g) for g in groups], PANELS[outcome], colour, MARKERS[number], shift)
            _finish(axes, dimension, groups, language)
        line[0].set_title(DIMENSIONS[dimension].name(language), fontsize=9)
    for axes, outcome in zip(grid[-1], PANELS, strict=True):
        axes.set_xlabel(f"{_word('difference', language)}:\n{_word(outcome, language)}")
    _add_legend(figure, experiment, scenarios, palette, language)
    return figure


def _keys(rows: list[GroupDifference], dimension: str) -> list[str]:
    """Groups of a dimension of which something is known, in their order."""
    return list(dict.fromkeys(row.group.key for row in rows if row.group.dimension == dimension))


def _draw_points(
    axes: Axes, rows: list[GroupDifference | None], factor: float, colour: str, marker: str, shift: float
) -> None:
    """A point and its interval per group; hollow where the interval holds zero."""
    for place, row in enumerate(rows):
        if row is None:
            continue
        low, high = row.ci95 or (row.difference, row.difference)
        fill = "white" if low <= 0.0 <= high else colour
        y = place + shift
        axes.plot([low * factor, high * factor], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
        axes.plot(row.difference * factor, y, marker=marker, color=colour, markerfacecolor=fill, markersize=4.5)


def _finish(axes: Axes, dimension: str, groups: list[str], language: str) -> None:
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(groups)), [DIMENSIONS[dimension].group_name(g, language) for g in groups])
    axes.set_ylim(len(groups) - 0.4, -0.6)
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(axis="y", visible=False)
    local_numbers(axes, language, "x")


def _add_legend(
    figure: Figure, experiment: Experiment, scenarios: list[str], palette: list[str], language: str
) -> None:
    handles = [
        Line2D(
            [], [], color=palette[experiment.scenario_keys.index(key)], marker=MARKERS[number], markersize=4.5,
            label=wrapped(scenario_name(experiment, key, language), 40),
        )
        for number, key in enumerate(scenarios)
    ]  # fmt: skip
    title = wrapped(_word("note", language), 120)
    figure.legend(handles=handles, loc="outside lower center", ncols=2, title=title, title_fontsize=8)


def write_figures(rows: list[GroupDifference], experiment: Experiment, folder: Path, language: str) -> None:
    """Draw `figures/groups`, with `groups-2` and so on where there are many scenarios."""
    scenarios = list(experiment.scenario_keys[1:])
    target = folder / "figures"
    with style(), storage_errors(target):
        for first in range(0, len(scenarios), PER_FIGURE):
            some = scenarios[first : first + PER_FIGURE]
            chosen = [row for row in rows if row.scenario in some and row.outcome in PANELS]
            name = "groups" if first == 0 else f"groups-{first // PER_FIGURE + 1}"
            save(draw_groups(chosen, experiment, language, some), target, name)
