"""What if a channel were silent, or a kernel different? The shared network stays as it is.

Everything up to the changed operation is taken over from the trace; from there on the network is run again
with other values, or with a private convolution in the place of its own.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.graph import Operation, with_kernels
from components.cnn.tracing import Trace, maps_of

BATCH = 16


@dataclass(frozen=True)
class Cut:
    """What is changed in one operation's result: channels that are set to zero, a kernel that is replaced."""

    block: int
    operation: int  # from 1
    muted: tuple[int, ...] = ()
    kernel: tuple[int, Tensor] | None = None  # channel, and its new weights (maps, k, k)


@dataclass(frozen=True)
class Outcome:
    """What comes out after the cut."""

    maps: Tensor  # (C, h, w), of the cut operation
    after: Tensor  # (C', h', w'), of its block
    probabilities: Tensor  # (classes,)


@torch.inference_mode()
def operate(trace: Trace, cut: Cut) -> Outcome:
    """Run the network again from the cut on. Raises ValueError if a channel isn't there."""
    block = trace.anatomy.blocks[cut.block]
    known = trace.inside(cut.block)[: cut.operation]  # all that is before the cut operation
    if cut.kernel is None:
        result = trace.inside(cut.block)[cut.operation]
    else:
        changed = _with_kernel(trace, cut)
        result = changed(*(known[source] for source in changed.inputs))
    result = _muted(result, cut.muted)
    values = block.resume((*known, result))
    logits = trace.anatomy.onward(cut.block, values[-1])[0]
    return Outcome(maps_of(result), maps_of(values[-1]), logits.softmax(0))


def _with_kernel(trace: Trace, cut: Cut) -> Operation:
    assert cut.kernel is not None
    operation = trace.anatomy.blocks[cut.block].operations[cut.operation - 1]
    module, (channel, kernel) = operation.module, cut.kernel
    if not isinstance(module, nn.Conv2d) or channel >= module.out_channels:
        raise ValueError("There is no such kernel.")
    weight = module.weight.clone()
    weight[channel] = kernel.to(weight)
    return with_kernels(operation, weight)


def _muted(result: Tensor, channels: Collection[int]) -> Tensor:
    if any(channel >= result.shape[1] for channel in channels):
        raise ValueError("There is no such channel.")
    quiet = result.clone()
    quiet[:, list(channels)] = 0
    return quiet


@dataclass(frozen=True)
class Damage:
    """The probability of a class after each of some channels alone has been muted."""

    channels: tuple[int, ...]
    probabilities: tuple[float, ...]

    def worst(self, count: int) -> tuple[tuple[int, float], ...]:
        """The channels without which the class is least probable, and that probability."""
        ranked = sorted(zip(self.channels, self.probabilities, strict=True), key=lambda pair: pair[1])
        return tuple(ranked[:count])


def ablate(
    trace: Trace, block: int, operation: int, channels: Sequence[int], wanted: int
) -> Iterator[Damage]:
    """Mute each of some channels alone (single ablation); what has been found so far, a batch at a time."""
    own, values = trace.anatomy.blocks[block], trace.inside(block)
    found: list[float] = []
    for start in range(0, len(channels), BATCH):
        some = list(channels[start : start + BATCH])
        with torch.inference_mode():  # a generator's frame doesn't keep it between two batches
            many = tuple(value.expand(len(some), *value.shape[1:]) for value in values[:operation])
            quiet = values[operation].repeat(len(some), *[1] * (values[operation].dim() - 1))
            quiet[range(len(some)), some] = 0
            after = own.resume((*many, quiet))[-1]
            found += trace.anatomy.onward(block, after).softmax(1)[:, wanted].tolist()
        yield Damage(tuple(channels[: len(found)]), tuple(found))
