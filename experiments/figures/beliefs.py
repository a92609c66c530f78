"""Prior beside posterior: marginals, how far each is narrowed, what is confounded, strength of channels, elasticity."""

from collections.abc import Sequence
from statistics import NormalDist

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from calibration.elasticity import EVIDENCE, Distribution
from calibration.fit.fitted import value_at
from calibration.fit.report import IDENTIFIED
from experiments.beliefs import POSTERIOR, PRIOR, Fit
from experiments.figures.style import BASE, BETTER, NEUTRAL, WORSE, wrapped

COLOURS = {PRIOR: NEUTRAL, POSTERIOR: BETTER}
PER_ROW = 4
TICKS = (0.05, 0.5, 0.95)
_NORMAL = NormalDist()


def draw_marginals(found: Fit, addresses: Sequence[str]) -> Figure:
    """Densities on the scale on which each prior is standard normal; ticks are quantiles of the prior in its unit."""
    figure, panels = _panels(len(addresses))
    grid = np.linspace(-3.2, 3.2, 200)
    for axes, address in zip(panels, addresses, strict=False):
        values = found.sample.coordinates[:, found.problem.addresses.index(address)]
        axes.plot(grid, np.exp(-(grid**2) / 2.0) / np.sqrt(2.0 * np.pi), color=COLOURS[PRIOR], linestyle="--")
        sns.kdeplot(x=values, weights=found.sample.weights, ax=axes, color=COLOURS[POSTERIOR], fill=True, alpha=0.25)
        at = [_NORMAL.inv_cdf(p) for p in TICKS]
        axes.set_xticks(at, [f"{value_at(address, p):.2g}" for p in TICKS])
        axes.set_xlim(-3.2, 3.2)
        axes.set_yticks([])
        axes.set_ylabel("")
        axes.set_title(_broken(address), fontsize=8)
    _prior_posterior_legend(figure, "Ticks: 5, 50 and 95 % quantiles of the prior, in the unit of the parameter")
    return figure


def _panels(n: int) -> tuple[Figure, list[Axes]]:
    lines = -(-n // PER_ROW)
    figure, grid = plt.subplots(lines, PER_ROW, figsize=(11.0, 0.7 + 1.9 * lines), squeeze=False)
    panels = list(grid.flat)
    for axes in panels[n:]:
        axes.set_axis_off()
    return figure, panels


def _broken(address: str) -> str:
    """A long name on two lines."""
    for sign in ("/", "."):
        address = address.replace(sign, f"{sign}\n", 1) if len(address) > 26 else address
    return address


def _prior_posterior_legend(figure: Figure, title: str) -> None:
    handles = [
        Line2D([], [], color=COLOURS[PRIOR], linestyle="--", label=PRIOR),
        Line2D([], [], color=COLOURS[POSTERIOR], linewidth=2.0, label=POSTERIOR),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, title=title, title_fontsize=8)


def draw_narrowing(frame: pd.DataFrame) -> Figure:
    """Contraction of every fitted coordinate; `frame` as `beliefs.narrowed` makes it."""
    figure, axes = plt.subplots(figsize=(8.4, 0.9 + 0.235 * len(frame)))
    places = np.arange(len(frame))
    colours = [BETTER if there else NEUTRAL for there in frame["identified"]]
    axes.hlines(places, 0.0, frame["contraction"], colors=colours, linewidth=1.6)
    for there, marker, colour in ((True, "o", BETTER), (False, "D", NEUTRAL)):
        rows = frame["identified"] == there
        label = f"{'identified' if there else 'not identified'} ({int(rows.sum())})"
        axes.plot(frame["contraction"][rows], places[rows], marker, color=colour, markersize=5, label=label)
    axes.axvline(IDENTIFIED, color=BASE, linestyle=":", linewidth=1.2)
    axes.axvline(0.0, color=BASE, linewidth=0.8)
    axes.set_yticks(places, [a + (" *" if s else "") for a, s in zip(frame["address"], frame["assumed"], strict=True)],
                    fontsize=7)  # fmt: skip
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.set_xlim(right=1.0)
    axes.set_xlabel("Share of the prior variance that the figures take away (mean over synthetic truths)\n"
                    "* the prior is a judgement; dotted: from here on called identified")  # fmt: skip
    axes.legend(loc="lower right")
    return figure


def draw_pair(found: Fit, pair: tuple[str, str]) -> Figure:
    """Kept points of the posterior for two coordinates, in their units; size by weight."""
    figure, axes = plt.subplots(figsize=(5.0, 4.2))
    columns = [found.problem.addresses.index(address) for address in pair]
    z = found.sample.coordinates[:, columns]
    values = np.array([[value_at(a, _NORMAL.cdf(float(x))) for a, x in zip(pair, row, strict=True)] for row in z])
    sizes = 4000.0 * found.sample.weights
    axes.scatter(values[:, 0], values[:, 1], s=sizes, color=BETTER, alpha=0.4, linewidth=0)
    axes.set_xlabel(pair[0])
    axes.set_ylabel(pair[1])
    return figure


def draw_channels(values: pd.DataFrame) -> Figure:
    """Distribution functions of the channels' strengths; the jump at 0 is the probability of no effect."""
    keys = list(dict.fromkeys(values["parameter"]))
    figure, panels = _panels(len(keys))
    for axes, key in zip(panels, keys, strict=False):
        some = values[values["parameter"] == key]
        for draws, line in ((PRIOR, "--"), (POSTERIOR, "-")):
            there = some.loc[some["draws"] == draws, "value"].to_numpy(float)
            axes.step(*_distribution(there), where="post", color=COLOURS[draws], linestyle=line, linewidth=1.6)
        axes.set_ylim(0.0, 1.02)
        axes.set_xlim(0.0, float(some["value"].quantile(0.97)))
        axes.set_title(wrapped(key.replace("_", " "), 26), fontsize=8)
        axes.tick_params(labelsize=7)
        axes.locator_params(axis="x", nbins=4)
    for axes in panels[::PER_ROW]:
        axes.set_ylabel("Probability\nof less", fontsize=8)
    _prior_posterior_legend(figure, "Strength of each channel in the unit of its parameter. The jump at 0: no effect")
    return figure


def _distribution(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ordered = np.sort(values)
    return np.concatenate([[0.0], ordered]), np.concatenate([[0.0], np.arange(1, len(values) + 1) / len(values)])


def draw_elasticity(measured: dict[str, Distribution]) -> Figure:
    """Prior and posterior of the elasticity: median, 5 to 95 %, and the mean with its standard error."""
    figure, axes = plt.subplots(figsize=(7.2, 2.3))
    axes.axvspan(*EVIDENCE, color=WORSE, alpha=0.12, linewidth=0, label="outside evidence")
    axes.axvline(0.0, color=BASE, linewidth=0.8)
    for line, (draws, found) in enumerate(measured.items()):
        low, median, high = found.quantiles
        axes.plot([low, high], [line, line], color=COLOURS[draws], linewidth=3.0, solid_capstyle="butt")
        axes.plot(median, line, "o", color=COLOURS[draws], markersize=8)
        axes.errorbar(found.mean, line + 0.22, xerr=2.0 * found.standard_error, fmt="D", color=BASE, markersize=4)
    axes.set_yticks(range(len(measured)), list(measured))
    axes.set_ylim(len(measured) - 0.4, -0.6)
    axes.set_xlabel("Elasticity of the rate of returning home to the caseload\n"
                    "bar: 5 to 95 %, circle: median, diamond: mean ± 2 standard errors")  # fmt: skip
    figure.legend(loc="outside upper right", fontsize=7)
    return figure
