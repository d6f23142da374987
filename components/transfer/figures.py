"""Encoded pictures of a trained classifier's photos."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from components.render.encode import webp

MAP_PIXELS = 860
THUMBNAIL, FRAME = 42, 4
QUERY_SCALE = 2  # times as large as the others


@dataclass(frozen=True)
class MapPhoto:
    """A photo at its position on a map."""

    position: tuple[float, float]
    image: Image.Image
    colour: str  # of its frame


def draw_photo_map(photos: Sequence[MapPhoto], query: MapPhoto | None) -> bytes:
    """Draw photos at their positions on a transparent ground, as WebP; the query photo larger and on top."""
    canvas = Image.new("RGBA", (MAP_PIXELS, MAP_PIXELS))
    drawn = [*photos, query] if query else [*photos]
    positions = _fitted(np.array([photo.position for photo in drawn]))
    for photo, position in zip(drawn, positions, strict=True):
        _paste(canvas, photo, position, QUERY_SCALE if photo is query else 1)
    return webp(canvas, 85)


def _fitted(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift and scale positions (N, 2), both axes alike, to the map's pixels; up stays up."""
    low, high = positions.min(0), positions.max(0)
    free = MAP_PIXELS - QUERY_SCALE * THUMBNAIL - 2 * FRAME
    scale = free / max(float((high - low).max()), 1e-9)
    fitted: NDArray[np.float64] = (positions - (low + high) / 2) * (scale, -scale) + MAP_PIXELS / 2
    return fitted


def _paste(canvas: Image.Image, photo: MapPhoto, position: NDArray[np.float64], scale: int) -> None:
    side = THUMBNAIL * scale
    framed = ImageOps.expand(photo.image.convert("RGB").resize((side, side)), FRAME, photo.colour)
    canvas.paste(framed, (int(position[0]) - framed.width // 2, int(position[1]) - framed.height // 2))
