"""Takes torchvision's classification networks apart into body, neck and linear last layer."""

from collections.abc import Callable

from torch import nn
from torchvision import models

from components.vision.backbones import (
    UnsupportedArchitectureError,
    split_by_features,
    split_mobilenet,
    split_resnet,
)

Parts = tuple[nn.Module, nn.Module, nn.Linear]


def split(model: nn.Module) -> Parts:
    """Split a network of torchvision's into what a `Network` keeps.

    Raises UnsupportedArchitectureError if its architecture isn't known here, or ends otherwise.
    """
    for kind, split_it in _SPLITS.items():
        if isinstance(model, kind):
            return split_it(model)
    raise UnsupportedArchitectureError(f"{type(model).__name__} can’t be taken apart into maps and classes.")


def _split_in_order(model: nn.Module) -> Parts:
    """Split a network whose children run one after the other; the auxiliary classifiers only train."""
    *before, last = [child for name, child in model.named_children() if not name.startswith("aux")]
    number = next(place for place, child in enumerate(before) if isinstance(child, nn.AdaptiveAvgPool2d))
    pool, *after = before[number:]
    assert isinstance(last, nn.Linear)
    return nn.Sequential(*before[:number]), nn.Sequential(pool, nn.Flatten(), *after), last


def _split_densenet(model: nn.Module) -> Parts:
    assert isinstance(model, models.DenseNet)
    pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return nn.Sequential(model.features, nn.ReLU()), pool, model.classifier


def _split_convnext(model: nn.Module) -> Parts:
    assert isinstance(model, models.ConvNeXt)
    *normalised, last = model.classifier
    assert isinstance(last, nn.Linear)
    return model.features, nn.Sequential(model.avgpool, *normalised), last


_SPLITS: dict[type[nn.Module], Callable[[nn.Module], Parts]] = {
    models.AlexNet: split_by_features,
    models.VGG: split_by_features,
    models.SqueezeNet: split_by_features,  # which refuses it
    models.MobileNetV2: split_mobilenet,
    models.MobileNetV3: split_by_features,
    models.EfficientNet: split_by_features,
    models.ResNet: split_resnet,
    models.RegNet: _split_in_order,
    models.GoogLeNet: _split_in_order,
    models.DenseNet: _split_densenet,
    models.ConvNeXt: _split_convnext,
}
