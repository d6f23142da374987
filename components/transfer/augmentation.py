"""Data augmentation: random resized crop, horizontal flip, and jitter of brightness, contrast and colour.

A copy is determined by the photo's SHA-256 and its number, so that its features can be cached like the
photo's own.
"""

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from components.vision.preprocessing import Preprocessing, resized

LEAST_AREA = 0.5  # of the photo's middle square
STRENGTH = 0.25  # of the change in brightness, contrast and colour


def augment(image: Image.Image, digest: str, copy: int, how: Preprocessing) -> Image.Image:
    """Return augmented copy number `copy` (1, 2, …) of an RGB photo, `how.crop` pixels square."""
    rng = np.random.default_rng([int(digest[:16], 16), copy])
    square = _random_square(resized(image, how.resize), rng).resize(
        (how.crop, how.crop), Image.Resampling.BILINEAR
    )
    if rng.random() < 0.5:
        square = ImageOps.mirror(square)
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        square = change(square).enhance(rng.uniform(1 - STRENGTH, 1 + STRENGTH))
    return square


def _random_square(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    side = round(min(image.size) * rng.uniform(LEAST_AREA, 1) ** 0.5)
    left, top = (int(rng.integers(0, length - side + 1)) for length in image.size)
    return image.crop((left, top, left + side, top + side))
