"""Measure learning from scratch on the built-in garments.

`python -m weights.recipes.transfer.measure_scratch_curve`.

Writes components/transfer/data/scratch_curve.json: the accuracy of MobileNetV2 trained from random weights
(components/transfer/race.py) on 1 to 50 garments a class, three draws each, measured on the same held-out
garments as the curve that the page measures for a new last layer. The number of steps is fixed
(`scratch_steps`), so any machine comes to nearly the same figures: 25 minutes on one core, more where that
is shared. The file is written after each run, and the same command goes on where the last one ended.
"""

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from components.transfer.dataset import PhotoDataset
from components.transfer.fashion_mnist import load_fashion_mnist
from components.transfer.learning_curve import (
    PRECOMPUTED,
    SIZES,
    scratch_accuracy,
    scratch_steps,
    scratch_task,
)
from components.transfer.race import BATCH, SCRATCH_PIXELS, SCRATCH_RATE
from components.vision.backbones import DEFAULT, Network, load_network
from weights.recipes.common.gan_training import replace_file

SEEDS = 3

Accuracies = dict[int, list[float]]  # by photos a class


def recipe(sizes: Sequence[int]) -> dict[str, Any]:
    """Everything that decides the outcome; written into the file."""
    steps = {str(size): scratch_steps(size) for size in sizes}
    return {
        "network": DEFAULT,
        "pixels": SCRATCH_PIXELS,
        "batch": BATCH,
        "rate": SCRATCH_RATE,
        "steps": steps,
    }


def read(file: Path, sizes: Sequence[int]) -> Accuracies:
    """What an earlier run has measured. Raises SystemExit if it followed another recipe."""
    if not file.is_file():
        return {size: [] for size in sizes}
    found = json.loads(file.read_text(encoding="utf-8"))
    if found["recipe"] != recipe(sizes):
        raise SystemExit(f"{file} belongs to another recipe: {found['recipe']}; delete it to start anew.")
    return {point["per_class"]: point["accuracies"] for point in found["points"]}


def write(file: Path, measured: Accuracies) -> None:
    """Put the file in place, the sizes in their order."""
    points = [{"per_class": size, "accuracies": found} for size, found in measured.items()]
    text = json.dumps({"recipe": recipe(list(measured)), "points": points}, indent=1) + "\n"
    replace_file(file, lambda path: path.write_text(text, encoding="utf-8"))


def measure(
    dataset: PhotoDataset, network: Network, file: Path, sizes: Sequence[int], seeds: int
) -> Iterator[str]:
    """Run what `file` doesn't hold yet, every size once before any twice, and say what came out."""
    measured = read(file, sizes)
    for seed, size in itertools.product(range(seeds), sizes):
        if seed < len(measured[size]):
            continue
        accuracy = scratch_accuracy(scratch_task(dataset, size, seed, network), scratch_steps(size))
        measured[size].append(round(accuracy, 4))
        write(file, measured)
        yield f"{size} a class, draw {seed}: {accuracy:.3f}"


def main() -> None:
    """Measure what is missing."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    for line in measure(load_fashion_mnist(), load_network(DEFAULT, "cpu"), PRECOMPUTED, SIZES, SEEDS):
        print(line, flush=True)


if __name__ == "__main__":
    main()
