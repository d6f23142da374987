"""The ImageNet networks that several pages share, each with the preprocessing it was trained with.

A network is kept in two parts: the convolutional `body`, whose last feature map the heat maps read,
and the `head` that turns it into logits. Both are the torchvision modules themselves.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn
from torchvision import models
from torchvision.models import WeightsEnum
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

CHECKPOINTS = Path(__file__).parents[2] / "weights" / "checkpoints"

# Pairs of ImageNet classes that share one name in torchvision's list.
_TWINS = {134: "crane (bird)", 517: "crane (machine)", 638: "maillot", 639: "maillot (tank suit)"}


@dataclass(frozen=True)
class Backbone:
    """A network that can be chosen: torchvision's builder and its ImageNet-1k weights."""

    name: str
    weights: WeightsEnum
    build: Callable[[], nn.Module]
    split: Callable[[nn.Module], tuple[nn.Module, nn.Module]]

    @property
    def file(self) -> Path:
        """Where its weights lie; the name carries the first digits of their sha256."""
        return CHECKPOINTS / Path(self.weights.url).name

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

    backbone: Backbone
    body: nn.Module  # (B, 3, 224, 224) -> (B, C, h, w)
    head: nn.Module  # (B, C, h, w) -> (B, 1000)
    labels: tuple[str, ...]

    @property
    def device(self) -> torch.device:
        """Where its weights lie."""
        return next(self.head.parameters()).device


def _split_mobilenet(model: nn.Module) -> tuple[nn.Module, nn.Module]:
    assert isinstance(model, models.MobileNetV2)
    return model.features, nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), model.classifier)


def _split_resnet(model: nn.Module) -> tuple[nn.Module, nn.Module]:
    assert isinstance(model, models.ResNet)
    return nn.Sequential(*list(model.children())[:-2]), nn.Sequential(model.avgpool, nn.Flatten(), model.fc)


def _split_alexnet(model: nn.Module) -> tuple[nn.Module, nn.Module]:
    assert isinstance(model, models.AlexNet)
    return model.features, nn.Sequential(model.avgpool, nn.Flatten(), model.classifier)


BACKBONES = {
    backbone.name: backbone
    for backbone in (
        Backbone(
            "MobileNetV2",
            models.MobileNet_V2_Weights.IMAGENET1K_V1,
            models.mobilenet_v2,
            _split_mobilenet,
        ),
        Backbone("ResNet-18", models.ResNet18_Weights.IMAGENET1K_V1, models.resnet18, _split_resnet),
        Backbone("AlexNet", models.AlexNet_Weights.IMAGENET1K_V1, models.alexnet, _split_alexnet),
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

    Raises FileNotFoundError if its weights haven't been fetched, DamagedWeights if they are bad.
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
    model.eval().requires_grad_(False)
    body, head = backbone.split(model)
    return Network(backbone, body.eval().to(device), head.eval().to(device), labels_of(backbone.weights))


def _without_far_ends(photo: Image.Image) -> Image.Image:
    """Cut a strip that is over 16 times as long as wide to its middle: resized whole it fills the memory."""
    width, height = photo.size
    longest = 16 * min(width, height)
    if max(width, height) <= longest:
        return photo
    middle: Image.Image = F.center_crop(photo, [min(height, longest), min(width, longest)])
    return middle


def preprocess(photo: Image.Image, weights: WeightsEnum) -> Tensor:
    """What a network sees of an RGB photo, exactly as torchvision's preset for its weights has it.

    The middle square, reduced to the input size and normalised with the mean and standard deviation
    of ImageNet: (3, 224, 224).
    """
    preset = weights.transforms()
    resized = F.resize(
        _without_far_ends(photo), preset.resize_size, InterpolationMode.BILINEAR, antialias=True
    )
    pixels = F.to_tensor(F.center_crop(resized, preset.crop_size))
    normalised: Tensor = F.normalize(pixels, preset.mean, preset.std)
    return normalised


def visible_square(photo: Image.Image, weights: WeightsEnum) -> Image.Image:
    """The part of an RGB photo that `preprocess` keeps, in the photo's own resolution."""
    preset = weights.transforms()
    side = max(1, round(min(photo.size) * preset.crop_size[0] / preset.resize_size[0]))
    square: Image.Image = F.center_crop(photo, [side])
    return square
