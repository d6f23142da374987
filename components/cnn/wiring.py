"""From the calls of a network's forward pass to blocks of operations.

Where a block begins, the network's own modules say: each that is composed of others is a block (a residual,
dense or Inception block), a plain nn.Sequential of such is opened, and plain layers in a row begin a new one
at each convolution or linear layer; others join the block before them. One value alone passes from block to
block: where a second one leads past such a border, the two blocks are one. Branches inside a block stand one
after the other, in the order in which the network computes them; each operation knows the values it takes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.convnext import LayerNorm2d
from torchvision.ops import Permute, StochasticDepth

from components.cnn.operations import Block, FunctionCall, Layout, Operation, OperationKind, out_of_place
from components.cnn.recording import Call, Slot

KINDS: dict[type[nn.Module], OperationKind] = {
    nn.BatchNorm2d: "batch norm",
    nn.LayerNorm: "layer norm",
    LayerNorm2d: "layer norm",
    nn.ReLU: "ReLU",
    nn.ReLU6: "ReLU6",
    nn.SiLU: "SiLU",
    nn.GELU: "GELU",
    nn.Hardswish: "hardswish",
    nn.Sigmoid: "sigmoid",
    nn.Hardsigmoid: "hardsigmoid",
    nn.MaxPool2d: "max pool",
    nn.AvgPool2d: "average pool",
    nn.AdaptiveAvgPool2d: "average pool",
    nn.Linear: "linear",
}
PASSED_ON = (nn.Dropout, nn.Identity, StochasticDepth)  # in evaluation these do nothing
CHANNELS_LAST, CHANNELS_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


@dataclass(frozen=True)
class _Source:
    """The operation that a recorded tensor comes from (0: the input), and how it lies there."""

    operation: int
    layout: Layout = "as it is"


@dataclass(frozen=True)
class _Step:
    """An operation whose inputs are numbered through the whole network, and the call it comes from."""

    operation: Operation
    call: Call


def blocks_of(calls: Sequence[Call], parts: tuple[nn.Module, nn.Module, nn.Linear]) -> tuple[Block, ...]:
    """Return the blocks of a network's body, neck and last layer.

    Raises ValueError for calls that aren't known here.
    """
    steps = _steps(calls)
    begins = [number for number in range(len(steps)) if _begins(steps, number, parts)]
    groups = [steps[a:b] for a, b in zip(begins, [*begins[1:], len(steps)], strict=True)]
    names = _names([(_part(group[0].call, parts), group[0].operation) for group in groups])
    return tuple(
        Block(name, tuple(_counted_from(step.operation, begin) for step in group))
        for name, group, begin in zip(names, groups, begins, strict=True)
    )


# --- Operations ---


def _steps(calls: Sequence[Call]) -> list[_Step]:
    sources, steps = [_Source(0)], list[_Step]()
    for call in calls:
        target = _as_module(call)
        taken = [sources[number] for number in _slots(call.arguments)]
        if isinstance(target, PASSED_ON):
            (source,) = taken
        elif isinstance(target, (nn.Flatten, Permute)):
            (only,) = taken
            source = _Source(only.operation, _turned(target, only.layout))
        else:
            layout = _common({one.layout for one in taken})
            inputs = tuple(one.operation for one in taken)
            operation = Operation(_kind(target, layout, call), out_of_place(target), inputs, layout)
            steps.append(_Step(operation, call))
            source = _Source(len(steps), "channels last" if layout == "channels last" else "as it is")
        sources.append(source)
    return steps


def _slots(argument: Any) -> list[int]:  # noqa: ANN401 -- arguments of any function
    if isinstance(argument, Slot):
        return [argument.number]
    if isinstance(argument, (tuple, list)):
        return [number for one in argument for number in _slots(one)]
    return []


def _common(layouts: set[Layout]) -> Layout:
    (layout,) = layouts  # ValueError, if they differ
    return layout


def _turned(target: nn.Flatten | Permute, layout: Layout) -> Layout:
    if isinstance(target, nn.Flatten):
        if layout == "as it is" and (target.start_dim, target.end_dim) == (1, -1):
            return "flat"
    elif layout == "as it is" and tuple(target.dims) == CHANNELS_LAST:
        return "channels last"
    elif layout == "channels last" and tuple(target.dims) == CHANNELS_FIRST:
        return "as it is"
    raise ValueError("Maps are turned in a way that isn't known here.")


def _as_module(call: Call) -> nn.Module:
    """The module that is called, or one that does what the function does, out of place."""
    if isinstance(call.target, nn.Module):
        return call.target
    numbered = _numbered_anew(call.arguments, iter(range(len(_slots(call.arguments)))))
    if call.target in (Tensor.add, Tensor.add_, torch.add) and not call.keywords:
        return FunctionCall(torch.add, numbered)
    if call.target in (Tensor.mul, Tensor.mul_, torch.mul) and not call.keywords:
        return FunctionCall(torch.mul, numbered)
    if call.target is torch.cat:
        pieces, dimension = (*call.arguments, *call.keywords.values())
        if dimension == 1:
            return FunctionCall(torch.cat, (_numbered_anew(pieces, iter(range(len(pieces)))), 1))
    if call.target in (functional.relu, torch.relu, torch.relu_, Tensor.relu, Tensor.relu_):
        return nn.ReLU()
    raise ValueError(f"{call.target} isn't known here.")


def _numbered_anew(argument: Any, numbers: Any) -> Any:  # noqa: ANN401
    if isinstance(argument, Slot):
        return Slot(next(numbers))
    if isinstance(argument, (tuple, list)):
        return type(argument)(_numbered_anew(one, numbers) for one in argument)
    return argument


def _kind(module: nn.Module, layout: Layout, call: Call) -> OperationKind:
    if call.dimensions not in (2, 4):
        raise ValueError("A result is neither maps nor a vector.")
    if isinstance(module, FunctionCall):
        kinds: dict[Any, OperationKind] = {torch.add: "add", torch.mul: "multiply", torch.cat: "concatenate"}
        return kinds[module.function]
    if type(module) is nn.Conv2d:
        _refuse_oblong(module)
        if module.groups > 1:
            return "depthwise" if module.groups == module.in_channels else "grouped"
        return "1×1" if module.kernel_size == (1, 1) else "convolution"
    if isinstance(module, (nn.MaxPool2d, nn.AvgPool2d)):
        _refuse_oblong(module)
    if call.dimensions == 4 and type(module) in (nn.Linear, nn.LayerNorm) and layout != "channels last":
        raise ValueError("A layer of vectors goes over the columns of maps.")
    if type(module) not in KINDS or len(_slots(call.arguments)) != 1:
        raise ValueError(f"{type(module)} isn't known here.")
    return "1×1" if isinstance(module, nn.Linear) and layout == "channels last" else KINDS[type(module)]


def _refuse_oblong(module: nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d) -> None:
    for size in (module.kernel_size, module.stride, module.padding, getattr(module, "dilation", 1)):
        if isinstance(size, str) or (isinstance(size, Iterable) and len(set(size)) > 1):
            raise ValueError("A window isn't square.")


# --- Blocks ---


def _part(call: Call, parts: Sequence[nn.Module]) -> int:
    """Whether a call belongs to the body (0), the neck (1) or the last layer (2)."""
    return next(number for number, part in enumerate(parts) if call.within[1].module is part)


def _begins(steps: Sequence[_Step], number: int, parts: Sequence[nn.Module]) -> bool:
    if number == 0:
        return True
    before, step = steps[number - 1], steps[number]
    if any(source < number for later in steps[number:] for source in later.operation.inputs):
        return False  # another value than the last one passes as well
    if _part(before.call, parts) != _part(step.call, parts):
        return True
    unit = _unit(step.call)
    if unit is None:
        return isinstance(step.operation.module, (nn.Conv2d, nn.Linear))
    return unit != _unit(before.call)


def _unit(call: Call) -> int | None:
    """The visit of the composed module that the call belongs to; None for a plain layer in a row."""
    for visit in call.within[2:]:
        children = list(visit.module.children())
        if not children:
            return None
        if type(visit.module) is not nn.Sequential or not any(list(child.children()) for child in children):
            return visit.number
    return None


def _names(firsts: Sequence[tuple[int, Operation]]) -> list[str]:
    body = sum(part == 0 for part, _ in firsts)
    names = ["Stem", *(f"Block {number}" for number in range(1, body))]
    hidden = 0
    for _, first in firsts[body:-1]:
        if isinstance(first.module, nn.Linear):
            hidden += 1
        names.append(f"Hidden {hidden}" if hidden else "Pool")
    return [*names, "Classes"]


def _counted_from(operation: Operation, begin: int) -> Operation:
    return replace(operation, inputs=tuple(source - begin for source in operation.inputs))
