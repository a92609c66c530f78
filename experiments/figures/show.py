"""A figure as an image for a notebook: small, and with words for those who cannot see it."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from experiments.figures.style import small_png

DPI = 85


def show(figure: Figure, alt: str) -> Any:
    """The figure as a PNG image with alternative text; the figure is closed."""
    from IPython import display

    picture = small_png(figure, DPI)
    plt.close(figure)
    image: Any = display.Image
    return image(picture, format="png", alt=alt)
