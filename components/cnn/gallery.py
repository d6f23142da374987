"""The shipped feature visualisations; `python -m weights.recipes.cnn.draw_gallery` makes them."""

import functools
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from components.render.encode import encoded

FOLDER = Path(__file__).with_name("data") / "gallery"
INDEX = "gallery.json"
CHOICES = "choices.json"  # what a person picked by looking at the sheets
QUALITY = 75  # of the JPEGs: six kilobytes a picture


@dataclass(frozen=True)
class LayerSheet:
    """Feature visualisations of some channels of one block, side by side in one JPEG."""

    block: int
    name: str  # of the block
    channels: tuple[int, ...]
    sheet: bytes

    def picture(self, channel: int) -> Image.Image:
        """The picture of one channel. Raises ValueError if it has none here."""
        place = self.channels.index(channel)
        with Image.open(io.BytesIO(self.sheet)) as sheet:
            side = sheet.height
            return sheet.crop((place * side, 0, (place + 1) * side, side))


@functools.cache
def gallery() -> tuple[LayerSheet, ...]:
    """Return the shipped sheets, from the first block to the classes."""
    return read_gallery(FOLDER)


def read_gallery(folder: Path) -> tuple[LayerSheet, ...]:
    """Return the sheets that the index of a folder lists."""
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    return tuple(
        LayerSheet(one["block"], one["name"], tuple(one["channels"]), (folder / one["file"]).read_bytes())
        for one in index["sheets"]
    )


@functools.cache
def representatives() -> tuple[int, ...]:
    """Return the channel that stands for each sheet: the most telling one, picked by eye, else its first."""
    picked = json.loads((FOLDER / CHOICES).read_text(encoding="utf-8"))["representatives"]
    return tuple(chosen_channel(sheet, picked) for sheet in gallery())


def chosen_channel(sheet: LayerSheet, picked: Mapping[str, int]) -> int:
    """Return the picked channel of a sheet, or its first one if none is picked, or not of those it has."""
    channel = picked.get(sheet.name)
    return channel if channel in sheet.channels else sheet.channels[0]


@functools.cache
def overview() -> bytes:
    """Return the representative of each sheet, side by side as a JPEG."""
    chosen = zip(gallery(), representatives(), strict=True)
    return side_by_side_jpeg([sheet.picture(channel) for sheet, channel in chosen])


def side_by_side_jpeg(pictures: Sequence[Image.Image]) -> bytes:
    """Equally large pictures in a row, as a JPEG."""
    row = np.concatenate([np.asarray(picture) for picture in pictures], axis=1)
    return encoded(Image.fromarray(row), "JPEG", quality=QUALITY, optimize=True)
