"""A map of numbers as a picture, a pixel a place."""

from PIL import Image
from torch import Tensor

from components.render.colormap import coloured
from components.render.colours import Table
from components.render.encode import fast_png


def pixel_png(one: Tensor, top: float, diverging: Table) -> bytes:
    """Draw a map (h, w) in its colours as a PNG, `top` being the value of the strongest colour."""
    return fast_png(Image.fromarray(coloured(one[None], top, diverging)[0]))
