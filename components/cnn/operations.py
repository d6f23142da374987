"""Operations that can be run one at a time, or again with a change, and the blocks that they make up.

They hold the shared network's own modules and run them as they are, read only. Whatever is to be different
goes through other values or through a private module, never into the shared one.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Literal

from torch import Tensor, nn

from components.cnn.recording import Slot

OperationKind = Literal[
    "convolution",
    "depthwise",
    "grouped",
    "1×1",
    "batch norm",
    "layer norm",
    "ReLU",
    "ReLU6",
    "SiLU",
    "GELU",
    "hardswish",
    "sigmoid",
    "hardsigmoid",
    "max pool",
    "average pool",
    "add",
    "multiply",
    "concatenate",
    "linear",
]
# Kinds whose channels are each made of many; of all others a channel comes from the same channel alone.
MIXING: frozenset[OperationKind] = frozenset(("convolution", "grouped", "1×1", "concatenate", "linear"))
# How a module takes its input: as it is; as vectors (B, C·h·w); or with the channels last, (B, h, w, C), and
# then its result is turned back to (B, C, h, w).
Layout = Literal["as it is", "flat", "channels last"]
INPUT = 0  # the number of a block's input among its values


class FunctionCall(nn.Module):
    """A function that the network calls outside of its childless modules, with all but its tensors given."""

    def __init__(self, function: Callable[..., Tensor], arguments: tuple[Any, ...]) -> None:
        """Take the arguments, with slots from 0 for the tensors; parameters are the network's own."""
        super().__init__()
        self.function, self.arguments = function, arguments
        self.learned = nn.ParameterList(one for one in arguments if isinstance(one, nn.Parameter))

    def forward(self, *values: Tensor) -> Tensor:
        """Return the result."""
        return self.function(*_filled(self.arguments, values))


def _filled(argument: Any, values: tuple[Tensor, ...]) -> Any:  # noqa: ANN401 -- arguments of any function
    if isinstance(argument, Slot):
        return values[argument.number]
    if isinstance(argument, (tuple, list)):
        return type(argument)(_filled(one, values) for one in argument)
    return argument


@dataclass(frozen=True)
class Operation:
    """One step of a block. Value 0 is the block's input, value i the result of its operation i."""

    kind: OperationKind
    module: nn.Module
    inputs: tuple[int, ...]
    layout: Layout = "as it is"

    def __call__(self, *values: Tensor) -> Tensor:
        """Return the result, (B, C, h, w) or (B, C); no input is written over."""
        if self.layout == "flat":
            values = tuple(value.flatten(1) for value in values)
        if self.layout == "channels last":
            values = tuple(value.permute(0, 2, 3, 1) for value in values)
        result: Tensor = self.module(*values)
        return result.permute(0, 3, 1, 2) if self.layout == "channels last" else result

    @property
    def mixes_maps(self) -> bool:
        """Whether it is a linear layer over the channels of each place, which is a 1×1 convolution."""
        return isinstance(self.module, nn.Linear) and self.layout == "channels last"


@dataclass(frozen=True)
class Block:
    """Consecutive operations with a name of their own, such as an inverted residual block."""

    name: str
    operations: tuple[Operation, ...]

    def values(self, value: Tensor) -> tuple[Tensor, ...]:
        """Return the block's input, then the result of each operation."""
        return self.resume((value,))

    def resume(self, known: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Return all values, the first of which are `known`: those of the trace, or others in their place."""
        values = list(known)
        for operation in self.operations[len(known) - 1 :]:
            values.append(operation(*(values[source] for source in operation.inputs)))
        return tuple(values)


def out_of_place(module: nn.Module) -> nn.Module:
    """Return the module itself, or one that doesn't write over its input where the shared one does."""
    if not getattr(module, "inplace", False):
        return module
    private: Any = copy(module)  # an activation, which has no weights
    private.inplace = False
    return private  # type: ignore[no-any-return]


def with_kernels(operation: Operation, weight: Tensor) -> Operation:
    """Return the convolution with other kernels (out, in / groups, k, k), in a private module."""
    shared = operation.module
    assert isinstance(shared, nn.Conv2d)
    private = nn.Conv2d(
        shared.in_channels,
        shared.out_channels,
        tuple(shared.kernel_size),  # type: ignore[arg-type]
        shared.stride,  # type: ignore[arg-type]
        shared.padding,  # type: ignore[arg-type]
        shared.dilation,  # type: ignore[arg-type]
        shared.groups,
        bias=shared.bias is not None,
        device="meta",
    )
    private.weight = nn.Parameter(weight, requires_grad=False)
    if shared.bias is not None:
        private.bias = nn.Parameter(shared.bias, requires_grad=False)
    return replace(operation, module=private.eval())


def channel_runs(operations: Sequence[Operation], results: Sequence[Tensor]) -> list[list[Tensor]]:
    """The results (C, h, w) in the runs within which each channel is made of the same channel alone."""
    runs: list[list[Tensor]] = []
    for operation, result in zip(operations, results, strict=True):
        if not runs or operation.kind in MIXING or len(result) != len(runs[-1][-1]):
            runs.append([])
        runs[-1].append(result)
    return runs
