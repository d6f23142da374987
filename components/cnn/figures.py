"""Encoded pictures of what happens in a network."""

import io
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

from components.cnn.tracing import strength
from components.render.colormap import coloured
from components.render.colours import DIVERGING, SEQUENTIAL

Scale = Literal["map", "layer", "network"]
THUMBNAIL = 96
IN_A_THUMBNAIL = 4
LARGEST_CELL, SHEET_PIXELS = 128, 1000
GAP, GAP_GREY = 2, 128
INPUT_PIXELS, PHOTO_PIXELS, PATCH = 224, 448, 112
HEAT_OPACITY = 0.85


@dataclass(frozen=True)
class Tiles:
    """Maps as one picture: a JPEG with `columns` cells a row."""

    picture: bytes
    columns: int


def tiles(maps: Tensor, order: Sequence[int], scale: Scale, network_top: float) -> Tiles:
    """The maps (C, h, w) in this order as one picture; `network_top` is the top for the whole network."""
    chosen = maps[list(order)]
    tops: dict[Scale, Tensor | float] = {
        "map": chosen.abs().amax((1, 2), keepdim=True),
        "layer": float(maps.abs().max()),
        "network": network_top,
    }
    count, height = chosen.shape[:2]
    columns = _columns(count)
    cell = max(GAP + 4, min(LARGEST_CELL, SHEET_PIXELS // columns))
    grown = _grown(chosen, cell - GAP) if height != cell - GAP else chosen
    return Tiles(_jpeg(_in_rows(coloured(grown, tops[scale]), columns)), columns)


def _columns(count: int) -> int:
    """How many cells a row has: full rows if that can be, in a sheet about 1.6 times as wide as high."""
    wanted = math.ceil(math.sqrt(count * 1.6))
    near = [columns for columns in range(wanted // 2, 2 * wanted) if columns and count % columns == 0]
    return min(near, key=lambda columns: abs(columns - wanted), default=wanted)


def thumbnails(results: Sequence[Tensor]) -> bytes:
    """For each of some results (C, h, w) its four strongest maps, all side by side in one JPEG."""
    return _jpeg(np.concatenate([_thumbnail(maps) for maps in results], axis=1))


def _thumbnail(maps: Tensor) -> NDArray[np.uint8]:
    if maps[0].numel() == 1:
        maps = _as_square(maps.flatten())[None]
    count = IN_A_THUMBNAIL if len(maps) >= IN_A_THUMBNAIL else 1
    chosen = maps[strength(maps).topk(count).indices]
    columns = math.isqrt(count)
    small = _grown(chosen, THUMBNAIL // columns - GAP)
    return _in_rows(coloured(small, small.abs().amax((1, 2), keepdim=True)), columns)


def _as_square(values: Tensor) -> Tensor:
    """A vector in rows, as a square that ends in zeros."""
    side = math.ceil(math.sqrt(len(values)))
    square = values.new_zeros(side * side)
    square[: len(values)] = values
    return square.reshape(side, side)


def _grown(maps: Tensor, side: int) -> Tensor:
    """Maps (C, h, w) as (C, side, side): places stay squares when enlarged, and are averaged when reduced."""
    if maps.shape[1] > side:
        return interpolate(maps[None], size=(side, side), mode="area")[0]
    return interpolate(maps[None], size=(side, side), mode="nearest-exact")[0]


def _in_rows(pictures: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """Square pictures (N, s, s, 3) row by row as one, each with a gap to its right and below."""
    count, side = pictures.shape[:2]
    rows, cell = math.ceil(count / columns), side + GAP
    canvas = np.full((rows * columns, cell, cell, 3), GAP_GREY, np.uint8)
    canvas[:count, :side, :side] = pictures
    canvas = canvas.reshape(rows, columns, cell, cell, 3).swapaxes(1, 2)
    return canvas.reshape(rows * cell, columns * cell, 3)


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=88, subsampling=0)
    return stream.getvalue()


# --- One channel ----------------------------------------------------------------------------------------


def map_png(one: Tensor) -> bytes:
    """A map (h, w) to lie over the photo: the farther from zero, the denser."""
    density = one.abs() / one.abs().max().clamp(min=1e-12)
    alpha = (density * 255).round().byte().cpu().numpy()[..., None]
    colours = coloured(one[None], float(one.abs().max()))[0]
    stream = io.BytesIO()
    Image.fromarray(np.concatenate([colours, alpha], axis=2)).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def framed_photo(square: Image.Image, corners: tuple[float, float, float, float]) -> bytes:
    """The square that the network sees with a receptive field drawn in, as a JPEG.

    `corners` are left, top, right and bottom in the network's 224 pixels, cut at the rim.
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
    return encoded(picture)


def patch(square: Image.Image, corners: tuple[float, float, float, float]) -> bytes:
    """The part of a square photo inside `corners`, as a small JPEG, black beyond the rim; or all of it."""
    if corners[2] - corners[0] > INPUT_PIXELS:
        return encoded(square.resize((PATCH, PATCH)))
    box = [round(edge * square.width / INPUT_PIXELS) for edge in corners]
    return encoded(square.crop((box[0], box[1], box[2], box[3])).resize((PATCH, PATCH)))


def kernel_picture(colours: Tensor) -> bytes:
    """A kernel as a picture (k, k, 3) from 0 to 1, enlarged, as a PNG."""
    small = Image.fromarray((colours * 255).round().byte().numpy())
    stream = io.BytesIO()
    small.resize((PATCH, PATCH), Image.Resampling.NEAREST).save(stream, "PNG")
    return stream.getvalue()


def encoded(picture: Image.Image) -> bytes:
    """A picture as a JPEG."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=88)
    return stream.getvalue()


def map_picture(one: Tensor) -> bytes:
    """A map (h, w) in its colours, a pixel a place, as a PNG."""
    stream = io.BytesIO()
    Image.fromarray(coloured(one[None], float(one.abs().max()))[0]).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


# --- Heat maps ------------------------------------------------------------------------------------------


def glances(square: Image.Image, heats: Sequence[Tensor]) -> bytes:
    """A small photo under each heat map (h, w), all side by side in one JPEG."""
    small = np.asarray(square.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BILINEAR), np.float32)
    return _jpeg(np.concatenate([_under(small, heat) for heat in heats], axis=1))


def _under(photo: NDArray[np.float32], heat: Tensor) -> NDArray[np.uint8]:
    grown = interpolate(heat[None, None], size=photo.shape[:2], mode="bilinear", align_corners=False)[0]
    top = float(grown.max())
    share = (grown[0] / max(top, 1e-12)).numpy()[..., None] * HEAT_OPACITY
    mixed: NDArray[np.uint8] = (
        ((1 - share) * photo + share * coloured(grown, top)[0]).round().astype(np.uint8)
    )
    return mixed


# --- Before and after -----------------------------------------------------------------------------------

COMPARED, COMPARED_CELL = 10, 96


def compared(before: Tensor, after: Tensor) -> tuple[bytes, tuple[int, ...]]:
    """The maps (C, h, w) that differ most, before in a row above after, as a JPEG; and their numbers.

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
        small = _grown(maps, COMPARED_CELL - GAP)
        scaled = small / top[:, None, None].clamp(min=1e-12)
        place, table = ((scaled + 1) / 2, DIVERGING) if signed else (scaled, SEQUENTIAL)
        rows.append(_in_rows(table[(place.clamp(0, 1) * 255).round().byte().cpu().numpy()], len(differing)))
    return _jpeg(np.concatenate(rows)), tuple(differing.tolist())


LARGE = 448


def large_map(one: Tensor) -> bytes:
    """A map (h, w) in its colours, enlarged without blurring, as a JPEG."""
    small = Image.fromarray(coloured(one[None], float(one.abs().max()))[0])
    return encoded(small.resize((LARGE, LARGE), Image.Resampling.NEAREST))
