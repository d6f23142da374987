"""Encoded pictures of what a network sees."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor

from components.ui.colours import DIVERGING, SEQUENTIAL, Table
from components.vision.attribution import enlarge
from components.vision.preprocessing import Preprocessing, visible_square

PHOTO_PIXELS = 720
HEAT_PIXELS = 56  # the browser smooths it further; larger only takes longer to encode


def square_jpeg(photo: Image.Image, how: Preprocessing) -> bytes:
    """The square of a photo that a network sees, for the screen: at most 720 pixels a side."""
    square = visible_square(photo, how)
    if square.width > PHOTO_PIXELS:
        square = square.resize((PHOTO_PIXELS, PHOTO_PIXELS), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    square.save(stream, "JPEG", quality=88)
    return stream.getvalue()


def heat_png(grid: Tensor) -> bytes:
    """The positive part of an (h, w) map of evidence: the brighter and denser, the more."""
    # Cut below zero before too: what bicubic interpolation overshoots is no evidence.
    heat = enlarge(grid.clamp(min=0), HEAT_PIXELS).clamp(min=0)
    strength = (heat / heat.max().clamp(min=1e-12)).numpy()
    return _png(SEQUENTIAL, strength, strength)


def difference_png(grid: Tensor) -> bytes:
    """A signed (h, w) map: orange speaks for the one class, purple for the other, clear for neither."""
    signed = enlarge(grid, HEAT_PIXELS)
    signed = signed / signed.abs().max().clamp(min=1e-12)
    return _png(DIVERGING, ((signed + 1) / 2).numpy(), signed.abs().numpy())


def _png(table: Table, place: NDArray[np.float32], strength: NDArray[np.float32]) -> bytes:
    """Colours from `table` at `place` (0 to 1), as dense as `strength` (0 to 1)."""
    colours = table[np.rint(place * 255).astype(np.uint8)]  # (H, W, 3)
    density = np.rint(strength * 255).astype(np.uint8)[..., None]  # (H, W, 1)
    stream = io.BytesIO()
    Image.fromarray(np.concatenate([colours, density], axis=2)).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


# --- The map ------------------------------------------------------------------------------------------

MAP_PIXELS = 860
THUMBNAIL, FRAME = 42, 4
NEWCOMER, NEWCOMER_COLOUR = 2, "#e6007e"  # times as large, and framed in no class's colour


@dataclass(frozen=True)
class Spot:
    """A photo at its place on a map."""

    place: tuple[float, float]
    picture: Image.Image
    colour: str  # of its frame


def map_picture(spots: Sequence[Spot], newcomer: Spot | None) -> bytes:
    """The photos at their places on a clear ground, as WebP; the new photo larger and on top."""
    canvas = Image.new("RGBA", (MAP_PIXELS, MAP_PIXELS))
    everybody = [*spots, newcomer] if newcomer else [*spots]
    places = _fitted(np.array([spot.place for spot in everybody]))
    for spot, place in zip(everybody, places, strict=True):
        _paste(canvas, spot, place, NEWCOMER if spot is newcomer else 1)
    stream = io.BytesIO()
    canvas.save(stream, "WEBP", quality=85, method=1)
    return stream.getvalue()


def _fitted(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places (N, 2) moved and scaled, both ways alike, into the map's pixels; up stays up."""
    low, high = places.min(0), places.max(0)
    room = MAP_PIXELS - NEWCOMER * THUMBNAIL - 2 * FRAME
    scale = room / max(float((high - low).max()), 1e-9)
    fitted: NDArray[np.float64] = (places - (low + high) / 2) * (scale, -scale) + MAP_PIXELS / 2
    return fitted


def _paste(canvas: Image.Image, spot: Spot, place: NDArray[np.float64], scale: int) -> None:
    side = THUMBNAIL * scale
    framed = ImageOps.expand(spot.picture.convert("RGB").resize((side, side)), FRAME, spot.colour)
    canvas.paste(framed, (int(place[0]) - framed.width // 2, int(place[1]) - framed.height // 2))
