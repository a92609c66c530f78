"""One child's life line, a caseworker's weeks, and how long two runs stay equal; in English only."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.closeup.desk import Watched
from experiments.closeup.lives import coping_spans, first_and_last, need_spans, status_spans, step_spans
from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE
from sim.units import DAYS_PER_YEAR

NEEDS = ("1", "2", "3", "4a", "4b")
COPING = ("coping", "strained", "overwhelmed")
STEPS = (
    "0 none", "1 general", "2 early help", "3 at home", "4 network", "5 foster", "6 own room", "7 facility",
    "8 institution",
)  # fmt: skip
STATUSES = {
    "unknown": "#ffffff", "notified": "#ece133", "in assessment": "#de8f05", "open": "#0173b2",
    "aftercare": "#029e73", "closed": "#d9d9d9",
}  # fmt: skip
# what happened -> its row, and marker and colour
MARKS = {
    "notification": ("notification", "v", BASE),
    "crisis": ("crisis", "X", WORSE),
    "placed": ("placed", "s", WORSE),
    "breakdown": ("breakdown", "P", WORSE),
    "returned_home": ("home again", "o", BETTER),
    "follow_up_held": ("follow-up held", "o", BETTER),
    "follow_up_missed": ("follow-up missed", "x", WORSE),
    "case_moved": ("other desk", "d", NEUTRAL),
    "family_work": ("family work", "|", BETTER),
}
Lives = Mapping[str, pd.DataFrame]


def draw_lives(lives: Lives, until_days: float, from_days: float | None = None, born_days: float = 0.0) -> Figure:
    """Life lines beside each other, one column per run: need, ladder step, case, parents' coping, and events.

    The axis is the child's age in years if `born_days` is given, else years from policy start.
    """
    heights = [1.6, 2.4, 0.45, 0.9, 2.4]
    size = (1.9 + 4.7 * max(len(lives), 1.7), 7.4)
    figure, grid = plt.subplots(
        len(heights), len(lives), figsize=size, sharex=True, sharey="row", height_ratios=heights, squeeze=False
    )
    for column, (name, rows) in zip(grid.T, lives.items(), strict=True):
        _draw_life(column, rows, until_days, born_days)
        column[0].set_title(name)
        start = first_and_last(rows, until_days)[0] if from_days is None else from_days
        column[-1].set_xlim(_years(start, born_days), _years(until_days, born_days))
        column[-1].set_xlabel("Age [years]" if born_days else "Years from policy start")
    for axes, label in zip(grid[:, 0], ("Need category", "Ladder step", "Case", "Parents", ""), strict=True):
        axes.set_ylabel(label)
    seen = pd.concat([status_spans(rows, until_days) for rows in lives.values()])
    seen = seen if from_days is None else seen[seen["to_days"] > from_days]
    shown = [state for state in STATUSES if state in set(seen["state"])]
    handles = [Patch(facecolor=STATUSES[s], edgecolor=NEUTRAL, label=s) for s in shown]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), title="Case")
    return figure


def _years(days: float, born_days: float) -> float:
    return float((days - born_days) / DAYS_PER_YEAR)


def _draw_life(column: Sequence[Axes], rows: pd.DataFrame, until: float, born: float) -> None:
    need, step, case, parents, events = column
    _draw_steps(need, need_spans(rows, until), NEEDS, born, WORSE)
    _draw_steps(step, step_spans(rows, until), STEPS, born, BETTER)
    _draw_steps(parents, coping_spans(rows, until), COPING, born, NEUTRAL)
    for span in status_spans(rows, until).itertuples():
        colour = STATUSES[str(span.state)]
        case.axvspan(_years(span.from_days, born), _years(span.to_days, born), color=colour, linewidth=0)
    case.set_yticks([])
    case.grid(visible=False)
    _draw_events(events, rows, born)
    for axes in column:
        for day in (0.0, first_and_last(rows, until)[1]):
            axes.axvline(_years(day, born), color=BASE, linewidth=0.8, linestyle=":")


def _draw_steps(axes: Axes, spans: pd.DataFrame, labels: Sequence[str], born: float, colour: str) -> None:
    times = [_years(day, born) for day in [*spans["from_days"], *spans["to_days"].tail(1)]]
    states = [*spans["state"].astype(int), *spans["state"].astype(int).tail(1)]
    axes.step(times, states, where="post", color=colour, linewidth=1.8)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set_ylim(-0.4, len(labels) - 0.6)


def _draw_events(axes: Axes, rows: pd.DataFrame, born: float) -> None:
    for line, (event, (_, marker, colour)) in enumerate(MARKS.items()):
        days = rows.loc[(rows["event"] == event) & (rows["child"] >= 0), "time_days"]
        axes.plot([_years(day, born) for day in days], [line] * len(days), marker, color=colour, markersize=5)
    axes.set_yticks(range(len(MARKS)), [word for word, _, _ in MARKS.values()], fontsize=7)
    axes.set_ylim(len(MARKS) - 0.4, -0.6)


def draw_desk(watched: Watched, child: int) -> Figure:
    """A caseworker's weeks: what was worked on when, what waited, and where the hours of the post went."""
    tasks = list(dict.fromkeys([*watched.sessions["task"], *watched.queue["task"]]))
    palette = dict(zip(tasks, sns.color_palette("colorblind", max(len(tasks), 1)), strict=False))
    figure, panels = plt.subplot_mosaic(
        [["sessions", "budget"], ["queue", "budget"]], figsize=(11.0, 5.6), width_ratios=(1.35, 1.0)
    )
    _draw_sessions(panels["sessions"], watched, tasks, palette, child)
    _draw_queue(panels["queue"], watched, tasks, palette)
    _draw_budget(panels["budget"], watched, palette)
    return figure


def _draw_sessions(axes: Axes, watched: Watched, tasks: list[str], palette: Mapping[str, object], child: int) -> None:
    for session in watched.sessions.itertuples():
        line, width = tasks.index(str(session.task)), session.to_days - session.from_days
        edge = BASE if session.child == child else "none"
        axes.barh(line, width, 0.75, session.from_days, color=palette[str(session.task)], edgecolor=edge, linewidth=1.4)
    axes.set_yticks(range(len(tasks)), tasks)
    axes.set_ylim(len(tasks) - 0.4, -0.6)
    axes.set_xlim(0, watched.days)
    axes.set_title("What is worked on (black edge: this child)")
    axes.set_xlabel("Day")


def _draw_queue(axes: Axes, watched: Watched, tasks: list[str], palette: Mapping[str, object]) -> None:
    wide = watched.queue.pivot(index="day", columns="task", values="waiting").reindex(columns=tasks).fillna(0)
    wide = wide.loc[:, wide.sum() > 0]
    shades: Any = [palette[task] for task in wide]
    axes.stackplot(wide.index, *wide.to_numpy().T, labels=list(wide), colors=shades, step="post")
    axes.set_xlim(0, watched.days)
    axes.set_title("What waits")
    axes.set_ylabel("Tasks in the queue")
    axes.set_xlabel("Day")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(0, 1.3 * max(float(wide.sum(axis=1).max()), 1.0))
    if len(wide.columns):
        axes.legend(loc="upper right", fontsize=7, ncols=len(wide.columns))


def _draw_budget(axes: Axes, watched: Watched, palette: Mapping[str, object]) -> None:
    weeks = watched.days / 7.0
    names, hours = list(watched.budget), np.array(list(watched.budget.values())) / weeks
    axes.barh(names, hours, color=[palette.get(name, NEUTRAL) for name in names])
    for line, value in enumerate(hours):
        axes.text(value + 0.1, line, f"{value:.1f}", va="center", fontsize=8)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.grid(axis="y", visible=False)
    axes.set_title("Where the hours go")
    axes.set_xlabel("Hours a week, mean of the time watched")


def draw_parting(curves: Mapping[str, np.ndarray], years: float) -> Figure:
    """Share of children whose rows are the same in both runs so far, against time; `curves`: days when they part."""
    figure, axes = plt.subplots(figsize=(7.2, 3.9))
    times = np.linspace(0.0, years, 400)
    styles = ("-", "--", "-.", ":")
    colours = sns.color_palette("colorblind", len(curves))
    for (name, days), colour, line in zip(curves.items(), colours, styles * len(curves), strict=False):
        share = [float((days > time * DAYS_PER_YEAR).mean()) for time in times]
        axes.plot(times, share, color=colour, linestyle=line, linewidth=2.0, label=f"{name} (n = {len(days):,})")
    axes.set_ylim(-0.02, 1.04)
    axes.set_xlim(0.0, years)
    axes.set_xlabel("Years from policy start")
    axes.set_ylabel("Share of children still equal")
    figure.legend(loc="outside lower center", ncols=1)
    return figure
