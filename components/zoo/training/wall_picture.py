"""Many small pictures as one."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from components.render.colormap import coloured
from components.render.colours import DivergingScale
from components.render.encode import fast_png
from components.zoo.training.wall import PictureWall

RATIO = 1.2  # of the whole picture's width to its height, about


def wall_png(wall: PictureWall, scale: DivergingScale) -> bytes:
    """A PNG of the wall; signed pictures in the scale's colours, which their largest number spans."""
    if wall.signed:
        top = float(np.abs(wall.pictures).max())
        ground = scale.table[len(scale.table) // 2]
        tiles = coloured(torch.from_numpy(wall.pictures), top, scale.table)  # (n, h, w, 3)
    else:
        ground = np.full(3, 96, np.uint8)
        grey = (wall.pictures.clip(0, 1) * 255).round().astype(np.uint8)
        tiles = np.repeat(grey[..., None], 3, 3)
    return fast_png(Image.fromarray(as_grid(tiles, ground)))


def as_grid(tiles: NDArray[np.uint8], ground: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures (n, h, w, 3) in rows, a pixel of the ground's colour (3,) between them."""
    count, height, width, _ = tiles.shape
    columns = max(1, round(math.sqrt(count * RATIO * height / width)))
    rows = math.ceil(count / columns)
    sheet = np.empty((rows * columns, height + 1, width + 1, 3), np.uint8)
    sheet[:] = ground
    sheet[:count, :height, :width] = tiles
    sheet = sheet.reshape(rows, columns, height + 1, width + 1, 3).transpose(0, 2, 1, 3, 4)
    whole = sheet.reshape(rows * (height + 1), columns * (width + 1), 3)
    return np.ascontiguousarray(whole[:-1, :-1])
