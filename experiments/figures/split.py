"""Where variance comes from: structure, parameters and chance side by side, with intervals."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.style import BASE, wrapped
from experiments.sensitivity.split import PARTS, Split
from experiments.sensitivity.words import word
from experiments.tables import outcome_label

HATCHES = ("///", "", "...")


def draw_split(splits: Mapping[str, Split | None]) -> Figure:
    """A group of bars per outcome, a bar per source, with its 95 % interval."""
    told = {key: split for key, split in splits.items() if split is not None}
    figure, axes = plt.subplots(figsize=(8.2, 1.3 + 0.75 * len(told)))
    palette = sns.color_palette("colorblind", len(PARTS)).as_hex()
    for place, split in enumerate(told.values()):
        for k, part in enumerate(split.parts):
            y = place + 0.26 * (k - 1)
            axes.barh(y, part.share or 0.0, height=0.24, color=palette[k], hatch=HATCHES[k], edgecolor="white")
            if part.share_ci95 is not None:
                axes.plot(part.share_ci95, [y, y], color=BASE, linewidth=1.3)
    axes.set_yticks(range(len(told)), [wrapped(outcome_label(key, "en"), 30) for key in told])
    axes.set_ylim(len(told) - 0.45, -0.55)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel("Share of the variance of a single run's paired difference")
    axes.grid(axis="y", visible=False)
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=word(name, "en"))
        for name, colour, hatch in zip(PARTS, palette, HATCHES, strict=True)
    ]
    handles.append(Line2D([], [], color=BASE, label="95 % interval"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=8)
    return figure
