"""From a photo to what a network sees of it. It needs Pillow and numpy only, so that an exported program
takes this very file along and treats a photo as the page does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_LONGEST = 16  # a strip that is longer than this many times its width is cut to its middle


@dataclass(frozen=True)
class Preprocessing:
    """Shorter side to `resize` pixels, middle square of `crop` pixels, then (value - mean) / std."""

    resize: int
    crop: int
    mean: tuple[float, ...]  # of red, green and blue, which go from 0 to 1
    std: tuple[float, ...]


def seen_pixels(photo: Image.Image, how: Preprocessing) -> NDArray[np.float32]:
    """What a network sees of an RGB photo, (3, crop, crop), to the last bit as torchvision's presets."""
    return normalised(_middle(resized(photo, how.resize), how.crop, how.crop), how)


def resized(photo: Image.Image, shorter_side: int) -> Image.Image:
    """The photo with its shorter side `shorter_side` pixels long."""
    photo = _without_far_ends(photo)
    width, height = photo.size
    if width <= height:
        size = (shorter_side, int(shorter_side * height / width))
    else:
        size = (int(shorter_side * width / height), shorter_side)
    return photo.resize(size, Image.Resampling.BILINEAR)


def normalised(square: Image.Image, how: Preprocessing) -> NDArray[np.float32]:
    """An RGB picture of any size as (3, H, W)."""
    values = np.asarray(square, np.float32).transpose(2, 0, 1) / np.float32(255)
    mean, std = (np.array(numbers, np.float32)[:, None, None] for numbers in (how.mean, how.std))
    result: NDArray[np.float32] = (values - mean) / std
    return result


def visible_square(photo: Image.Image, how: Preprocessing) -> Image.Image:
    """The part of an RGB photo that a network sees, in the photo's own resolution."""
    side = max(1, round(min(photo.size) * how.crop / how.resize))
    return _middle(photo, side, side)


def _without_far_ends(photo: Image.Image) -> Image.Image:
    """Cut a very long strip to its middle: resized whole it would fill the memory."""
    longest = _LONGEST * min(photo.size)
    return _middle(photo, min(photo.width, longest), min(photo.height, longest))


def _middle(photo: Image.Image, width: int, height: int) -> Image.Image:
    left, top = round((photo.width - width) / 2), round((photo.height - height) / 2)
    return photo.crop((left, top, left + width, top + height))
