"""Handwritten digits that the app ships: a part of MNIST (LeCun, Cortes and Burges; CC BY-SA 3.0).

Written by weights/recipes/zoo/pick_digits.py.
"""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from components.render.data_url import data_url
from components.render.encode import fast_png

DIGITS = Path(__file__).parent / "data" / "digits.npz"
LEARNED, HELD_OUT = 10_000, 2_000  # digits to learn from, and such as no network of the zoo has learned from
COLUMNS, SIDE = 100, 28  # of the picture that holds them all, and the pixels of one


@dataclass(frozen=True, eq=False)
class Digits:
    """Pictures (n, 28, 28) of uint8, 0 is black ground, and what each shows (n,)."""

    pictures: NDArray[np.uint8]
    classes: NDArray[np.uint8]

    def pixels(self, number: int) -> NDArray[np.float32]:
        """One picture (28, 28), from 0 to 1."""
        pixels: NDArray[np.float32] = self.pictures[number].astype(np.float32) / 255
        return pixels


@cache
def _all_digits() -> Digits:
    with np.load(DIGITS) as data:
        sheet, classes = (
            np.asarray(Image.open(io.BytesIO(data["sheet"].tobytes())).convert("L")),
            data["classes"],
        )
    rows = sheet.reshape(-1, SIDE, COLUMNS, SIDE).transpose(0, 2, 1, 3)
    return Digits(rows.reshape(-1, SIDE, SIDE), classes)


def digits_to_learn() -> Digits:
    """Those to learn from."""
    found = _all_digits()
    return Digits(found.pictures[:LEARNED], found.classes[:LEARNED])


def held_out_digits() -> Digits:
    """Those that no network has learned from."""
    found = _all_digits()
    return Digits(found.pictures[LEARNED:], found.classes[LEARNED:])


def grey_picture(pixels: NDArray[np.float32]) -> Image.Image:
    """A picture (height, width) in [0, 1]."""
    return Image.fromarray((pixels * 255).round().astype(np.uint8))


def digit_png(pixels: NDArray[np.float32]) -> bytes:
    """A digit, or several beside each other, (height, width) in [0, 1], as a PNG."""
    return fast_png(grey_picture(pixels))


def digit_address(pixels: NDArray[np.float32]) -> str:
    """The same as an address that holds it."""
    return data_url(digit_png(pixels), "png")
