"""Classify a photo with an ImageNet network, and explain the classes by Grad-CAM heat maps."""

import time
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from PIL import Image
from torch import Tensor

from components.intake.photos import PhotoLike
from components.render.heatmaps import difference_png, heat_png
from components.vision.attribution import Seen, evidence, forward
from components.vision.backbones import Network
from components.vision.preprocessing import seen_pixels

Zone = Literal["left", "right", "top", "bottom", "centre"]
ZONES: tuple[Zone, ...] = get_args(Zone)


@dataclass(frozen=True)
class Classification:
    """A network's forward pass of one photo, with the names of its classes."""

    labels: tuple[str, ...]
    seen: Seen
    milliseconds: float  # of the forward pass

    def best(self, count: int) -> list[tuple[str, float]]:
        """Return the `count` most probable classes and their probabilities, best first."""
        top = self.seen.probabilities.topk(count)
        return [(self.labels[i], p) for i, p in zip(top.indices.tolist(), top.values.tolist(), strict=True)]

    def probability(self, label: str) -> float:
        """Return the probability of one class."""
        return float(self.seen.probabilities[self.labels.index(label)])


@dataclass(frozen=True)
class ClassHeatmap:
    """Grad-CAM heat map for a class, or for one class against another."""

    grid: Tensor  # (h, w), signed evidence at each place of the last feature map
    png: bytes  # to lie over the photo

    @property
    def silent(self) -> bool:
        """True if the map is positive nowhere."""
        return bool(self.grid.max() <= 0)

    @property
    def hottest_zone(self) -> Zone:
        """Part of the photo in which the map is highest."""
        return hottest_zone(self.grid)


def classify_photo(network: Network, photo: PhotoLike) -> Classification:
    """Classify a photo whose file may have to be decoded first."""
    return classify(network, photo.image)


def classify(network: Network, image: Image.Image) -> Classification:
    """Preprocess an RGB photo as the network was trained, and run the network once."""
    pixels = torch.from_numpy(seen_pixels(image, network.backbone.preprocessing))
    start = time.perf_counter()
    seen = forward(network, pixels)
    return Classification(network.labels, seen, 1000 * (time.perf_counter() - start))


def grad_cam(network: Network, classification: Classification, wanted: str) -> ClassHeatmap:
    """Grad-CAM heat map for class `wanted` (Selvaraju et al., 2017, https://arxiv.org/abs/1610.02391)."""
    grid = evidence(network, classification.seen, classification.labels.index(wanted))
    return ClassHeatmap(grid, heat_png(grid))


def contrastive_grad_cam(
    network: Network, classification: Classification, wanted: str, against: str
) -> ClassHeatmap:
    """Grad-CAM of the difference of two logits: positive for class `wanted`, negative for `against`."""
    grid = evidence(
        network,
        classification.seen,
        classification.labels.index(wanted),
        classification.labels.index(against),
    )
    return ClassHeatmap(grid, difference_png(grid))


def hottest_zone(grid: Tensor) -> Zone:
    """Return the part of the photo where a map (h, w) is highest; centre: the middle third."""
    row, column = divmod(int(grid.argmax()), grid.shape[1])
    down = (row + 0.5) / grid.shape[0] - 0.5  # -0.5 at the top, 0.5 at the bottom
    across = (column + 0.5) / grid.shape[1] - 0.5
    if max(abs(down), abs(across)) <= 1 / 6:
        return "centre"
    if abs(across) >= abs(down):
        return "left" if across < 0 else "right"
    return "top" if down < 0 else "bottom"
