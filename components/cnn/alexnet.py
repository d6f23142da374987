"""The shape of AlexNet, whose order of layers became the general pattern of a convolutional network."""

from collections import Counter
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torchvision import models

from components.cnn.graph import UNBOUNDED, ReceptiveField
from components.cnn.summary import SIDE, OperationSummary

KINDS = {nn.Conv2d: "Convolution", nn.MaxPool2d: "Pooling", nn.Linear: "Linear"}


@dataclass(frozen=True)
class LayerShape:
    """A layer, numbered among those of its kind ("Convolution 1"), with what it gives and costs."""

    name: str
    kind: str
    summary: OperationSummary


def alexnet_layers() -> tuple[LayerShape, ...]:
    """Its convolutions, poolings and fully connected layers in their order, for a photo of 224 × 224 pixels.

    Torchvision's AlexNet (Krizhevsky, 2014, https://arxiv.org/abs/1404.5997), which joins the two halves of
    the network of 2012. No weights are made. Its adaptive pooling is left out: with photos of this size it
    changes nothing.
    """
    with torch.device("meta"):
        network, value = models.alexnet(), torch.empty(1, 3, SIDE, SIDE)
    field, found, numbers = ReceptiveField(1, 1, 0.5), [], Counter[str]()
    for module in (*network.features, nn.Flatten(), *network.classifier):
        value = module(value)
        field = _field_after(module, field)
        if kind := KINDS.get(type(module)):
            numbers[kind] += 1
            name = f"{kind} {numbers[kind]}"
            found.append(LayerShape(name, kind, _summary(module, value, field)))
    return tuple(found)


def _field_after(module: nn.Module, field: ReceptiveField) -> ReceptiveField:
    if isinstance(module, (nn.Conv2d, nn.MaxPool2d)):
        window = (module.kernel_size, module.stride, module.padding)
        kernel, stride, padding = (one if isinstance(one, int) else int(one[0]) for one in window)
        return field.after(kernel, stride, padding, 1)
    return UNBOUNDED if isinstance(module, nn.Linear) else field


def _summary(module: nn.Module, result: Tensor, field: ReceptiveField) -> OperationSummary:
    """What it costs; each number of a convolution's kernels is used once a place."""
    shape = tuple(result.shape[1:])
    parameters = sum(one.numel() for one in module.parameters())
    places = result[0, 0].numel()
    adds = places * module.weight.numel() if isinstance(module, (nn.Conv2d, nn.Linear)) else 0
    return OperationSummary(shape, parameters, adds, field)
