"""Write the digits that the app ships: `python -m weights.recipes.zoo.pick_digits [--data PATH]`.

The first LEARNED of MNIST's training digits and the first HELD_OUT of its held-out ones, in 16 levels
of grey, as one picture without loss. Writes components/zoo/data/digits.npz.
"""

import argparse

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from components.render.encode import encoded
from components.zoo.digits import COLUMNS, DIGITS, HELD_OUT, LEARNED
from weights.recipes.zoo.mnist import data_argument, load_mnist

LEVELS = 16


def sheet(pictures: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Pictures (n, 28, 28) in [0, 1] side by side, COLUMNS in a row, in LEVELS of grey."""
    grey = np.round(np.round(pictures * (LEVELS - 1)) * 255 / (LEVELS - 1)).astype(np.uint8)
    rows = grey.reshape(-1, COLUMNS, *grey.shape[1:])
    return rows.transpose(0, 2, 1, 3).reshape(rows.shape[0] * rows.shape[2], -1)


def _small(pixels: NDArray[np.uint8]) -> bytes:
    return encoded(Image.fromarray(pixels), "WEBP", lossless=True, method=6, quality=100)


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description="Write the digits that the app ships.")
    data_argument(parser)
    mnist = load_mnist(parser.parse_args().data)
    pictures = np.concatenate([mnist.pictures[:LEARNED], mnist.held_out_pictures[:HELD_OUT]])
    classes = np.concatenate([mnist.classes[:LEARNED], mnist.held_out_classes[:HELD_OUT]])
    packed = np.frombuffer(_small(sheet(pictures)), np.uint8)
    np.savez(DIGITS, sheet=packed, classes=classes.astype(np.uint8))


if __name__ == "__main__":
    main()
