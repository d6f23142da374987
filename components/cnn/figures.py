"""Encoded pictures of feature maps, kernels, patches and heat maps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn.functional import interpolate

from components.render.colormap import coloured
from components.render.colours import DIVERGING, SEQUENTIAL, Table
from components.render.encode import fast_png, full_colour_jpeg, jpeg, png
from components.render.map_tiles import (
    TILE,
    as_square,
    map_tile,
    picture_tile,
    resized_maps,
    tiles_jpeg,
    vector_tile,
)
from components.vision.map_strength import strength

ScaleScope = Literal["map", "layer", "network"]
IN_A_TILE = 4
LARGEST_CELL, SHEET_PIXELS = 128, 1000
SHEET_RATIO, WIDE_RATIO = 0.95, 2.0  # width to height: about the shape of the room on most windows
GAP, GAP_GREY = 2, 128
INPUT_PIXELS, PHOTO_PIXELS, PATCH = 224, 448, 112
SMALL = 32  # pixels of a photo: a square that is not seen from afar
HEAT_OPACITY = 0.85


@dataclass(frozen=True)
class MapSheet:
    """Maps as one picture: a JPEG with `columns` cells a row."""

    picture: bytes
    columns: int


def map_sheet(
    maps: Tensor, order: Sequence[int], scale: ScaleScope, network_top: float, diverging: Table
) -> MapSheet:
    """Draw the maps (C, h, w) in this order as one picture, nearly a square one.

    `scale` says over what the largest absolute value is taken that gets the strongest colour; over the whole
    network it is `network_top`.
    """
    chosen = maps[list(order)]
    tops: dict[ScaleScope, Tensor | float] = {
        "map": chosen.abs().amax((1, 2), keepdim=True),
        "layer": float(maps.abs().max()),
        "network": network_top,
    }
    return _sheet(chosen, tops[scale], diverging, SHEET_RATIO)


def wide_map_sheet(maps: Tensor, diverging: Table) -> MapSheet:
    """Draw all maps (C, h, w) as one picture twice as wide as high, each to a scale of its own.

    Maps of one place are drawn to one scale: such a map has nothing but its value to show.
    """
    tops = maps.abs().amax((1, 2), keepdim=True)
    return _sheet(maps, float(tops.max()) if maps[0].numel() == 1 else tops, diverging, WIDE_RATIO)


def _sheet(chosen: Tensor, top: Tensor | float, diverging: Table, ratio: float) -> MapSheet:
    count, height = chosen.shape[:2]
    columns = math.ceil(math.sqrt(count * ratio))
    cell = max(GAP + 4, min(LARGEST_CELL, SHEET_PIXELS // columns))
    cells = resized_maps(chosen, cell - GAP) if height != cell - GAP else chosen
    return MapSheet(_sheet_jpeg(_in_rows(coloured(cells, top, diverging), columns)), columns)


def strongest_maps(results: Sequence[Tensor], diverging: Table, photo: Image.Image) -> bytes:
    """Draw a square photo and the strongest map of each of some results (C, h, w), side by side in one JPEG.

    Of a result whose maps have one place each, all values are drawn, row by row.
    """
    tiles = [
        vector_tile(maps.flatten(), diverging)
        if maps[0].numel() == 1
        else map_tile(maps[strength(maps).argmax()], diverging)
        for maps in results
    ]
    return tiles_jpeg([picture_tile(photo), *tiles])


def channel_thumbnails(runs: Sequence[Sequence[Tensor]], diverging: Table) -> bytes:
    """Draw four channels of each of some results (C, h, w), all side by side in one JPEG.

    The results of one run have the same channels: of all of them the four strongest of the last are drawn.
    """
    maps = [_thumbnail(result, _strongest(run[-1]), diverging) for run in runs for result in run]
    return _sheet_jpeg(np.concatenate(maps, axis=1))


def _small(square: Image.Image) -> NDArray[np.float32]:
    return np.asarray(square.resize((TILE, TILE), Image.Resampling.BILINEAR), np.float32)


def _strongest(maps: Tensor) -> Tensor:
    """The channels of the strongest maps (C, h, w) that a thumbnail has room for."""
    return strength(maps).topk(IN_A_TILE if len(maps) >= IN_A_TILE else 1).indices


def _thumbnail(maps: Tensor, channels: Tensor, diverging: Table) -> NDArray[np.uint8]:
    single = maps[0].numel() == 1
    chosen = as_square(maps.flatten())[None] if single else maps[channels]
    columns = math.isqrt(len(chosen))
    small = resized_maps(chosen, TILE // columns - GAP)
    return _in_rows(coloured(small, small.abs().amax((1, 2), keepdim=True), diverging), columns)


def _in_rows(pictures: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Join square pictures (N, s, s, 3) row by row, each with a gap to its right and below."""
    count, side = pictures.shape[:2]
    rows, cell = math.ceil(count / columns), side + GAP
    canvas = np.full((rows * columns, cell, cell, 3), GAP_GREY, np.uint8)
    canvas[:count, :side, :side] = pictures
    canvas = canvas.reshape(rows, columns, cell, cell, 3).swapaxes(1, 2)
    return canvas.reshape(rows * cell, columns * cell, 3)


def _sheet_jpeg(picture: NDArray[np.uint8]) -> bytes:
    return full_colour_jpeg(Image.fromarray(picture), JPEG_QUALITY)


# --- One channel ----------------------------------------------------------------------------------------


def overlay_png(one: Tensor) -> bytes:
    """Draw a map (h, w) to lie over the photo, as a PNG: the farther from zero, the denser."""
    density = one.abs() / one.abs().max().clamp(min=1e-12)
    alpha = (density * 255).round().byte().cpu().numpy()[..., None]
    colours = coloured(one[None], float(one.abs().max()), DIVERGING)[0]
    return fast_png(Image.fromarray(np.concatenate([colours, alpha], axis=2)))


def framed_photo(square: Image.Image, corners: tuple[float, float, float, float]) -> bytes:
    """Draw a receptive field into the square that the network sees, as a JPEG.

    `corners` are left, top, right and bottom in the network's 224 pixels, cut at the rim. A ring is drawn
    around one that is too small to be found.
    """
    picture = square.resize((PHOTO_PIXELS, PHOTO_PIXELS), Image.Resampling.BILINEAR)
    left, top, right, bottom = (
        round(min(max(edge, 0), INPUT_PIXELS) * PHOTO_PIXELS / INPUT_PIXELS) for edge in corners
    )
    draw = ImageDraw.Draw(picture)
    for inset, colour in ((0, "black"), (2, "white"), (4, "black")):
        box = (left + inset, top + inset, right - 1 - inset, bottom - 1 - inset)
        if box[0] < box[2] and box[1] < box[3]:
            draw.rectangle(box, outline=colour, width=2)
    if max(right - left, bottom - top) < SMALL:
        for radius, colour in ((SMALL + 2, "black"), (SMALL, "white"), (SMALL - 4, "black")):
            draw.circle(((left + right) / 2, (top + bottom) / 2), radius, outline=colour, width=4)
    return photo_jpeg(picture)


def photo_patch(square: Image.Image, corners: tuple[float, float, float, float]) -> bytes:
    """Cut out the part of a square photo inside `corners`, as a small JPEG, black beyond the rim.

    `corners` are left, top, right and bottom in the network's 224 pixels; if they are farther apart than
    that, the whole photo is taken.
    """
    if corners[2] - corners[0] > INPUT_PIXELS:
        return photo_jpeg(square.resize((PATCH, PATCH)))
    box = [round(edge * square.width / INPUT_PIXELS) for edge in corners]
    return photo_jpeg(square.crop((box[0], box[1], box[2], box[3])).resize((PATCH, PATCH)))


def kernel_picture(colours: Tensor) -> bytes:
    """Draw a kernel, a picture (k, k, 3) from 0 to 1, enlarged, as a PNG."""
    small = Image.fromarray((colours * 255).round().byte().numpy())
    return png(small.resize((PATCH, PATCH), Image.Resampling.NEAREST))


def photo_jpeg(picture: Image.Image) -> bytes:
    """Encode a picture as a JPEG."""
    return jpeg(picture, JPEG_QUALITY)


# --- Heat maps ------------------------------------------------------------------------------------------


def heatmap_thumbnails(square: Image.Image, heats: Sequence[Tensor]) -> bytes:
    """Draw a small photo under each heat map (h, w), all side by side in one JPEG."""
    small = _small(square)
    return _sheet_jpeg(np.concatenate([_heatmap_thumbnail(small, heat) for heat in heats], axis=1))


def _heatmap_thumbnail(photo: NDArray[np.float32], heat: Tensor) -> NDArray[np.uint8]:
    smooth = interpolate(heat[None, None], size=photo.shape[:2], mode="bilinear", align_corners=False)[0]
    top = float(smooth.max())
    alpha = (smooth[0] / max(top, 1e-12)).numpy()[..., None] * HEAT_OPACITY
    mixed: NDArray[np.uint8] = (
        ((1 - alpha) * photo + alpha * coloured(smooth, top, DIVERGING)[0]).round().astype(np.uint8)
    )
    return mixed


# --- Before and after -----------------------------------------------------------------------------------

COMPARED, COMPARED_CELL = 5, 96


def before_and_after(before: Tensor, after: Tensor, diverging: Table) -> tuple[bytes, tuple[int, ...]]:
    """Draw the maps (C, h, w) that differ most, before in a row above after, as a JPEG; return their numbers.

    No picture if none differs.
    """
    change = (after - before).abs().amax((1, 2))
    differing = change.topk(min(COMPARED, int((change > 0).sum()))).indices
    if not len(differing):
        return b"", ()
    rows = []
    top = torch.maximum(before[differing].abs().amax((1, 2)), after[differing].abs().amax((1, 2)))
    signed = bool(before.min() < 0)
    for maps in (before[differing], after[differing]):
        small = resized_maps(maps, COMPARED_CELL - GAP)
        scaled = small / top[:, None, None].clamp(min=1e-12)
        place, table = ((scaled + 1) / 2, diverging) if signed else (scaled, SEQUENTIAL)
        rows.append(_in_rows(table[(place.clamp(0, 1) * 255).round().byte().cpu().numpy()], len(differing)))
    return _sheet_jpeg(np.concatenate(rows)), tuple(differing.tolist())


LARGE = 448
JPEG_QUALITY = 88


def enlarged_map(one: Tensor, diverging: Table) -> bytes:
    """Draw a map (h, w) in its colours, enlarged without blurring, as a JPEG."""
    small = Image.fromarray(coloured(one[None], float(one.abs().max()), diverging)[0])
    return photo_jpeg(small.resize((LARGE, LARGE), Image.Resampling.NEAREST))
