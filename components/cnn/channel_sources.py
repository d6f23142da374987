"""What one channel of an operation's result is made of: maps, with their kernels, and steps."""

from dataclasses import dataclass, replace

from torch import Tensor

from components.cnn.arithmetic import ChannelArithmetic, channel_arithmetic, summed_up_by
from components.cnn.learned_kernels import Kernel, heaviest
from components.cnn.tracing import Trace, as_maps


@dataclass(frozen=True)
class SourceMap:
    """A map (h, w) that a channel is made of, its number, and the kernel (k, k) of a sum.

    Else `origin` is the operation, from 1, whose result it belongs to; 0 is the block's input.
    """

    number: int
    values: Tensor
    kernel: Tensor | None = None
    origin: int = 0


@dataclass(frozen=True)
class ChannelSources:
    """Some of the maps that a channel is made of, how many there are, and the steps from them to it."""

    maps: tuple[SourceMap, ...]
    count: int
    steps: tuple[str, ...]
    arithmetic: ChannelArithmetic | None = None  # if it is a sum of products, followed by element-wise steps


def channel_sources(trace: Trace, block: int, operation: int, channel: int, most: int) -> ChannelSources:
    """Return what makes one channel of the result of `operation` (from 1).

    Of a sum the `most` maps with the largest weights are given. Batch norm
    and ReLU are followed back to the sum that they act on.
    """
    operations = trace.graph.blocks[block].operations
    behind = summed_up_by(trace.graph.blocks[block], operation)
    if behind is not None:
        found = channel_arithmetic(trace, block, behind, channel)
        after = operation - behind
        found = replace(found, after=found.after[:after])
        return _of_a_sum(found, tuple(one.kind for one in operations[behind:operation]), most)
    return ChannelSources(*_taken(trace, block, operation, channel), (operations[operation - 1].kind,))


def _of_a_sum(found: ChannelArithmetic, after: tuple[str, ...], most: int) -> ChannelSources:
    kernel = Kernel(found.weight, len(found.numbers) == 1)
    heavy = [number for number, _ in heaviest(kernel, most)]
    chosen = sorted(heavy) if len(found.numbers) <= most else heavy
    maps = tuple(SourceMap(found.numbers[i], found.inputs[i], found.weight[i]) for i in chosen)
    products = found.weight.numel()
    steps = (
        f"{products} product{'s' * (products > 1)} added up",
        *(("+ bias",) if found.bias else ()),
        *after,
    )
    return ChannelSources(maps, len(found.numbers), steps, found)


def _taken(trace: Trace, block: int, operation: int, channel: int) -> tuple[tuple[SourceMap, ...], int]:
    """The maps that an operation takes for that channel, where it makes it of the same channel of each input.

    Of inputs that are put one behind the other, it is the one map that comes there.
    """
    step, values = trace.graph.blocks[block].operations[operation - 1], trace.inside(block)
    inputs = [(source, as_maps(values[source]).cpu()) for source in step.inputs]
    if step.kind == "concatenate":
        for source, maps in inputs:
            if channel < len(maps):
                return (SourceMap(channel, maps[channel], origin=source),), 1
            channel -= len(maps)
    found = tuple(
        SourceMap(channel, maps[channel], origin=source) for source, maps in inputs if channel < len(maps)
    )
    return found, len(found)
