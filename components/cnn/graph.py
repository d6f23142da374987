"""A network taken apart into blocks and operations that can be run one at a time, or again with a change.

What it computes is taken from the network itself (`recording`), not from a list of architectures. A network
whose operations don't give what it gives is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from components.cnn.operations import Block, Operation
from components.cnn.recording import record
from components.cnn.wiring import blocks_of
from components.vision.backbones import Network
from components.vision.splitting import UnsupportedArchitectureError

SIDE = 224  # pixels of what the network sees


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
    """Split a network into blocks of operations, which give what the network gives.

    Raises UnsupportedArchitectureError if it can't be.
    """
    refusal = UnsupportedArchitectureError(f"{network.backbone.name} can’t be shown operation by operation.")
    parts = (network.body, network.neck, network.last)
    try:
        blocks = blocks_of(record(nn.Sequential(*parts), (1, 3, SIDE, SIDE)), parts)
        graph = NetworkGraph(network, blocks)
        whole = _gives_the_same(graph)
    except Exception as error:  # whatever a network does that isn't known here
        raise refusal from error
    if not whole:
        raise refusal
    return graph


@torch.inference_mode()
def _gives_the_same(graph: NetworkGraph) -> bool:
    """Whether the logits of some noise are those of the network's own forward pass.

    Bit for bit on the CPU; elsewhere the same sums may be added up in another order each time. A batch of two
    and not of one, as the recorded pass: a size that was written down in it shows here.
    """
    network = graph.network
    pixels = torch.randn(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0)).to(network.device)
    found, expected = graph.logits_after(-1, pixels), network.head(network.body(pixels))
    if network.device.type == "cpu":
        return torch.equal(found, expected)
    return torch.allclose(found, expected, rtol=1e-3, atol=1e-3 * float(expected.abs().max()))


def with_last_of(graph: NetworkGraph, network: Network) -> NetworkGraph:
    """Return the graph of a network that differs from the graph's own in the last layer alone."""
    before, last = graph.blocks[:-1], graph.blocks[-1]
    (operation,) = last.operations
    return NetworkGraph(
        network, (*before, replace(last, operations=(replace(operation, module=network.last),)))
    )


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
        found.append(_receptive_field_after(operation, _joined([found[one] for one in operation.inputs])))
    return tuple(found)


def _joined(fields: list[ReceptiveField]) -> ReceptiveField:
    """Return the receptive field of maps that are added, multiplied or concatenated place by place.

    The widest holds the others, for all have one grid; but a factor for a whole map, which has seen all
    of it (squeeze and excitation), has none of its own.
    """
    grid = max(fields, key=lambda one: (one.stride, one.size))
    return ReceptiveField(max(one.size for one in fields), grid.stride, grid.start)


def _receptive_field_after(operation: Operation, field: ReceptiveField) -> ReceptiveField:
    module = operation.module
    if isinstance(module, nn.AdaptiveAvgPool2d):
        return UNBOUNDED
    if isinstance(module, nn.Linear):
        return field if operation.mixes_maps else UNBOUNDED
    if isinstance(module, (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)):
        dilation = 1 if isinstance(module, nn.AvgPool2d) else module.dilation
        window = (module.kernel_size, module.stride, module.padding, dilation)
        return field.after(*(size if isinstance(size, int) else int(size[0]) for size in window))
    return field
