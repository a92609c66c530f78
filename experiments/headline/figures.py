"""Figures of the headline study: systems side by side, and what caseload does with and without the other levers."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.style import BETTER, NEUTRAL, WORSE, colours, local_numbers, wrapped
from experiments.headline.tables import Dose, municipality_name, system_name
from experiments.numbers import scale_of, unit_name
from experiments.tables import outcome_label
from sim.outcomes.catalogue import find_outcome

NUMBERS = ["difference", "ci95_low", "ci95_high", "pi90_low", "pi90_high"]
WORDS = {
    "en": {
        "difference": "Difference from the status quo",
        "caseload": "Cases per caseworker",
        "sure": "95 % interval of the mean",
        "runs": "90 % of single runs (chance and parameters)",
        "doses": ("no outreach", "outreach package", "twice the package"),
        "preferences": ("placements as usual", "foster care first", "network care first"),
        "better": "better",
        "worse": "worse",
        "unsure": "not told from nothing, or neither",
        "assumed": "° sign rests on an assumed prior",
    },
    "da": {
        "difference": "Forskel til status quo",
        "caseload": "Sager pr. sagsbehandler",
        "sure": "95 %-interval for gennemsnittet",
        "runs": "90 % af enkelte kørsler (tilfældighed og parametre)",
        "doses": ("ingen opsøgende indsats", "opsøgende pakke", "det dobbelte af pakken"),
        "preferences": ("anbringelser som nu", "familiepleje først", "netværkspleje først"),
        "better": "bedre",
        "worse": "dårligere",
        "unsure": "ikke til at skelne fra ingenting, eller ingen af delene",
        "assumed": "° fortegnet hviler på en antaget prior",
    },
}


def _words(language: str, name: str) -> str:
    return str(WORDS[language][name])


def _axis_label(key: str, language: str) -> str:
    unit = unit_name(find_outcome(key).unit, language)
    return f"{_words(language, 'difference')}: {outcome_label(key, language)} [{unit}]"


def _shown(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of an outcome on the scale on which its unit is shown."""
    rows = table[table["outcome"] == key].copy()
    rows[NUMBERS] = rows[NUMBERS].astype(float) * scale_of(find_outcome(key).unit)[0]
    return rows


def _colour(row: pd.Series) -> str:
    """By the side that the whole 95 % interval is on."""
    low, high = row["ci95_low"], row["ci95_high"]
    if row["better"] == "neutral" or pd.isna(low) or low <= 0.0 <= high:
        return NEUTRAL
    return BETTER if (low > 0.0) == (row["better"] == "higher") else WORSE


def draw_systems(table: pd.DataFrame, key: str, language: str) -> Figure:
    """Difference by system (rows) and municipality (columns) for one outcome."""
    rows = _shown(table, key)
    names = list(dict.fromkeys(rows["scenario"]))
    places = list(dict.fromkeys(rows["municipality"]))
    size = (3.2 + 1.9 * len(places), 1.6 + 0.26 * len(names))
    figure, axes = plt.subplots(1, len(places), figsize=size, sharey=True, squeeze=False)
    for column, place in enumerate(places):
        _draw_place(axes[0][column], rows[rows["municipality"] == place], names, language)
        axes[0][column].set_title(municipality_name(place, language))
    axes[0][0].set_yticks(range(len(names)), [wrapped(system_name(name, language), 38) for name in names])
    axes[0][0].invert_yaxis()
    figure.supxlabel(_axis_label(key, language), fontsize=9)
    _legend(figure, language)
    return figure


def _draw_place(axes: Axes, rows: pd.DataFrame, names: list[str], language: str) -> None:
    axes.axvline(0.0, color="black", linewidth=0.8)
    for _, row in rows.iterrows():
        y, colour = names.index(row["scenario"]), _colour(row)
        axes.plot([row["pi90_low"], row["pi90_high"]], [y, y], color=colour, linewidth=1.0, alpha=0.45)
        axes.plot([row["ci95_low"], row["ci95_high"]], [y, y], color=colour, linewidth=3.5, solid_capstyle="butt")
        axes.plot(row["difference"], y, "o", color=colour, markersize=4)
        if row["prior_driven"] is True:
            axes.annotate("°", (row["difference"], y), textcoords="offset points", xytext=(4, 2), fontsize=9)
    local_numbers(axes, language, "x")


def _legend(figure: Figure, language: str) -> None:
    handles = [
        Line2D([], [], color=colour, marker="o", linewidth=0, label=_words(language, name))
        for colour, name in ((BETTER, "better"), (WORSE, "worse"), (NEUTRAL, "unsure"))
    ]
    handles += [
        Line2D([], [], color=NEUTRAL, linewidth=3.5, label=_words(language, "sure")),
        Line2D([], [], color=NEUTRAL, linewidth=1.0, alpha=0.45, label=_words(language, "runs")),
        Line2D([], [], linewidth=0, label=_words(language, "assumed")),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=8)


def draw_grid(table: pd.DataFrame, key: str, language: str) -> Figure:
    """Difference over the caseload, by municipality (columns) and placement policy (rows), a line per outreach dose."""
    rows = _shown(table, key)
    places, policies = list(dict.fromkeys(rows["municipality"])), sorted(rows["preference"].unique())
    size = (1.4 + 2.3 * len(places), 1.4 + 1.9 * len(policies))
    figure, axes = plt.subplots(len(policies), len(places), figsize=size, sharex=True, sharey="col", squeeze=False)
    for line, policy in enumerate(policies):
        for column, place in enumerate(places):
            here = rows[(rows["municipality"] == place) & (rows["preference"] == policy)]
            _draw_lines(axes[line][column], here, language)
        axes[line][0].set_ylabel(wrapped(WORDS[language]["preferences"][policy], 18))
    for column, place in enumerate(places):
        axes[0][column].set_title(municipality_name(place, language))
    figure.supylabel(_axis_label(key, language), fontsize=9)
    figure.supxlabel(_words(language, "caseload"), fontsize=9)
    _add_doses(figure, language)
    return figure


def _draw_lines(axes: Axes, rows: pd.DataFrame, language: str) -> None:
    axes.axhline(0.0, color="black", linewidth=0.8)
    palette = colours(4)[1:]
    for dose in Dose:
        line = rows[rows["outreach"] == dose].sort_values("caseload")
        axes.plot(line["caseload"], line["difference"], "o-", color=palette[dose], markersize=3, linewidth=1.2)
        axes.fill_between(line["caseload"], line["ci95_low"], line["ci95_high"], color=palette[dose], alpha=0.2, lw=0)
    local_numbers(axes, language)


def _add_doses(figure: Figure, language: str) -> None:
    palette = colours(4)[1:]
    handles = [
        Line2D([], [], color=palette[dose], marker="o", markersize=3, label=words)
        for dose, words in enumerate(WORDS[language]["doses"])
    ]
    handles.append(Line2D([], [], color=NEUTRAL, linewidth=6, alpha=0.3, label=_words(language, "sure")))
    figure.legend(handles=handles, loc="outside upper center", ncols=4, fontsize=8)
