"""A network taken apart into blocks and operations that can be run one at a time, or again with a change.

The operations hold the shared network's own modules and run them as they are, read only. Whatever is to be
different goes through other values or through a private module, never into the shared one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.mobilenetv2 import InvertedResidual
from torchvision.models.resnet import BasicBlock

from components.vision.backbones import Network, UnsupportedArchitectureError

OperationKind = Literal[
    "convolution",
    "depthwise",
    "1×1",
    "batch norm",
    "ReLU",
    "ReLU6",
    "max pool",
    "average pool",
    "add",
    "linear",
]
SIDE = 224  # pixels of what the network sees
INPUT = 0  # the number of a block's input among its values


@dataclass(frozen=True)
class Operation:
    """One step of a block. Value 0 is the block's input, value i the result of its operation i."""

    kind: OperationKind
    module: nn.Module | None  # None adds
    inputs: tuple[int, ...]

    def __call__(self, *values: Tensor) -> Tensor:
        """Return the result, (B, C, h, w) or (B, C); no input is written over."""
        if self.module is None:
            return values[0] + values[1]
        (value,) = values
        if isinstance(self.module, nn.ReLU6):  # torchvision's own works in place
            return functional.relu6(value)
        if isinstance(self.module, nn.ReLU):
            return functional.relu(value)
        if isinstance(self.module, nn.Linear):
            value = value.flatten(1)
        result: Tensor = self.module(value)
        return result


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


@dataclass(frozen=True)
class NetworkGraph:
    """All blocks of a network, from the pixels (B, 3, 224, 224) to the logits (B, classes)."""

    network: Network
    blocks: tuple[Block, ...]

    def outputs(self, pixels: Tensor) -> Iterator[Tensor]:
        """Yield the result of each block for normalised pixels (B, 3, 224, 224)."""
        value = pixels
        for block in self.blocks:
            value = block.values(value)[-1]
            yield value

    def logits_after(self, number: int, value: Tensor) -> Tensor:
        """Logits (B, classes) from the result of block `number`; from the pixels if it is -1."""
        for block in self.blocks[number + 1 :]:
            value = block.values(value)[-1]
        return value

    def receptive_field(self, number: int, operation: int) -> "ReceptiveField":
        """Receptive field of the result of an operation; operation 0 is the block's input."""
        field = ReceptiveField(1, 1, 0.5)
        for block in self.blocks[:number]:
            field = _receptive_fields(block, field)[-1]
        return _receptive_fields(self.blocks[number], field)[operation]


def split_into_operations(network: Network) -> NetworkGraph:
    """Split a network into blocks of operations, which give what the network gives, bit for bit.

    Raises UnsupportedArchitectureError if they don't.
    """
    refusal = UnsupportedArchitectureError(f"{network.backbone.name} can’t be shown operation by operation.")
    try:
        graph = _wired(network)
        whole = _gives_the_same(graph)
    except (KeyError, ValueError, RuntimeError) as error:  # no kind of operation, or shapes that don't fit
        raise refusal from error
    if not whole:
        raise refusal
    return graph


@torch.inference_mode()
def _gives_the_same(graph: NetworkGraph) -> bool:
    """Whether the logits of some noise are those of the network's own forward pass."""
    network = graph.network
    pixels = torch.randn(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0)).to(network.device)
    return torch.equal(graph.logits_after(-1, pixels), network.head(network.body(pixels)))


def _wired(network: Network) -> NetworkGraph:
    body, neck = [*_body(network.body)], [*_neck(network.neck)]
    names = ["Stem", *(f"Block {number}" for number in range(1, len(body)))]
    names += ["Pool", *(f"Hidden {number}" for number in range(1, len(neck)))]
    blocks = [Block(name, steps) for name, steps in zip(names, body + neck, strict=True)]
    return NetworkGraph(network, (*blocks, _classes(network)))


def _classes(network: Network) -> Block:
    return Block("Classes", (Operation("linear", network.last, (INPUT,)),))


def with_last_of(graph: NetworkGraph, network: Network) -> NetworkGraph:
    """Return the graph of a network that differs from the graph's own in the last layer alone."""
    return NetworkGraph(network, (*graph.blocks[:-1], _classes(network)))


# --- How torchvision's networks are built ---


def _body(body: nn.Module) -> Iterator[tuple[Operation, ...]]:
    """The body's blocks; plain modules in a row begin a new block at each convolution."""
    loose: list[nn.Module] = []
    for module in body.children():
        if isinstance(module, nn.Conv2d) and loose:
            yield _in_sequence(loose)
            loose = []
        if next(module.children(), None) is None:
            loose.append(module)
            continue
        if loose:
            yield _in_sequence(loose)
            loose = []
        yield from _composed(module)
    if loose:
        yield _in_sequence(loose)


def _composed(module: nn.Module) -> Iterator[tuple[Operation, ...]]:
    if isinstance(module, InvertedResidual):
        operations = _in_sequence(_leaves(module.conv))
        yield (*operations, _add(len(operations), INPUT)) if module.use_res_connect else operations
    elif isinstance(module, BasicBlock):
        yield _basic_block(module)
    elif all(isinstance(child, BasicBlock) for child in module.children()):
        for child in module.children():
            yield from _composed(child)
    else:
        yield _in_sequence(_leaves(module))


def _basic_block(block: BasicBlock) -> tuple[Operation, ...]:
    main = _in_sequence([block.conv1, block.bn1, block.relu, block.conv2, block.bn2])
    shortcut = [] if block.downsample is None else _in_sequence(_leaves(block.downsample), len(main))
    # The shortcut's first operation begins at the block's input, not at the main path's end.
    operations = (*main, *(replace(op, inputs=(INPUT,)) if op is shortcut[0] else op for op in shortcut))
    both = _add(len(main), len(operations) if shortcut else INPUT)
    return (*operations, both, Operation("ReLU", block.relu, (len(operations) + 1,)))


def _neck(neck: nn.Module) -> Iterator[tuple[Operation, ...]]:
    """The pooling, and AlexNet's hidden layers, each with its ReLU."""
    loose: list[nn.Module] = []
    for module in neck.children():
        if isinstance(module, nn.Linear) and loose:
            yield _in_sequence(loose)
            loose = []
        if not isinstance(module, (nn.Flatten, nn.Dropout)):
            loose.append(module)
    yield _in_sequence(loose)


def _leaves(module: nn.Module) -> list[nn.Module]:
    return [part for part in module.modules() if next(part.children(), None) is None]


def _in_sequence(modules: Iterable[nn.Module], first_input: int = INPUT) -> tuple[Operation, ...]:
    working = [module for module in modules if not isinstance(module, (nn.Dropout, nn.Identity))]
    return tuple(
        Operation(_kind(module), module, (source,)) for source, module in enumerate(working, first_input)
    )


def _add(left: int, right: int) -> Operation:
    return Operation("add", None, (left, right))


def _kind(module: nn.Module) -> OperationKind:
    if isinstance(module, nn.Conv2d):
        if module.groups > 1:
            return "depthwise"
        return "1×1" if module.kernel_size == (1, 1) else "convolution"
    return _KINDS[type(module)]


_KINDS: dict[type[nn.Module], OperationKind] = {
    nn.BatchNorm2d: "batch norm",
    nn.ReLU: "ReLU",
    nn.ReLU6: "ReLU6",
    nn.MaxPool2d: "max pool",
    nn.AdaptiveAvgPool2d: "average pool",
    nn.Linear: "linear",
}


# --- Receptive fields ---


@dataclass(frozen=True)
class ReceptiveField:
    """Receptive fields of the places of a map, in pixels of the network's input, not yet cut at the rim."""

    size: float  # side of the square that a place depends on
    stride: float  # from one place's square to the next one's, the product of all strides so far
    start: float  # middle of the first place's square

    def square(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a place's receptive field; beyond the rim where it sees padding."""
        x, y, half = self.start + column * self.stride, self.start + row * self.stride, self.size / 2
        return x - half, y - half, x + half, y + half

    def after(self, kernel: int, stride: int, padding: int, dilation: int) -> "ReceptiveField":
        """Receptive fields of the map that a sliding window makes of this one."""
        width = dilation * (kernel - 1)
        return ReceptiveField(
            self.size + width * self.stride,
            self.stride * stride,
            self.start + (width / 2 - padding) * self.stride,
        )


UNBOUNDED = ReceptiveField(float("inf"), 0.0, 0.0)


def _receptive_fields(block: Block, field: ReceptiveField) -> tuple[ReceptiveField, ...]:
    found = [field]
    for operation in block.operations:
        # Both ends of a shortcut have one grid; the field of the longer path holds that of the other.
        widest = max((found[source] for source in operation.inputs), key=lambda one: one.size)
        found.append(_receptive_field_after(operation.module, widest))
    return tuple(found)


def _receptive_field_after(module: nn.Module | None, field: ReceptiveField) -> ReceptiveField:
    if isinstance(module, (nn.Linear, nn.AdaptiveAvgPool2d)):
        return UNBOUNDED
    if isinstance(module, (nn.Conv2d, nn.MaxPool2d)):
        window = (module.kernel_size, module.stride, module.padding, module.dilation)
        return field.after(*(size if isinstance(size, int) else int(size[0]) for size in window))
    return field


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
