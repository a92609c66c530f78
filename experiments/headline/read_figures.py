"""Figures of the notebook on the headline study: own place and elsewhere, cost and effect, verdicts, what matters."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.style import BASE, BETTER, NEUTRAL, wrapped
from experiments.headline.reading import FACTORS, TOGETHER, cost_and_effect, is_home
from experiments.headline.tables import municipality_name, system_name
from experiments.numbers import scale_of, unit_name
from experiments.tables import outcome_label
from sim.outcomes.catalogue import find_outcome

MARKERS = ("o", "s", "^", "D", "v")
ENDS = ("difference", "ci95_low", "ci95_high")
FACTOR_NAMES = {
    "caseload": "caseload (15 to 30)",
    "preference": "placement policy (3)",
    "outreach": "outreach (without, with)",
    TOGETHER: TOGETHER,
}
HATCHES = ("", "///", "...", "xx")
SIDES = {"lower": "less is better", "higher": "more is better", "neutral": "neither side is better"}


def _palette(n: int) -> list[str]:
    return list(sns.color_palette("colorblind", n).as_hex())


def _label(outcome: str, width: int = 34) -> str:
    found = find_outcome(outcome)
    unit = "percentage points" if found.unit == "share" else unit_name(found.unit, "en")
    return wrapped(f"{outcome_label(outcome, 'en')} [{unit}], {SIDES[found.better]}", width)


def draw_own_and_elsewhere(table: pd.DataFrame, outcomes: Sequence[str]) -> Figure:
    """Difference from the status quo by system: filled where its own document is about, hollow elsewhere."""
    names = list(dict.fromkeys(table["scenario"]))
    places = list(dict.fromkeys(table["municipality"]))
    size = (3.4 + 2.9 * len(outcomes), 1.8 + 0.4 * len(names))
    figure, panels = plt.subplots(1, len(outcomes), figsize=size, sharey=True, squeeze=False)
    for axes, outcome in zip(panels[0], outcomes, strict=True):
        rows = table[table["outcome"] == outcome].copy()
        rows[list(ENDS)] = rows[list(ENDS)].astype(float) * scale_of(find_outcome(outcome).unit)[0]
        _draw_own(axes, rows, names, places)
        axes.set_xlabel(_label(outcome))
    first = panels[0][0]
    first.set_yticks(range(len(names)), [wrapped(system_name(name, "en"), 34) for name in names])
    first.set_ylim(len(names) - 0.4, -0.6)
    handles = [
        Line2D([], [], color=colour, marker=marker, linewidth=0, label=municipality_name(place, "en"))
        for place, colour, marker in zip(places, _palette(len(places)), MARKERS, strict=False)
    ]
    handles.append(Line2D([], [], color=NEUTRAL, marker="o", markersize=8, linewidth=3, label="own place"))
    handles.append(Line2D([], [], color=NEUTRAL, marker="o", markerfacecolor="white", linewidth=1, label="elsewhere"))
    figure.legend(
        handles=handles, loc="outside upper center", ncols=7, fontsize=8, title="Lines: 95 % interval of the mean"
    )
    return figure


def _draw_own(axes: Axes, rows: pd.DataFrame, names: list[str], places: list[str]) -> None:
    """Each place has a lane of its own within the line of a system."""
    axes.axvline(0.0, color=BASE, linewidth=0.9)
    for line in range(0, len(names), 2):
        axes.axhspan(line - 0.5, line + 0.5, color=NEUTRAL, alpha=0.07, linewidth=0)
    palette = _palette(len(places))
    for _, row in rows.iterrows():
        lane = places.index(row["municipality"])
        y = names.index(row["scenario"]) + 0.15 * (lane - (len(places) - 1) / 2.0)
        home, colour = is_home(row), palette[lane]
        ends = [row["ci95_low"], row["ci95_high"]]
        axes.plot(ends, [y, y], color=colour, linewidth=3.0 if home else 1.0, solid_capstyle="butt")
        fill, size = (colour, 7.5) if home else ("white", 4.0)
        axes.plot(row["difference"], y, MARKERS[lane], color=colour, markerfacecolor=fill, markersize=size)
    axes.grid(axis="y", visible=False)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="x", labelsize=8)


def draw_cost_and_effect(table: pd.DataFrame, outcome: str, places: Sequence[str]) -> Figure:
    """Net cost per child against effect, a panel per place; numbered: no other system costs as little and does as much.

    Numbers are explained below; the frontier's own uncertainty are the crosses.
    """
    scale = scale_of(find_outcome(outcome).unit)[0]
    found = {place: cost_and_effect(table, outcome, place) for place in places}
    fronts = [name for rows in found.values() for name in rows.loc[rows["front"], "scenario"]]
    numbers = {name: k + 1 for k, name in enumerate(dict.fromkeys(fronts))}
    lines = -(-len(places) // 3)
    figure, panels = plt.subplots(lines, 3, figsize=(10.6, 0.8 + 3.1 * lines), squeeze=False)
    flat = list(panels.flat)
    for axes, (place, rows) in zip(flat, found.items(), strict=False):
        _draw_front(axes, rows, numbers, scale)
        axes.set_title(municipality_name(place, "en"))
    for axes in flat[len(places) :]:
        axes.axis("off")
    figure.supxlabel("Net cost [DKK per resident child and year], against the status quo", fontsize=9)
    figure.supylabel(wrapped(f"Effect: {_label(outcome, 200)}", 60), fontsize=9)
    beside = flat[len(places)] if len(flat) > len(places) else None
    _list_numbers(figure, beside, numbers, find_outcome(outcome).better == "higher")
    return figure


def _draw_front(axes: Axes, rows: pd.DataFrame, numbers: Mapping[str, int], scale: float) -> None:
    axes.axhline(0.0, color=BASE, linewidth=0.8)
    axes.axvline(0.0, color=BASE, linewidth=0.8)
    for _, row in rows.iterrows():
        colour = BETTER if row["front"] else NEUTRAL
        alpha = 1.0 if row["front"] else 0.45
        x, y = row["cost"], row["effect"] * scale
        axes.plot([row["cost_low"], row["cost_high"]], [y, y], color=colour, linewidth=0.9, alpha=0.7 * alpha)
        ends = [row["effect_low"] * scale, row["effect_high"] * scale]
        axes.plot([x, x], ends, color=colour, linewidth=0.9, alpha=0.7 * alpha)
        axes.plot(x, y, "o" if row["front"] else "x", color=colour, alpha=alpha, markersize=5.5)
        if row["front"]:
            text = str(numbers[row["scenario"]])
            axes.annotate(text, (x, y), xytext=(4, 4), textcoords="offset points", fontsize=9, fontweight="bold")
    axes.tick_params(labelsize=8)
    axes.locator_params(nbins=5)


def _list_numbers(figure: Figure, beside: Axes | None, numbers: Mapping[str, int], more_is_better: bool) -> None:
    lines = [wrapped(f"{k}  {_name(name)}", 46) for name, k in numbers.items()]
    lines += [
        "",
        wrapped("numbered: no system costs as little and does as much; x: some system does", 46),
        "lines: 95 % intervals of the means",
        "better: to the left, and " + ("up" if more_is_better else "down"),
    ]
    if beside is not None:
        beside.text(0.0, 1.0, "\n".join(lines), fontsize=8, va="top", transform=beside.transAxes)
    else:
        figure.text(1.0, 0.9, "\n".join(lines), fontsize=8, va="top")


def _name(scenario: str) -> str:
    return "Status quo" if scenario == "status-quo" else system_name(scenario, "en")


def draw_verdicts(counts: pd.DataFrame) -> Figure:
    """Places where a system is better (+) or worse (-) than the status quo, and where the sign rests on a prior (°)."""
    names, outcomes = list(dict.fromkeys(counts["scenario"])), list(dict.fromkeys(counts["outcome"]))
    balance = counts.assign(balance=(counts["better"] - counts["worse"]) / counts["places"])
    wide = balance.pivot(index="scenario", columns="outcome", values="balance").loc[names, outcomes]
    figure, axes = plt.subplots(figsize=(3.0 + 1.15 * len(outcomes), 1.9 + 0.3 * len(names)))
    sns.heatmap(wide, ax=axes, cmap=sns.diverging_palette(32, 245, s=85, l=60, as_cmap=True), vmin=-1, vmax=1,
                cbar=False, linewidths=0.6)  # fmt: skip
    for _, row in counts.iterrows():
        sides = [f"{sign}{row[name]}" for sign, name in (("+", "better"), ("−", "worse")) if row[name]]
        text = " ".join([*sides, *([f"{row['rests']}°"] if row["rests"] > 0 else [])]) or "·"
        place = outcomes.index(row["outcome"]) + 0.5, names.index(row["scenario"]) + 0.5
        axes.text(*place, text, ha="center", va="center", fontsize=7.5, color=BASE)
    axes.set_xticks([k + 0.5 for k in range(len(outcomes))],
                    [wrapped(outcome_label(key, "en"), 15) for key in outcomes], rotation=0, fontsize=7.5)  # fmt: skip
    axes.set_yticks([k + 0.5 for k in range(len(names))], [wrapped(system_name(n, "en"), 44) for n in names],
                    rotation=0, fontsize=8)  # fmt: skip
    axes.set_ylabel("")
    axes.set_xlabel(
        "+ better, − worse than the status quo: places whose whole 95 % interval lies on that side\n"
        "°: places where the sign rests on an assumed prior;  ·: none of these"
    )
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return figure


def draw_what_matters(shares: pd.DataFrame) -> Figure:
    """What goes with which factor of the grid: a bar per outcome and place; the dot says how much chance could make."""
    outcomes = list(dict.fromkeys(shares["outcome"]))
    places = list(dict.fromkeys(shares["municipality"]))
    lines = -(-len(outcomes) // 3)
    figure, panels = plt.subplots(lines, 3, figsize=(10.0, 0.9 + 2.6 * lines), sharey=True, squeeze=False)
    parts = [*FACTORS, TOGETHER]
    palette = dict(zip(parts, _palette(len(parts)), strict=True))
    for axes in list(panels.flat)[len(outcomes) :]:
        axes.set_axis_off()
    for axes, outcome in zip(panels.flat, outcomes, strict=False):
        rows = shares[shares["outcome"] == outcome].set_index("municipality").loc[places]
        left = np.zeros(len(places))
        for part, hatch in zip(parts, HATCHES, strict=True):
            width = rows[part].to_numpy(float)
            axes.barh(range(len(places)), width, left=left, color=palette[part], hatch=hatch, edgecolor="white",
                      linewidth=0.4)  # fmt: skip
            left = left + width
        chance = np.minimum(rows["chance"].to_numpy(float), 1.0)
        axes.plot(chance, range(len(places)), "D", color=BASE, markerfacecolor="white", markersize=5.5, zorder=4)
        axes.set_xlim(0.0, 1.0)
        axes.set_title(wrapped(outcome_label(outcome, "en"), 24), fontsize=9)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])
        axes.grid(axis="y", visible=False)
        axes.set_yticks(range(len(places)), [municipality_name(place, "en") for place in places])
        axes.set_ylim(len(places) - 0.4, -0.6)
    handles: list[Patch | Line2D] = [
        Patch(facecolor=palette[part], hatch=hatch, edgecolor="white", label=FACTOR_NAMES[part])
        for part, hatch in zip(parts, HATCHES, strict=True)
    ]
    handles.append(
        Line2D([], [], color=BASE, marker="D", markerfacecolor="white", linewidth=0, label="chance, at most")
    )
    figure.legend(handles=handles, loc="outside upper center", ncols=5, fontsize=8)
    figure.supxlabel("Share of the variance over the grid's cells", fontsize=9)
    return figure
