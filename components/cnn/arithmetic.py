"""Arithmetic of one channel: the inputs, weights and further operations that make the numbers of its map."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.operations import INPUT, Block
from components.cnn.tracing import Trace, as_maps

ELEMENT_WISE = (nn.BatchNorm2d, nn.ReLU, nn.ReLU6)
RIM = 8  # an eighth of a map's side, where a window lies partly in the padding


@dataclass(frozen=True)
class BatchNormStep:
    """Batch norm of one channel: gamma · (x - mean) / sqrt(variance + eps) + beta."""

    gamma: float
    beta: float
    mean: float
    variance: float
    eps: float
    result: Tensor  # (h, w), the network's own


@dataclass(frozen=True)
class ReluStep:
    """A ReLU: negative values become 0, and those above `top` become `top`."""

    top: float
    result: Tensor  # (h, w), the network's own


@dataclass(frozen=True)
class ChannelArithmetic:
    """One channel of a convolution or linear layer, and the operations on each of its sums."""

    numbers: tuple[int, ...]  # of the input maps
    inputs: Tensor  # (maps, H, W)
    weight: Tensor  # (maps, k, k)
    bias: float
    stride: int
    padding: int
    dilation: int
    result: Tensor  # (h, w), the network's own
    after: tuple[BatchNormStep | ReluStep, ...]


def summing_operations(block: Block) -> tuple[int, ...]:
    """Return the numbers (from 1) of the block's convolutions and linear layers."""
    return tuple(
        number
        for number, operation in enumerate(block.operations, 1)
        if isinstance(operation.module, (nn.Conv2d, nn.Linear))
    )


def summing_operation_behind(block: Block, operation: int) -> int | None:
    """Return the last convolution or linear layer up to `operation` (both from 1); None if there is none."""
    found = [number for number in summing_operations(block) if number <= operation]
    return found[-1] if found else None


def summed_up_by(block: Block, operation: int) -> int | None:
    """Return the operation (from 1) whose sums are the numbers of `operation`, or become them one by one.

    That is the convolution or linear layer itself, or the one that batch norms and ReLUs lead back to; None
    where another operation lies between.
    """
    while operation != INPUT:
        step = block.operations[operation - 1]
        if isinstance(step.module, (nn.Conv2d, nn.Linear)):
            return operation
        if not isinstance(step.module, ELEMENT_WISE) or step.inputs != (operation - 1,):
            return None
        operation -= 1
    return None


def channel_arithmetic(trace: Trace, block: int, operation: int, channel: int) -> ChannelArithmetic:
    """Return the arithmetic of one channel of a convolution or linear layer."""
    operations, values = trace.graph.blocks[block].operations, trace.inside(block)
    step = operations[operation - 1]
    inputs = as_maps(values[step.inputs[0]]).cpu()
    result = as_maps(values[operation])[channel].cpu()
    after = _after(trace.graph.blocks[block], values, operation, channel)
    module = step.module
    if isinstance(module, nn.Linear) and step.mixes_maps:
        weight = module.weight[channel].cpu().reshape(-1, 1, 1)
        numbers = tuple(range(len(inputs)))
        return ChannelArithmetic(numbers, inputs, weight, _bias(module, channel), 1, 0, 1, result, after)
    if isinstance(module, nn.Linear):
        # Flattened maps are summed up like maps of one place each.
        rows = inputs.reshape(-1, 1, 1)
        weight = module.weight[channel].cpu().reshape(-1, 1, 1)
        numbers = tuple(range(len(rows)))
        return ChannelArithmetic(numbers, rows, weight, _bias(module, channel), 1, 0, 1, result, after)
    assert isinstance(module, nn.Conv2d)
    width = module.in_channels // module.groups
    first = channel // (module.out_channels // module.groups) * width
    window = (int(module.stride[0]), int(module.padding[0]), int(module.dilation[0]))
    return ChannelArithmetic(
        tuple(range(first, first + width)),
        inputs[first : first + width],
        module.weight[channel].cpu(),
        _bias(module, channel),
        *window,
        result,
        after,
    )


def _bias(module: nn.Conv2d | nn.Linear, channel: int) -> float:
    return 0.0 if module.bias is None else float(module.bias[channel])


def _after(
    block: Block, values: tuple[Tensor, ...], operation: int, channel: int
) -> tuple[BatchNormStep | ReluStep, ...]:
    """Return the element-wise operations that follow `operation`."""
    steps: list[BatchNormStep | ReluStep] = []
    for number, step in enumerate(block.operations[operation:], operation + 1):
        if step.inputs != (number - 1,) or step.inputs == (INPUT,):
            break
        module = step.module
        if not isinstance(module, ELEMENT_WISE):
            break  # what it makes may have fewer channels
        steps.append(_element_wise(module, as_maps(values[number])[channel].cpu(), channel))
    return tuple(steps)


def _element_wise(
    module: nn.BatchNorm2d | nn.ReLU | nn.ReLU6, result: Tensor, channel: int
) -> BatchNormStep | ReluStep:
    if not isinstance(module, nn.BatchNorm2d):
        return ReluStep(6.0 if isinstance(module, nn.ReLU6) else float("inf"), result)
    assert module.running_mean is not None
    assert module.running_var is not None
    numbers = (module.weight, module.bias, module.running_mean, module.running_var)
    gamma, beta, mean, variance = (float(one[channel]) for one in numbers)
    return BatchNormStep(gamma, beta, mean, variance, module.eps, result)


def last_result(found: ChannelArithmetic) -> Tensor:
    """Return the map (h, w) at the end of the arithmetic."""
    return found.after[-1].result if found.after else found.result


def strongest_place(found: ChannelArithmetic) -> tuple[int, int]:
    """Row and column of the largest number at the end of the arithmetic, away from the map's rim."""
    one = last_result(found)
    rim = max(1, len(one) // RIM) if len(one) > 2 else 0
    inner = one[rim : len(one) - rim, rim : len(one) - rim]
    row, column = divmod(int(torch.argmax(inner)), inner.shape[1])
    return row + rim, column + rim
