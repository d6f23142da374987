"""Makes the test set of the built-in garments.

`python -m weights.recipes.transfer.embed_garments --data PATH`.

PATH is Fashion-MNIST as one .npz file, as for `pick_garments`. The first pictures of each class after those
that are shown on the page go through the default network one by one, as a visitor's photos do.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from components.transfer.embeddings import embed
from components.transfer.fashion_mnist import CLASSES
from components.transfer.fashion_mnist import PER_CLASS as SHOWN
from components.transfer.garment_test_set import PER_CLASS, save_garment_test_set
from components.vision.backbones import DEFAULT, load_network
from components.vision.preprocessing import seen_pixels


def main() -> None:
    """Write components/transfer/data/garment_test_set.safetensors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    with np.load(parser.parse_args().data) as data:
        images, labels = data["images"], data["labels"]
    network = load_network(DEFAULT, "cpu")
    rows, targets = [], []
    for label in range(len(CLASSES)):
        for picture in images[labels == label][SHOWN : SHOWN + PER_CLASS]:
            seen = seen_pixels(Image.fromarray(picture).convert("RGB"), network.backbone.preprocessing)
            rows.append(embed(network, torch.from_numpy(seen)))
            targets.append(label)
    save_garment_test_set(torch.stack(rows), torch.tensor(targets))


if __name__ == "__main__":
    main()
