"""JPEG figures of the generator's feature maps, and of the changes that ablation makes."""

from collections.abc import Sequence

import numpy as np
from PIL import Image
from torch import Tensor

from components.gan.images import JPEG_QUALITY, image_grid, to_uint8, upscale_nearest
from components.render.colormap import coloured
from components.render.colours import DIVERGING, SEQUENTIAL, Table
from components.render.encode import full_colour_jpeg

CELL = 64  # pixels of a map in a sheet: of the largest maps a pixel a number
GAP, GREY = 4, 128
LARGE = 448


def feature_map_sheet(maps: Tensor, channels: Sequence[int], columns: int, diverging: Table) -> bytes:
    """Draw some maps (C, h, w), each on its own scale, row by row; what is left of the last row is grey."""
    chosen = maps[list(channels)]
    pixels = coloured(chosen, chosen.abs().amax((1, 2), keepdim=True), diverging)
    cells = upscale_nearest(pixels, CELL // maps.shape[1])
    rim = ((0, -len(cells) % columns), (0, GAP), (0, GAP), (0, 0))
    return full_colour_jpeg(image_grid(np.pad(cells, rim, constant_values=GREY), columns), JPEG_QUALITY)


def feature_map_jpeg(values: Tensor, diverging: Table) -> bytes:
    """Draw one map (h, w) on its own scale, enlarged."""
    colours = coloured(values[None], float(values.abs().max()), diverging)
    return full_colour_jpeg(Image.fromarray(upscale_nearest(colours, LARGE // len(values))[0]), JPEG_QUALITY)


def generated_jpeg(picture: Tensor) -> bytes:
    """Draw a picture (3, 64, 64) in [-1, 1], enlarged."""
    return full_colour_jpeg(
        Image.fromarray(upscale_nearest(to_uint8(picture[None]), LARGE // picture.shape[1])[0]), JPEG_QUALITY
    )


def difference_jpeg(before: Tensor, after: Tensor) -> bytes:
    """Draw the difference of two pictures (3, 64, 64): light where it is largest."""
    return feature_map_jpeg((after - before).abs().mean(0), DIVERGING)  # none is negative


def counts_jpeg(counts: Tensor) -> bytes:
    """Draw whole numbers (h, w) up to 4 in colours: the same number has the same colour."""
    values = SEQUENTIAL[(counts / 4 * 220).round().byte().numpy()]
    enlarged = upscale_nearest(values[None], LARGE // len(counts))[0]
    return full_colour_jpeg(Image.fromarray(enlarged), JPEG_QUALITY)
