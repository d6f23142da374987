"""Takes torchvision's classification networks apart into body, neck and linear last layer."""

from collections.abc import Callable

from torch import nn
from torchvision import models

Parts = tuple[nn.Module, nn.Module, nn.Linear]


class UnsupportedArchitectureError(ValueError):
    """A network can't be shown, or used, as asked; the message is one sentence for the visitor."""


def split(model: nn.Module) -> Parts:
    """Split a network of torchvision's into what a `Network` keeps.

    Raises UnsupportedArchitectureError if its architecture isn't known here, or ends otherwise.
    """
    for kind, split_it in _SPLITS.items():
        if isinstance(model, kind):
            return split_it(model)
    raise UnsupportedArchitectureError(f"{type(model).__name__} can’t be taken apart into maps and classes.")


def _split_mobilenet(model: nn.Module) -> Parts:
    """Split MobileNetV2, whose pooling is a function."""
    assert isinstance(model, models.MobileNetV2)
    dropout, last = model.classifier
    return model.features, nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), dropout), last


def _split_resnet(model: nn.Module) -> Parts:
    """Split a residual network, which ends in pooling and one linear layer."""
    assert isinstance(model, models.ResNet)
    body = nn.Sequential(*list(model.children())[:-2])
    return body, nn.Sequential(model.avgpool, nn.Flatten()), model.fc


def _split_by_features(model: nn.Module) -> Parts:
    """Split a network of `features`, `avgpool` and a `classifier` of vectors, as torchvision calls them.

    Raises UnsupportedArchitectureError if its last layer isn't linear.
    """
    assert isinstance(model.classifier, nn.Sequential)
    *hidden, last = model.classifier
    if not isinstance(last, nn.Linear):
        name = type(model).__name__
        raise UnsupportedArchitectureError(f"{name} doesn’t end in a linear layer, so it can’t be used here.")
    assert isinstance(model.features, nn.Module)
    assert isinstance(model.avgpool, nn.Module)
    return model.features, nn.Sequential(model.avgpool, nn.Flatten(), *hidden), last


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
    models.AlexNet: _split_by_features,
    models.VGG: _split_by_features,
    models.SqueezeNet: _split_by_features,  # which refuses it
    models.MobileNetV2: _split_mobilenet,
    models.MobileNetV3: _split_by_features,
    models.EfficientNet: _split_by_features,
    models.ResNet: _split_resnet,
    models.RegNet: _split_in_order,
    models.GoogLeNet: _split_in_order,
    models.DenseNet: _split_densenet,
    models.ConvNeXt: _split_convnext,
}
