"""Learned kernels: the weights behind one channel."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.operations import INPUT, Block


@dataclass(frozen=True)
class Kernel:
    """Weights that make one channel of a result, and whether they belong to a depthwise convolution."""

    weight: Tensor  # (input channels, k, k); (features, 1, 1) for a linear layer
    depthwise: bool


def kernel_behind(block: Block, operation: int, channel: int) -> Kernel | None:
    """Return the kernel behind one channel of the result of `operation` (from 1).

    Batch norm and ReLU pass on what the convolution before them made; None where there is none before
    in the block, or where two results are added.
    """
    while operation != INPUT:
        step = block.operations[operation - 1]
        module = step.module
        if isinstance(module, nn.Conv2d):
            return Kernel(module.weight[channel].cpu(), module.groups > 1)
        if isinstance(module, nn.Linear):
            return Kernel(module.weight[channel].cpu()[:, None, None], depthwise=False)
        if len(step.inputs) > 1:
            return None
        (operation,) = step.inputs
    return None


def heaviest(kernel: Kernel, count: int) -> list[tuple[int, Tensor]]:
    """Return the input channels with the largest weights and their kernels (k, k), the heaviest first."""
    heavy = kernel.weight.abs().sum((1, 2)).topk(min(count, len(kernel.weight))).indices
    return [(int(channel), kernel.weight[channel]) for channel in heavy]


def as_colours(kernel: Kernel) -> Tensor:
    """Return a kernel over red, green and blue (3, k, k) as a picture (k, k, 3) from 0 to 1; grey is zero."""
    top = kernel.weight.abs().max().clamp(min=torch.finfo().tiny)
    return (kernel.weight / top / 2 + 0.5).permute(1, 2, 0)
