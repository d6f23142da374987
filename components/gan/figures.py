"""The generator's maps, and what muting them changes, as encoded pictures."""

from collections.abc import Sequence

import numpy as np
from PIL import Image
from torch import Tensor

from components.gan.sprites import Pictures, as_bytes, encoded, enlarged, in_rows, jpeg
from components.ui.maps import coloured

CELL = 64  # pixels of a map in a sheet: of the largest maps a pixel a number
GAP, GREY = 4, 128
GLANCE = 128
BRIGHT = 0.98  # the share of the places of a glance that are darker than its brightest


def sheet_of(maps: Tensor, channels: Sequence[int], columns: int) -> bytes:
    """Some maps (C, h, w), each on its own scale, row by row in one JPEG; their count fills the rows."""
    chosen = maps[list(channels)]
    cells = enlarged(coloured(chosen, chosen.abs().amax((1, 2), keepdim=True)), CELL // maps.shape[1])
    rim = ((0, 0), (0, GAP), (0, GAP), (0, 0))
    return jpeg(in_rows(np.pad(cells, rim, constant_values=GREY), columns))


def glances(stages: Sequence[Tensor]) -> bytes:
    """Each stage (C, h, w) at a glance, the mean of its maps, and at last the picture: a row as JPEG."""
    squares = [_glance(maps) for maps in stages[:-1]] + [as_bytes(stages[-1][None])]
    large = [enlarged(square, GLANCE // square.shape[1]) for square in squares]
    return jpeg(in_rows(np.concatenate(large), len(large)))


def _glance(maps: Tensor) -> Pictures:
    mean = maps.mean(0, keepdim=True)  # (1, h, w)
    return coloured(mean, float(mean.quantile(BRIGHT)))


def map_picture(one: Tensor) -> bytes:
    """A map (h, w) on its own scale, a pixel a number, as lossless WebP."""
    return encoded(Image.fromarray(coloured(one[None], float(one.abs().max()))[0]))


def picture(pixels: Tensor) -> bytes:
    """A picture (3, 64, 64) in [-1, 1] as lossless WebP."""
    return encoded(in_rows(as_bytes(pixels[None]), 1))


def difference(before: Tensor, after: Tensor) -> bytes:
    """Where two pictures (3, 64, 64) differ, the lightest where they differ most, as lossless WebP."""
    return map_picture((after - before).abs().mean(0))
