"""A brush that blacks out parts of a picture. Its strokes are texts like those of drawn_digit.py."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from components.zoo.drawn_digit import Pixels, Stroke, painted_strokes

BRUSH = 6.0  # steps of a place that it is wide: two and a half pixels of a digit


def blacked_out(pixels: Pixels, strokes: tuple[Stroke, ...]) -> Pixels:
    """A picture (28, 28) in [0, 1] with what the brush has gone over made black."""
    left: Pixels = pixels * (1 - brushed_share(strokes, pixels.shape[0]))
    return left


def brushed_share(strokes: tuple[Stroke, ...], side: int) -> NDArray[np.float32]:
    """The share (side, side) of each pixel that the brush has gone over."""
    covered = Image.fromarray(painted_strokes(strokes, BRUSH)).resize((side, side), Image.Resampling.BOX)
    return np.asarray(covered, dtype=np.float32) / np.float32(255)
