"""MNIST (LeCun, Cortes and Burges): handwritten digits, 60,000 to learn from and 10,000 held out."""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from weights.recipes.common.gan_training import RUNS


@dataclass(frozen=True)
class Mnist:
    """Pictures (n, 28, 28) in [0, 1] and their classes (n,): to learn from, and held out."""

    pictures: Tensor
    classes: Tensor
    held_out_pictures: Tensor
    held_out_classes: Tensor

    def first(self, count: int) -> "Mnist":
        """The first so many of each part."""
        return Mnist(
            self.pictures[:count],
            self.classes[:count],
            self.held_out_pictures[:count],
            self.held_out_classes[:count],
        )


def data_argument(parser: argparse.ArgumentParser) -> None:
    """Let the command line say where MNIST is."""
    text = "MNIST as .npz (train_images, train_labels, test_images, test_labels); without it, it is fetched"
    parser.add_argument("--data", type=Path, help=text)


def load_mnist(file: Path | None) -> Mnist:
    """From an .npz file, or fetched by torchvision into weights/runs/mnist."""
    if file is None:
        return _fetched()
    with np.load(file) as data:
        parts = [
            torch.from_numpy(data[f"{part}_{kind}"])
            for part in ("train", "test")
            for kind in ("images", "labels")
        ]
    return _scaled(*parts)


def _fetched() -> Mnist:
    from torchvision.datasets import MNIST

    parts = [MNIST(RUNS / "mnist", train=train, download=True) for train in (True, False)]
    return _scaled(*(tensor for part in parts for tensor in (part.data, part.targets)))


def _scaled(pictures: Tensor, classes: Tensor, held_out: Tensor, held_out_classes: Tensor) -> Mnist:
    return Mnist(pictures / 255, classes.long(), held_out / 255, held_out_classes.long())
