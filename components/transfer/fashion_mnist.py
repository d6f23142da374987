"""The built-in photos: 80 garments of each of Fashion-MNIST's ten classes (Xiao et al., 2017)."""

import hashlib
import io
from pathlib import Path

from PIL import Image

from components.transfer.dataset import Album, Group, Picture

FILE = Path(__file__).parent / "data" / "fashion_mnist.png"  # made by `python -m weights.pick_garments`
SIDE, PER_CLASS = 28, 80
CLASSES = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
CREDIT = "Fashion-MNIST, Zalando Research, MIT licence"


def all_garments() -> Album:
    """All 800 photos in ten classes."""
    sheet = Image.open(FILE)
    return Album(
        tuple(
            Group(name, tuple(_picture(sheet, row, column) for column in range(PER_CLASS)))
            for row, name in enumerate(CLASSES)
        )
    )


def first(album: Album, count: int) -> Album:
    """The first `count` photos of each class."""
    return Album(tuple(Group(group.name, group.pictures[:count]) for group in album.groups))


def _picture(sheet: Image.Image, row: int, column: int) -> Picture:
    """One garment as a file of its own."""
    box = (column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE)
    stream, small = io.BytesIO(), io.BytesIO()
    tile = sheet.crop(box)
    tile.save(stream, "PNG")
    tile.save(small, "JPEG", quality=90)
    data = stream.getvalue()
    return Picture(data, hashlib.sha256(data).hexdigest(), small.getvalue())
