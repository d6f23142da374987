"""The shipped pictures of what channels respond to; `python -m weights.draw_gallery` makes them."""

import functools
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).with_name("data") / "gallery"
INDEX = "gallery.json"
QUALITY = 75  # of the JPEGs: six kilobytes a picture
COVERS = (0, 2, 3, 4, 3, 7, 1, 1, 4, 5, 3, 3, 5, 7, 1, 3, 5, 0, 6, 0)  # the most telling ones, chosen by eye


@dataclass(frozen=True)
class Shelf:
    """Pictures of some channels of one block, side by side in one JPEG."""

    block: int
    channels: tuple[int, ...]
    sheet: bytes

    def picture(self, channel: int) -> Image.Image:
        """The picture of one channel. Raises ValueError if it has none here."""
        place = self.channels.index(channel)
        with Image.open(io.BytesIO(self.sheet)) as sheet:
            side = sheet.height
            return sheet.crop((place * side, 0, (place + 1) * side, side))


@functools.cache
def gallery() -> tuple[Shelf, ...]:
    """All shelves, from the first block to the classes."""
    return read(FOLDER)


def read(folder: Path) -> tuple[Shelf, ...]:
    """The shelves that the index of a folder lists."""
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    return tuple(
        Shelf(shelf["block"], tuple(shelf["channels"]), (folder / shelf["file"]).read_bytes())
        for shelf in index["shelves"]
    )


@functools.cache
def covers() -> tuple[int, ...]:
    """For each shelf the channel that stands for it."""
    return tuple(shelf.channels[place] for shelf, place in zip(gallery(), COVERS, strict=True))


@functools.cache
def climb() -> bytes:
    """The cover of each shelf, side by side as a JPEG."""
    return side_by_side_jpeg([shelf.picture(cover) for shelf, cover in zip(gallery(), covers(), strict=True)])


def side_by_side_jpeg(pictures: Sequence[Image.Image]) -> bytes:
    """Equally large pictures in a row, as a JPEG."""
    stream = io.BytesIO()
    row = np.concatenate([np.asarray(picture) for picture in pictures], axis=1)
    Image.fromarray(row).save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()
