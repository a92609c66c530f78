"""What evaluations see, with the policy and without it, beside the true effect: one dot per evaluation."""

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.evaluation.conclude import Conclusion
from experiments.evaluation.execute import Evaluations
from experiments.evaluation.table import title
from experiments.evaluation.words import word
from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE, local_numbers, wrapped
from experiments.numbers import unit_name

ROWS = ("with_row", "without_row", "true_row")
COLOURS = {"significant": WORSE, "fall": BETTER, "no_claim": NEUTRAL}
MARKERS = {"significant": "D", "fall": "o", "no_claim": "X"}
Row = dict[str, Any]


def draw_evaluation(found: Evaluations, document: Row, language: str) -> Figure:
    """The figure: a panel for each way of choosing."""
    selections = found.evaluation.how.selections
    size = (8.0, 1.6 + 2.4 * len(selections))
    figure, grid = plt.subplots(len(selections), 1, figsize=size, sharex=True, squeeze=False)
    for k, (axes, selection) in enumerate(zip(grid[:, 0], selections, strict=True)):
        frame = _frame(found, k)
        _draw_panel(axes, frame, language)
        axes.set_title(_panel_title(document, selection, language))
        local_numbers(axes, language, "x")
    unit = unit_name(document["unit"], language)
    words = word("effect", language).format(outcome=word(document["outcome"], language), unit=unit)
    grid[-1, 0].set_xlabel(words)
    figure.suptitle(wrapped(title(document, found.evaluation, language), 90), fontsize=10)
    _add_legend(figure, language)
    return figure


def _frame(found: Evaluations, k: int) -> pd.DataFrame:
    """One row per dot: which line, effect, and what is claimed."""
    rows: list[tuple[str, float, str]] = []
    for done in found.done:
        seen = done.seen[k]
        rows.append(("with_row", seen.with_policy.effect, _claim(seen.with_policy)))
        rows.append(("without_row", seen.without_policy.effect, _claim(seen.without_policy)))
        rows.append(("true_row", seen.true_effect, "no_claim"))
    return pd.DataFrame(rows, columns=["row", "effect", "claim"]).dropna()


def _claim(conclusion: Conclusion) -> str:
    if conclusion.any_fall and conclusion.significant:
        return "significant"
    return "fall" if conclusion.any_fall else "no_claim"


def _draw_panel(axes: Axes, frame: pd.DataFrame, language: str) -> None:
    axes.axvline(0.0, color="black", linewidth=0.8)
    seen = frame[frame["row"] != "true_row"]
    for claim, colour in COLOURS.items():
        dots = seen[seen["claim"] == claim]
        sns.stripplot(
            dots, x="effect", y="row", order=ROWS, color=colour, marker=MARKERS[claim], size=4, alpha=0.6,
            jitter=0.3, ax=axes, legend=False,
        )  # fmt: skip
    truth = frame[frame["row"] == "true_row"]
    sns.stripplot(truth, x="effect", y="row", order=ROWS, color=BASE, size=3, alpha=0.5, jitter=0.2, ax=axes)
    means = frame.groupby("row")["effect"].mean()
    for place, row in enumerate(ROWS):
        if row in means:
            axes.plot([means[row]] * 2, [place - 0.42, place + 0.42], color=BASE, linewidth=2.2, zorder=5)
    axes.set_yticks(range(len(ROWS)), [word(row, language) for row in ROWS])
    axes.set_ylabel("")


def _panel_title(document: Row, selection: str | None, language: str) -> str:
    """How many claim an effect, with the policy and without."""
    rows = [row for row in document["evaluations"] if row["selection"] == selection]
    parts = [
        f"{word(row['definition'], language)}: {100 * row['p_claim']:.0f} % ({100 * row['p_false_claim']:.0f} %)"
        for row in rows
        if row["p_claim"] is not None
    ]
    claims = word("claims_title", language).format(claims="; ".join(parts))
    return f"{word(selection or 'all', language).capitalize()}\n{claims}"


def _add_legend(figure: Figure, language: str) -> None:
    handles = [
        Line2D([], [], color=colour, marker=MARKERS[claim], linestyle="", label=word(claim, language))
        for claim, colour in COLOURS.items()
    ]
    handles.append(Line2D([], [], color=BASE, linewidth=2.2, label=word("mean", language)))
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
