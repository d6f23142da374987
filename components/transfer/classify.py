"""What a network makes of one photo: its best classes, and where it sees them."""

import time
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from PIL import Image
from torch import Tensor

from components.intake.kept import KeptPhoto
from components.intake.photos import Photo
from components.render.heatmaps import difference_png, heat_png
from components.vision.attribution import Seen, evidence, forward
from components.vision.backbones import Network
from components.vision.preprocessing import seen_pixels

Zone = Literal["left", "right", "top", "bottom", "centre"]
ZONES: tuple[Zone, ...] = get_args(Zone)


@dataclass(frozen=True)
class Classification:
    """One photo seen by one network."""

    labels: tuple[str, ...]
    seen: Seen
    milliseconds: float  # of the forward pass

    def best(self, count: int) -> list[tuple[str, float]]:
        """The most probable classes and their probabilities, best first."""
        top = self.seen.probabilities.topk(count)
        return [(self.labels[i], p) for i, p in zip(top.indices.tolist(), top.values.tolist(), strict=True)]

    def probability(self, label: str) -> float:
        """The probability of one class."""
        return float(self.seen.probabilities[self.labels.index(label)])


@dataclass(frozen=True)
class ClassHeatmap:
    """Where a network sees a class, or one class rather than another."""

    grid: Tensor  # (h, w), signed evidence at each place of the last feature map
    picture: bytes  # PNG, to lie over the photo

    @property
    def silent(self) -> bool:
        """True where nothing speaks for the class anywhere."""
        return bool(self.grid.max() <= 0)

    @property
    def hottest_zone(self) -> Zone:
        """The part of the picture where the evidence is highest."""
        return hottest_zone(self.grid)


def classify_photo(network: Network, photo: Photo | KeptPhoto) -> Classification:
    """`look` at a photo whose pixels may have to be decoded for it."""
    return classify(network, photo.image)


def classify(network: Network, photo: Image.Image) -> Classification:
    """Preprocess an RGB photo as the network was trained, and run it once."""
    pixels = torch.from_numpy(seen_pixels(photo, network.backbone.preprocessing))
    start = time.perf_counter()
    seen = forward(network, pixels)
    return Classification(network.labels, seen, 1000 * (time.perf_counter() - start))


def grad_cam(network: Network, classification: Classification, wanted: str) -> ClassHeatmap:
    """Grad-CAM for class `wanted`."""
    grid = evidence(network, classification.seen, classification.labels.index(wanted))
    return ClassHeatmap(grid, heat_png(grid))


def contrastive_grad_cam(
    network: Network, classification: Classification, wanted: str, against: str
) -> ClassHeatmap:
    """What speaks for class `wanted` and not for `against` (positive), and what the other way round."""
    grid = evidence(
        network,
        classification.seen,
        classification.labels.index(wanted),
        classification.labels.index(against),
    )
    return ClassHeatmap(grid, difference_png(grid))


def hottest_zone(grid: Tensor) -> Zone:
    """In which part of the picture an (h, w) map is highest; the middle third each way is the centre."""
    row, column = divmod(int(grid.argmax()), grid.shape[1])
    down = (row + 0.5) / grid.shape[0] - 0.5  # -0.5 at the top, 0.5 at the bottom
    across = (column + 0.5) / grid.shape[1] - 0.5
    if max(abs(down), abs(across)) <= 1 / 6:
        return "centre"
    if abs(across) >= abs(down):
        return "left" if across < 0 else "right"
    return "top" if down < 0 else "bottom"
