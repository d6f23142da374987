"""The pictures that heat maps are made of: the photo as a network sees it, and what lies over it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from components.render.colours import DIVERGING, SEQUENTIAL, Table
from components.render.encode import fast_png, jpeg
from components.vision.attribution import enlarge
from components.vision.preprocessing import Preprocessing, visible_square

PHOTO_PIXELS = 720
HEAT_PIXELS = 56  # the browser smooths it further; larger only takes longer to encode


def square_jpeg(photo: Image.Image, how: Preprocessing) -> bytes:
    """The square of a photo that a network sees, for the screen: at most 720 pixels a side."""
    square = visible_square(photo, how)
    if square.width > PHOTO_PIXELS:
        square = square.resize((PHOTO_PIXELS, PHOTO_PIXELS), Image.Resampling.BILINEAR)
    return jpeg(square, 88)


def whole_jpeg(photo: Image.Image, how: Preprocessing) -> bytes:
    """A photo of which a network sees a square, for the screen: that square has at most 720 pixels a side."""
    shrunk = min(1, PHOTO_PIXELS * how.resize / (how.crop * min(photo.size)))
    width, height = (max(1, round(side * shrunk)) for side in photo.size)
    return jpeg(photo.resize((width, height), Image.Resampling.BILINEAR) if shrunk < 1 else photo, 88)


def heat_png(grid: Tensor) -> bytes:
    """The positive part of an (h, w) map of evidence: the brighter and denser, the more."""
    # Cut below zero before too: what bicubic interpolation overshoots is no evidence.
    heat = enlarge(grid.clamp(min=0), HEAT_PIXELS).clamp(min=0)
    strength = (heat / heat.max().clamp(min=1e-12)).numpy()
    return _png(SEQUENTIAL, strength, strength)


def difference_png(grid: Tensor) -> bytes:
    """A signed (h, w) map: orange speaks for the one class, purple for the other, clear for neither."""
    signed = enlarge(grid, HEAT_PIXELS)
    signed = signed / signed.abs().max().clamp(min=1e-12)
    return _png(DIVERGING, ((signed + 1) / 2).numpy(), signed.abs().numpy())


def _png(table: Table, place: NDArray[np.float32], strength: NDArray[np.float32]) -> bytes:
    """Colours from `table` at `place` (0 to 1), as dense as `strength` (0 to 1)."""
    colours = table[np.rint(place * 255).astype(np.uint8)]  # (H, W, 3)
    density = np.rint(strength * 255).astype(np.uint8)[..., None]  # (H, W, 1)
    return fast_png(Image.fromarray(np.concatenate([colours, density], axis=2)))
