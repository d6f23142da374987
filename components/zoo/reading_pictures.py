"""A network's way through a sequence as pictures, time from left to right."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from components.render.colormap import coloured
from components.render.colours import DivergingScale
from components.render.data_url import data_url
from components.render.encode import fast_png
from components.zoo.digits import digit_address
from components.zoo.sequence_reading import Numbers, SequenceReading

LEAST = 1e-8  # share of the largest gradient at which the drawing ends


@dataclass(frozen=True)
class ReadingPictures:
    """Addresses that hold pictures with a column for each step, and the gradient's size from 0 to 1."""

    given: str
    classes: str
    states: str
    gradient: list[float]


def reading_pictures(reading: SequenceReading, scale: DivergingScale) -> ReadingPictures:
    """What was read, the probabilities, and the hidden states in the scale's colours."""
    return ReadingPictures(
        digit_address(reading.inputs.T),
        _address(reading.classes.T, 1.0, scale),
        _address(reading.states.T, 1.0, scale),
        gradient_heights(reading.gradients),
    )


def gradient_heights(gradients: Numbers) -> list[float]:
    """Sizes (T,) on a logarithmic scale: 1 is the largest, 0 is LEAST of it or less."""
    shares = gradients / max(float(gradients.max()), 1e-30)
    heights = 1 - np.log10(shares.clip(LEAST, 1)) / np.log10(LEAST)
    return [round(float(height), 3) for height in heights]


def _address(rows: Numbers, top: float, scale: DivergingScale) -> str:
    """Numbers (h, T) as a picture of as many pixels."""
    colours = coloured(torch.from_numpy(np.ascontiguousarray(rows))[None], top, scale.table)[0]
    return data_url(fast_png(Image.fromarray(colours)), "png")
