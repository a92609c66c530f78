"""How figures look: colours that colour-blind readers can tell apart, text as text in SVG, the same bytes each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from PIL import Image

# of a small picture: as many as it needs by far
COLOURS = 256
BETTER, WORSE, NEUTRAL, BASE = "#0173b2", "#d55e00", "#6e6e6e", "#222222"
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sagstal",
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.labelsize": 9,
    "figure.constrained_layout.use": True,
    "legend.frameon": False,
}


@contextmanager
def style() -> Iterator[None]:
    """Settings that hold for our figures only."""
    with plt.rc_context(), sns.axes_style("whitegrid"), sns.plotting_context("notebook", font_scale=0.75):
        plt.rcParams.update(SETTINGS)
        yield


def colours(n_scenarios: int) -> list[str]:
    """The base in near black, then one colour per scenario; they repeat after ten."""
    palette = sns.color_palette("colorblind", 10).as_hex()
    return [BASE, *(palette[i % 10] for i in range(n_scenarios - 1))]


def small_png(figure: Figure, dpi: int) -> bytes:
    """The figure as a PNG with a palette: the same picture in a third of the bytes."""
    held, found = BytesIO(), BytesIO()
    figure.savefig(held, dpi=dpi, metadata={"Software": None})
    picture = Image.open(held).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(found, "PNG", optimize=True)
    return found.getvalue()


def save(figure: Figure, folder: Path, name: str, editable: bool = True) -> None:
    """Save as PNG to show and SVG to edit; what is only kept to be seen as a small PNG alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if editable:
        figure.savefig(folder / f"{name}.png", dpi=150)
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    else:
        (folder / f"{name}.png").write_bytes(small_png(figure, 150))
    plt.close(figure)


def local_numbers(axes: Axes, language: str, which: str = "xy") -> None:
    """Danish decimal commas on the axes."""
    if language != "da":
        return
    formatter = FuncFormatter(lambda value, _: f"{value:g}".replace(".", ",").replace("-", "−"))
    for axis, letter in ((axes.xaxis, "x"), (axes.yaxis, "y")):
        if letter in which:
            axis.set_major_formatter(formatter)


def wrapped(words: str, width: int) -> str:
    """Words broken into lines."""
    return fill(words, width, break_long_words=False)
