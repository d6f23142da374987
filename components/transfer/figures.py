"""Encoded pictures of what was taught."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

MAP_PIXELS = 860
THUMBNAIL, FRAME = 42, 4
NEWCOMER, NEWCOMER_COLOUR = 2, "#e6007e"  # times as large, and framed in no class's colour


@dataclass(frozen=True)
class MapPhoto:
    """A photo at its place on a map."""

    place: tuple[float, float]
    picture: Image.Image
    colour: str  # of its frame


def draw_photo_map(map_photos: Sequence[MapPhoto], newcomer: MapPhoto | None) -> bytes:
    """The photos at their places on a clear ground, as WebP; the new photo larger and on top."""
    canvas = Image.new("RGBA", (MAP_PIXELS, MAP_PIXELS))
    everybody = [*map_photos, newcomer] if newcomer else [*map_photos]
    places = _fitted(np.array([map_photo.place for map_photo in everybody]))
    for map_photo, place in zip(everybody, places, strict=True):
        _paste(canvas, map_photo, place, NEWCOMER if map_photo is newcomer else 1)
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


def _paste(canvas: Image.Image, map_photo: MapPhoto, place: NDArray[np.float64], scale: int) -> None:
    side = THUMBNAIL * scale
    framed = ImageOps.expand(map_photo.picture.convert("RGB").resize((side, side)), FRAME, map_photo.colour)
    canvas.paste(framed, (int(place[0]) - framed.width // 2, int(place[1]) - framed.height // 2))
