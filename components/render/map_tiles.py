"""Square tiles of one size, side by side in one picture: a photo, maps of numbers, vectors."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate

from components.render.colormap import coloured
from components.render.colours import Table
from components.render.encode import full_colour_jpeg

TILE = 144  # pixels of a side
QUALITY = 88
Pixels = NDArray[np.uint8]


def picture_tile(square: Image.Image) -> Pixels:
    """A square RGB picture."""
    return np.asarray(square.resize((TILE, TILE), Image.Resampling.BILINEAR), np.uint8)


def map_tile(one: Tensor, diverging: Table) -> Pixels:
    """A map (h, w) in its colours, its largest absolute value in the strongest one.

    A small one is coloured first and then enlarged: it has fewer places to be coloured.
    """
    small = one[None] if max(one.shape) <= TILE else resized_maps(one[None], TILE)
    picture: Pixels = coloured(small, float(small.abs().max()), diverging)[0]
    rows, columns = (_nearest(side) for side in picture.shape[:2])
    enlarged: Pixels = picture.take(rows, 0).take(columns, 1)
    return enlarged


def _nearest(side: int) -> NDArray[np.int64]:
    """For each pixel of a tile the nearest of so many places."""
    places: NDArray[np.int64] = (2 * np.arange(TILE) + 1) * side // (2 * TILE)
    return places


def vector_tile(values: Tensor, diverging: Table) -> Pixels:
    """Values (n,) in rows, as a square that ends in zeros, in their colours."""
    return map_tile(as_square(values), diverging)


def as_square(values: Tensor) -> Tensor:
    """Arrange a vector (n,) in rows, as a square that ends in zeros."""
    side = math.ceil(math.sqrt(len(values)))
    square = values.new_zeros(side * side)
    square[: len(values)] = values
    return square.reshape(side, side)


def resized_maps(maps: Tensor, side: int) -> Tensor:
    """Resize maps (C, h, w) to (C, side, side): nearest neighbour when enlarged, means when reduced."""
    if maps.shape[1] > side:
        return interpolate(maps[None], size=(side, side), mode="area")[0]
    return interpolate(maps[None], size=(side, side), mode="nearest-exact")[0]


def tiles_jpeg(tiles: Sequence[Pixels]) -> bytes:
    """The tiles side by side as a JPEG."""
    return full_colour_jpeg(Image.fromarray(np.concatenate(tiles, axis=1)), QUALITY)
