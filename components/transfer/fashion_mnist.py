"""Built-in data set: 80 photos of each of Fashion-MNIST's ten classes (Xiao et al., 2017,
https://arxiv.org/abs/1708.07747).
"""

import hashlib
from pathlib import Path

from PIL import Image

from components.render.encode import jpeg, png
from components.transfer.dataset import LabelledPhoto, PhotoClass, PhotoDataset

# Made by weights/recipes/transfer/pick_garments.py.
FILE = Path(__file__).parent / "data" / "fashion_mnist.png"
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


def load_fashion_mnist() -> PhotoDataset:
    """Load all 800 photos in ten classes."""
    sheet = Image.open(FILE)
    return PhotoDataset(
        tuple(
            PhotoClass(name, tuple(_photo(sheet, row, column) for column in range(PER_CLASS)))
            for row, name in enumerate(CLASSES)
        )
    )


def first_per_class(dataset: PhotoDataset, count: int) -> PhotoDataset:
    """Return the first `count` photos of each class."""
    return PhotoDataset(
        tuple(PhotoClass(photo_class.name, photo_class.photos[:count]) for photo_class in dataset.classes)
    )


def _photo(sheet: Image.Image, row: int, column: int) -> LabelledPhoto:
    """Return the photo at a place of the sheet, as a PNG file."""
    box = (column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE)
    tile = sheet.crop(box)
    data = png(tile)
    return LabelledPhoto(data, hashlib.sha256(data).hexdigest(), jpeg(tile, 90))
