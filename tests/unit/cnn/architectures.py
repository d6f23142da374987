"""Torchvision's classification networks, untrained, in the three parts of a `Network`."""

from collections.abc import Callable

import torch
from torch import nn
from torchvision import models

from components.vision.backbones import BACKBONES, Backbone, Network, labels_of
from components.vision.splitting import split


def _small_googlenet() -> nn.Module:
    model: nn.Module = models.googlenet(weights=None, aux_logits=False, init_weights=False)
    return model


def _backbone(name: str, build: Callable[..., nn.Module]) -> Backbone:
    return Backbone(name, models.MobileNet_V2_Weights.IMAGENET1K_V1, build)  # no weights are loaded


ARCHITECTURES = BACKBONES | {
    name: _backbone(name, build)
    for name, build in (
        ("ResNet-50", models.resnet50),
        ("VGG-16", models.vgg16),
        ("MobileNetV3", models.mobilenet_v3_small),
        ("EfficientNet-B0", models.efficientnet_b0),
        ("DenseNet-121", models.densenet121),
        ("GoogLeNet", _small_googlenet),
        ("ConvNeXt-Tiny", models.convnext_tiny),
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
    return Network(backbone, *split(model), labels_of(backbone.weights))
