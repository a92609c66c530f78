"""A figure as an image for a notebook: small, and with words for those who cannot see it."""

from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

DPI = 85


def show(figure: Figure, alt: str) -> Any:
    """The figure as a PNG image with alternative text; the figure is closed."""
    from IPython import display

    held = BytesIO()
    figure.savefig(held, dpi=DPI, metadata={"Software": None})
    plt.close(figure)
    image: Any = display.Image
    return image(held.getvalue(), format="png", alt=alt)
