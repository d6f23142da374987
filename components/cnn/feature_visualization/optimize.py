"""The optimisation of feature visualisation: gradient ascent on an image, from noise."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.cnn.feature_visualization.objectives import ChannelObjective, activation
from components.cnn.feature_visualization.parameterizations import fourier_image, pixel_image
from components.cnn.feature_visualization.transforms import (
    Transform,
    jitter_anywhere,
    jitter_rotate_scale,
    no_transform,
    normalise,
)
from components.cnn.graph import NetworkGraph

# Parameterisation and transforms, by the names that links have for them.
Method = Literal["frequencies, moved", "frequencies, still", "pixels, still"]
METHODS: tuple[Method, ...] = ("frequencies, moved", "frequencies, still", "pixels, still")

LEARNING_RATE = 0.08  # of Adam; it rises to this in WARM_UP steps, lest the first transform leave its shape
WARM_UP = 32
ADAM_EPS = 0.05  # gradients much below this fraction of their root mean square are noise, and move nothing
INITIAL_STD = 0.01  # of the noise that the optimisation starts from


@dataclass(frozen=True)
class OptimizationConfig:
    """Number of steps, image size, seed and method of the optimisation."""

    steps: int = 128
    side: int = 128  # pixels
    seed: int = 0
    method: Method = "frequencies, moved"


@dataclass(frozen=True)
class OptimizationStep:
    """The image after `number` steps, and the objective's activation at the last forward pass."""

    number: int
    image: NDArray[np.uint8]  # (side, side, 3)
    activation: float


def optimize(
    graph: NetworkGraph, objective: ChannelObjective, config: OptimizationConfig
) -> Iterator[OptimizationStep]:
    """Yield the image at the start, then after each step of gradient ascent.

    Raises IndexError if the network has no such block or channel.
    """
    device, preprocessing = graph.network.device, graph.network.backbone.preprocessing
    generator = torch.Generator().manual_seed(config.seed)
    pixels = config.method == "pixels, still"
    parameterization = pixel_image(config.side) if pixels else fourier_image(config.side, device)
    transform = _transform(graph, objective, config.method)
    parameters = INITIAL_STD * torch.randn(parameterization.shape, generator=generator)
    parameters = parameters.to(device).requires_grad_()
    optimizer = torch.optim.Adam([parameters], eps=ADAM_EPS, maximize=True)
    for number in range(config.steps + 1):
        image = parameterization.image(parameters)
        transformed = normalise(transform(image[None], generator), preprocessing)
        value = activation(graph, objective, transformed)
        yield OptimizationStep(number, _as_bytes(image.detach()), float(value.detach()))
        # With respect to the parameters alone: the shared network gets no gradients.
        (gradient,) = torch.autograd.grad(value, parameters)
        parameters.grad = gradient / gradient.square().mean().sqrt().clamp(min=1e-12)
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * min(1, (number + 1) / WARM_UP)
        optimizer.step()


def _transform(graph: NetworkGraph, objective: ChannelObjective, method: Method) -> Transform:
    if method != "frequencies, moved":
        return no_transform
    # A map's channel is wanted everywhere alike; a class has the middle of the image for itself.
    is_class = graph.receptive_field(objective.block, 1).size == math.inf
    return jitter_rotate_scale if is_class else jitter_anywhere


def _as_bytes(image: Tensor) -> NDArray[np.uint8]:
    """An image (3, side, side) in [0, 1] as bytes (side, side, 3)."""
    values: NDArray[np.uint8] = (image * 255).round().byte().permute(1, 2, 0).cpu().numpy()
    return values
