"""Makes the built-in set of the page Transfer learning.

`python -m weights.recipes.transfer.pick_garments --data PATH`.

PATH is Fashion-MNIST as one .npz file with `images` (N, 28, 28) uint8 and `labels` (N,). The first 80
pictures of each class are put into one grey picture: a row a class, a column a picture.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from components.transfer.fashion_mnist import CLASSES, FILE, PER_CLASS


def main() -> None:
    """Write components/transfer/data/fashion_mnist.png."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    with np.load(parser.parse_args().data) as data:
        images, labels = data["images"], data["labels"]
    rows = [np.hstack(images[labels == label][:PER_CLASS]) for label in range(len(CLASSES))]
    Image.fromarray(np.vstack(rows)).save(FILE, optimize=True)


if __name__ == "__main__":
    main()
