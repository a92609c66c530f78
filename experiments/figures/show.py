"""A figure as an image for a notebook: small, and with words for those who cannot see it."""

from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

DPI = 85
# of a figure: as many as it needs by far, in a third of the bytes
COLOURS = 256


def show(figure: Figure, alt: str) -> Any:
    """The figure as a PNG image with alternative text; the figure is closed."""
    from IPython import display

    held = BytesIO()
    figure.savefig(held, dpi=DPI, metadata={"Software": None})
    plt.close(figure)
    image: Any = display.Image
    return image(_smaller(held), format="png", alt=alt)


def _smaller(held: BytesIO) -> bytes:
    """The same picture with a palette."""
    found = BytesIO()
    picture = Image.open(held).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(found, "PNG", optimize=True)
    return found.getvalue()
