"""Torchvision's classification networks, untrained, in the three parts of a `Network`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torchvision import models

from components.vision.backbones import BACKBONES, Backbone, Network, labels_of, split_by_features

Parts = tuple[nn.Module, nn.Module, nn.Linear]


def _resnet(model: Any) -> Parts:  # noqa: ANN401 -- of several classes that share no other one
    *body, pool, last = model.children()
    return nn.Sequential(*body), nn.Sequential(pool, nn.Flatten()), last


def _googlenet(model: Any) -> Parts:  # noqa: ANN401
    *body, pool, dropout, last = model.children()
    return nn.Sequential(*body), nn.Sequential(pool, nn.Flatten(), dropout), last


def _densenet(model: Any) -> Parts:  # noqa: ANN401
    pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return nn.Sequential(model.features, nn.ReLU()), pool, model.classifier


def _convnext(model: Any) -> Parts:  # noqa: ANN401
    *normalised, last = model.classifier
    return model.features, nn.Sequential(model.avgpool, *normalised), last


def _small_googlenet() -> nn.Module:
    model: nn.Module = models.googlenet(weights=None, aux_logits=False, init_weights=False)
    return model


def _backbone(name: str, build: Callable[..., nn.Module], split: Callable[[Any], Parts]) -> Backbone:
    return Backbone(name, models.MobileNet_V2_Weights.IMAGENET1K_V1, build, split)  # no weights are loaded


ARCHITECTURES = BACKBONES | {
    name: _backbone(name, build, split)
    for name, build, split in (
        ("ResNet-50", models.resnet50, _resnet),
        ("VGG-16", models.vgg16, split_by_features),
        ("MobileNetV3", models.mobilenet_v3_small, split_by_features),
        ("EfficientNet-B0", models.efficientnet_b0, split_by_features),
        ("DenseNet-121", models.densenet121, _densenet),
        ("GoogLeNet", _small_googlenet, _googlenet),
        ("ConvNeXt-Tiny", models.convnext_tiny, _convnext),
    )
}


def untrained_of(backbone: Backbone) -> Network:
    """A network of that architecture with random weights and lively batch norms."""
    torch.manual_seed(0)
    model = backbone.build().eval().requires_grad_(False)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
    return Network(backbone, *backbone.split(model), labels_of(backbone.weights))
