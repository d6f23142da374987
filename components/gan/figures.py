"""Encoded pictures of the generator's maps and of what muting them changes."""

from collections.abc import Sequence

import numpy as np
from PIL import Image
from torch import Tensor

from components.gan.sprites import as_bytes, enlarged, in_rows, jpeg
from components.render.colormap import coloured
from components.render.colours import SEQUENTIAL

CELL = 64  # pixels of a map in a sheet: of the largest maps a pixel a number
GAP, GREY = 4, 128
LARGE = 448


def sheet_of(maps: Tensor, channels: Sequence[int], columns: int) -> bytes:
    """Some maps (C, h, w), each on its own scale, row by row in one JPEG; their count fills the rows."""
    chosen = maps[list(channels)]
    cells = enlarged(coloured(chosen, chosen.abs().amax((1, 2), keepdim=True)), CELL // maps.shape[1])
    rim = ((0, 0), (0, GAP), (0, GAP), (0, 0))
    return jpeg(in_rows(np.pad(cells, rim, constant_values=GREY), columns))


def large_map(values: Tensor) -> bytes:
    """One map (h, w) on its own scale, large."""
    colours = coloured(values[None], float(values.abs().max()))
    return jpeg(Image.fromarray(enlarged(colours, LARGE // len(values))[0]))


def large_picture(picture: Tensor) -> bytes:
    """A picture (3, 64, 64) in [-1, 1], large."""
    return jpeg(Image.fromarray(enlarged(as_bytes(picture[None]), LARGE // picture.shape[1])[0]))


def large_difference(before: Tensor, after: Tensor) -> bytes:
    """Where two pictures (3, 64, 64) differ: light where they differ most."""
    return large_map((after - before).abs().mean(0))


def counts_picture(counts: Tensor) -> bytes:
    """Whole numbers (h, w) up to 4 in colours: the same number the same colour."""
    values = SEQUENTIAL[(counts / 4 * 220).round().byte().numpy()]
    return jpeg(Image.fromarray(enlarged(values[None], LARGE // len(counts))[0]))
