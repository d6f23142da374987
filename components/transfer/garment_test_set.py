"""Test set of the built-in garments: always the same 500 others, as features of the default network.

How many of a handful of held-out photos are right says little, and changes with the draw: 500 tell a good
layer from a better one. Features are kept in 8 bits each; no more than a garment's answer changes by that.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from components.transfer.fashion_mnist import CLASSES
from components.transfer.linear_probe import LinearLayer, ProbeStep
from components.transfer.train import TrainedClassifier
from components.vision.backbones import DEFAULT
from components.weights_file import read_weights, write_weights

FILE = (
    Path(__file__).parent / "data" / "garment_test_set.safetensors"
)  # by weights/recipes/transfer/embed_garments.py
PER_CLASS = 50
STEPS = 255  # that a feature's range is divided into


@dataclass(frozen=True)
class GarmentTestSet:
    """Features (N, F) of garments that no classifier learns from, and their class indices (N,)."""

    features: Tensor
    targets: Tensor


def load_garment_test_set() -> GarmentTestSet:
    """Load the test set."""
    _, tensors = read_weights(FILE, "network")
    return GarmentTestSet(tensors["features"] / STEPS * tensors["largest"], tensors["targets"].long())


def save_garment_test_set(features: Tensor, targets: Tensor) -> None:
    """Write features (N, F), none of them negative, and class indices (N,)."""
    largest = features.amax(0).clamp(min=1e-12)
    tensors = {
        "features": (features / largest * STEPS).round().to(torch.uint8),
        "largest": largest,
        "targets": targets.to(torch.uint8),
    }
    write_weights(FILE, "network", DEFAULT, tensors)


def can_test(trained: TrainedClassifier) -> bool:
    """Whether a classifier was taught the garments' ten classes, on the network of these features."""
    return trained.classifier.backbone == DEFAULT and trained.dataset.names == CLASSES


def steps_on(trained: TrainedClassifier, test: GarmentTestSet) -> tuple[ProbeStep, ...]:
    """The steps of its training with the accuracy on this set."""
    layers = [step.layer for step in trained.steps]
    together = LinearLayer(
        torch.cat([layer.weight for layer in layers]), torch.cat([layer.bias for layer in layers])
    )
    logits = together.logits(test.features).reshape(len(test.targets), len(layers), -1)  # (N, steps, classes)
    shares = (logits.argmax(2) == test.targets[:, None]).float().mean(0)
    return tuple(
        replace(step, accuracy=share) for step, share in zip(trained.steps, shares.tolist(), strict=True)
    )
