"""Which children a system reaches, as a figure: systems by groups of children in one municipality."""

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from experiments.figures.style import BETTER, NEUTRAL, WORSE, wrapped
from experiments.headline.equity import DIMENSIONS
from experiments.headline.tables import municipality_name, system_name
from experiments.numbers import number, unit_name
from sim.outcomes.groups import DIMENSIONS as ALL_DIMENSIONS
from sim.outcomes.groups import GROUP_OUTCOMES

PALE = 0.3
WORDS = {
    "en": {
        "less": "less",
        "more": "more",
        "unsure": "not told from nothing among its groups",
        "in": "in",
        "from": "difference from the status quo",
        "level": "status quo",
    },
    "da": {
        "less": "mindre",
        "more": "mere",
        "unsure": "ikke til at skelne fra ingenting blandt sine grupper",
        "in": "i",
        "from": "forskel til status quo",
        "level": "status quo",
    },
}
UNSURE = ("unsure", "unmoved")


def draw_equity(table: pd.DataFrame, outcome: str, municipality: str, language: str) -> Figure:
    """Difference of each group under each system; coloured where it is told from nothing among those of its dimension.

    Of the first structural variant, if there are several. One system and dimension in twenty has a colour by chance.
    """
    rows = table[(table["municipality"] == municipality) & (table["outcome"] == outcome)]
    rows = rows[rows["variant"] == rows["variant"].iloc[0]]
    names = list(dict.fromkeys(rows["scenario"]))
    widths = [len(ALL_DIMENSIONS[d].groups) for d in DIMENSIONS]
    figure, panels = plt.subplots(
        1,
        len(DIMENSIONS),
        figsize=(3.4 + 0.75 * sum(widths), 1.9 + 0.27 * len(names)),
        sharey=True,
        width_ratios=widths,
    )
    for axes, dimension in zip(panels, DIMENSIONS, strict=True):
        _draw_dimension(axes, rows[rows["dimension"] == dimension], names, dimension, outcome, language)
    panels[0].set_yticks(
        range(-1, len(names)),
        [WORDS[language]["level"], *(wrapped(system_name(name, language), 44) for name in names)], fontsize=8,
    )  # fmt: skip
    panels[0].set_ylim(len(names) - 0.5, -1.5)
    told, words = GROUP_OUTCOMES[outcome], WORDS[language]
    unit = unit_name(told.unit, language)
    where = f"{words['in']} {municipality_name(municipality, language)}"
    figure.supxlabel(f"{told.name(language)} [{unit}], {words['from']} {where}", fontsize=9)
    handles = [
        Patch(facecolor=colour, alpha=PALE, label=words[name])
        for colour, name in ((BETTER, "less"), (WORSE, "more"), ("white", "unsure"))
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=8)
    return figure


def _draw_dimension(
    axes: Axes, rows: pd.DataFrame, names: list[str], dimension: str, outcome: str, language: str
) -> None:
    split, unit = ALL_DIMENSIONS[dimension], GROUP_OUTCOMES[outcome].unit
    keys = [key for key in split.groups if key in set(rows["group"])]
    axes.set_xticks(range(len(keys)), [wrapped(_name(split.groups[key], language), 10) for key in keys], fontsize=7.5)
    axes.set_xlim(-0.5, len(keys) - 0.5)
    axes.set_title(split.name(language), fontsize=9)
    for key, base in rows.groupby("group")["base"].first().items():
        axes.text(keys.index(str(key)), -1, number(base, unit, language), **_CENTRE, color=NEUTRAL, style="italic")
    for row in rows.itertuples():
        _draw_cell(
            axes, keys.index(row.group), names.index(row.scenario), row, number(row.difference, unit, language, True)
        )
    axes.tick_params(length=0)
    axes.grid(visible=False)


_CENTRE: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7.0}


def _name(names: tuple[str, str], language: str) -> str:
    return names[1] if language == "da" else names[0]


def _draw_cell(axes: Axes, x: int, y: int, row: Any, text: str) -> None:
    if row.verdict not in UNSURE:
        colour = BETTER if row.difference < 0.0 else WORSE
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, facecolor=colour, alpha=PALE, linewidth=0))
    axes.text(x, y, text, **_CENTRE)
