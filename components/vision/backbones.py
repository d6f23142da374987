"""The ImageNet networks that several pages share, each with the preprocessing it was trained with.

A network is kept in three parts, all of them torchvision's own modules: the convolutional `body`, whose last
feature map the heat maps read; the `neck`, which makes it one vector of features; and the `last` layer,
which turns those into logits and is what transfer learning replaces.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import nn
from torchvision import models
from torchvision.models import WeightsEnum
from torchvision.transforms import InterpolationMode

from components.vision.preprocessing import Preprocessing
from components.vision.splitting import split

CHECKPOINTS = Path(__file__).parents[2] / "weights" / "checkpoints"

# Pairs of ImageNet classes that share one name in torchvision's list.
_TWINS = {134: "crane (bird)", 517: "crane (machine)", 638: "maillot", 639: "maillot (tank suit)"}


class NetworkDescription(Protocol):
    """What is known of a network that can be chosen, beside its weights."""

    @property
    def name(self) -> str:
        """What it is called in the link."""

    @property
    def build(self) -> Callable[..., nn.Module]:
        """Torchvision's builder."""

    @property
    def preprocessing(self) -> Preprocessing:
        """How its input was prepared when it was trained."""


@dataclass(frozen=True)
class Backbone:
    """A network that can be chosen: torchvision's builder and its ImageNet-1k weights."""

    name: str
    weights: WeightsEnum
    build: Callable[..., nn.Module]

    @property
    def file(self) -> Path:
        """Where its weights lie; the name carries the first digits of their sha256."""
        return CHECKPOINTS / Path(self.weights.url).name

    @property
    def preprocessing(self) -> Preprocessing:
        """How its input was prepared when it was trained, from torchvision's preset for the weights.

        Raises ValueError if that resizes otherwise than bilinearly, which is all that this app does.
        """
        preset = self.weights.transforms()
        if preset.interpolation is not InterpolationMode.BILINEAR:
            raise ValueError(f"{self.name} was trained on photos resized by {preset.interpolation}.")
        (resize,), (crop,) = preset.resize_size, preset.crop_size
        return Preprocessing(resize, crop, tuple(preset.mean), tuple(preset.std))

    @property
    def megabytes(self) -> float:
        """How large the file of its weights is."""
        return float(self.weights.meta["_file_size"])

    @property
    def on_disk(self) -> bool:
        """Whether its weights have been shipped or fetched."""
        return self.file.is_file()


@dataclass(frozen=True)
class Network:
    """A loaded backbone, in evaluation mode, without gradients, shared by all visitors: read only."""

    backbone: NetworkDescription
    body: nn.Module  # (B, 3, 224, 224) -> (B, C, h, w)
    neck: nn.Module  # (B, C, h, w) -> (B, F)
    last: nn.Linear  # (B, F) -> (B, classes)
    labels: tuple[str, ...]

    @property
    def head(self) -> nn.Module:
        """From the last feature map to the logits, (B, C, h, w) -> (B, classes)."""
        return nn.Sequential(self.neck, self.last)

    @property
    def device(self) -> torch.device:
        """Where its weights lie."""
        return self.last.weight.device


BACKBONES = {
    backbone.name: backbone
    for backbone in (
        Backbone("MobileNetV2", models.MobileNet_V2_Weights.IMAGENET1K_V1, models.mobilenet_v2),
        Backbone("ResNet-18", models.ResNet18_Weights.IMAGENET1K_V1, models.resnet18),
        Backbone("AlexNet", models.AlexNet_Weights.IMAGENET1K_V1, models.alexnet),
    )
}
DEFAULT = "MobileNetV2"


class DamagedWeights(RuntimeError):
    """A weight file on disk isn't the one its name promises."""


def verify(file: Path) -> None:
    """Compare `file` with the digits of its sha256 that torchvision puts into its name.

    torchvision itself looks at them only while downloading. Raises DamagedWeights.
    """
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if not digest.startswith(file.stem.rpartition("-")[2]):
        raise DamagedWeights(f"The file {file.name} is damaged; delete it and fetch it again.")


def labels_of(weights: WeightsEnum) -> tuple[str, ...]:
    """The 1,000 class names, made unique."""
    names = list(weights.meta["categories"])
    for index, name in _TWINS.items():
        names[index] = name
    return tuple(names)


def load_network(name: str, device: str) -> Network:
    """Load a backbone from disk, never from the network.

    Raises FileNotFoundError if its weights haven't been fetched, DamagedWeights if they are bad,
    UnsupportedArchitectureError if it has no linear layer at its end.
    """
    backbone = BACKBONES[name]
    if not backbone.on_disk:
        raise FileNotFoundError(f"The weights of {name} are not on this computer.")
    verify(backbone.file)
    model = backbone.build()
    # torchvision's own loader, which finds the file in the folder and so asks no server.
    model.load_state_dict(
        backbone.weights.get_state_dict(model_dir=str(CHECKPOINTS), weights_only=True, progress=False)
    )
    model.requires_grad_(False)
    body, neck, last = split(model)
    for part in (body, neck, last):
        part.eval().to(device)
    return Network(backbone, body, neck, last, labels_of(backbone.weights))
