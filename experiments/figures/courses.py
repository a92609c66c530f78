"""Monthly courses, one row per scenario against the base: placements by type, and the load of the staff.

The band holds 90 % of runs; base and scenario are paired, so their difference is surer than the bands suggest.
"""

from collections.abc import Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from calibration.parquet import quoted, read_frame
from experiments.design import Experiment
from experiments.figures.style import BASE, colours, local_numbers, wrapped
from experiments.figures.words import scenario_name, word
from sim.units import MONTHS_PER_YEAR

# panel -> what is summed in it
PLACEMENTS = {
    "placed": ("placed",),
    "placed_network": ("placed_network",),
    "placed_foster": ("placed_foster",),
    "placed_rooms": ("placed_own_room", "placed_boarding"),
    "placed_residential_care": ("placed_residential", "placed_institution"),
}
STAFF = {
    "nominal_caseload": ("nominal_caseload",),
    "effective_caseload": ("effective_caseload",),
    "leftover_hours_per_case": ("leftover_hours_per_case",),
}
UNITS = {
    "nominal_caseload": "cases_per_post",
    "effective_caseload": "cases_per_post",
    "leftover_hours_per_case": "hours_per_case",
}

Panels = Mapping[str, tuple[str, ...]]


def read_bands(folder: Path, panels: Panels) -> pd.DataFrame:
    """Mean and 5-95 % quantiles over runs by scenario and month: columns PANEL, PANEL_low, PANEL_high."""
    columns = []
    for name, keys in panels.items():
        total = " + ".join(f'"{key}"' for key in keys)
        columns.append(f'avg({total}) AS "{name}"')
        columns += [f'quantile_cont({total}, {q}) AS "{name}_{end}"' for q, end in ((0.05, "low"), (0.95, "high"))]
    source = quoted(folder / "series.parquet")
    query = f"SELECT scenario, month, {', '.join(columns)} FROM read_parquet({source})"
    return read_frame(f"{query} GROUP BY scenario, month ORDER BY month", folder)


def draw_courses(bands: pd.DataFrame, panels: Panels, experiment: Experiment, language: str) -> Figure:
    """A grid: scenarios down, panels across, one scale per panel."""
    scenarios = experiment.scenario_keys[1:]
    size = (1.0 + 2.5 * len(panels), 1.5 + 1.9 * len(scenarios))
    figure, grid = plt.subplots(len(scenarios), len(panels), figsize=size, sharex=True, sharey="col", squeeze=False)
    palette = colours(len(experiment.scenarios))
    for line, scenario in enumerate(scenarios):
        for axes, name in zip(grid[line], panels, strict=True):
            _draw_band(axes, bands, experiment.scenario_keys[0], name, BASE)
            _draw_band(axes, bands, scenario, name, palette[line + 1])
            axes.set_xlim(0.0, experiment.years)
            axes.set_ylabel(word(UNITS.get(name, "children"), language), fontsize=8)
            local_numbers(axes, language)
    for axes in grid.flat:  # after all bands are drawn: setting a limit ends the fitting of the shared scale
        axes.set_ylim(bottom=0.0)
    for axes, name in zip(grid[0], panels, strict=True):
        axes.set_title(word(name, language))
    for axes in grid[-1]:
        axes.set_xlabel(word("years", language))
    _add_legend(figure, experiment, palette, language)
    return figure


def _draw_band(axes: Axes, bands: pd.DataFrame, scenario: str, name: str, colour: str) -> None:
    course = bands[bands["scenario"] == scenario]
    years = (course["month"] + 0.5) / MONTHS_PER_YEAR
    low, high = course[f"{name}_low"], course[f"{name}_high"]
    axes.fill_between(years, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(years, course[name], color=colour, linewidth=1.7)


def _add_legend(figure: Figure, experiment: Experiment, palette: list[str], language: str) -> None:
    handles = [
        Line2D([], [], color=colour, linewidth=2.5, label=wrapped(scenario_name(experiment, key, language), 40))
        for key, colour in zip(experiment.scenario_keys, palette, strict=True)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5), title=word("band", language))
