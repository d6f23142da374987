"""The square of a photo that a network sees, at another place than the middle."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from components.vision.preprocessing import Preprocessing

LONGEST = 3  # a photo longer than this many times its width is no picture any more beside its square


@dataclass(frozen=True)
class Place:
    """How far the square has gone of the ways that it can go, in per cent from the left and from the top."""

    across: int = 50
    down: int = 50


MIDDLE = Place()


@dataclass(frozen=True)
class Box:
    """A rectangle of a picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


WHOLE = Box(0, 0, 1, 1)


def fits_beside(size: tuple[int, int]) -> bool:
    """Whether a photo of this size, (width, height), can be shown whole."""
    return max(size) <= LONGEST * min(size)


def seen_box(size: tuple[int, int], how: Preprocessing, place: Place) -> Box:
    """Where the square lies in a photo of this size, (width, height)."""
    (width, height), side = size, _seen_side(size, how)
    left, top = (width - side) * place.across / 100, (height - side) * place.down / 100
    return Box(left / width, top / height, side / width, side / height)


def around_square(photo: Image.Image, how: Preprocessing, place: Place) -> Image.Image:
    """The part of an RGB photo of which a network sees the middle, if it is to see the square at this place.

    It is a square whose side is the photo's shorter one; beyond an edge its last pixels are repeated.
    """
    box, side = seen_box(photo.size, how, place), min(photo.size)
    margin = (side - _seen_side(photo.size, how)) / 2
    left, top = round(box.left * photo.width - margin), round(box.top * photo.height - margin)
    right, bottom = left + side, top + side
    inside = max(left, 0), max(top, 0), min(right, photo.width), min(bottom, photo.height)
    beyond = (inside[1] - top, bottom - inside[3]), (inside[0] - left, right - inside[2]), (0, 0)
    return Image.fromarray(np.pad(np.asarray(photo.crop(inside)), beyond, mode="edge"))


def _seen_side(size: tuple[int, int], how: Preprocessing) -> float:
    return min(size) * how.crop / how.resize
