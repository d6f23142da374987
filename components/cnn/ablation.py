"""Ablation: channels set to zero, or a kernel replaced, while the shared network stays as it is.

Everything up to the changed operation is taken over from the trace; from there on the network is run again
with other values, or with a private convolution in the place of its own.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.operations import Operation, with_kernels
from components.cnn.tracing import Trace, as_maps

BATCH = 16


@dataclass(frozen=True)
class Intervention:
    """A change of the result of one operation: channels set to zero, one kernel replaced."""

    block: int
    operation: int  # from 1
    muted: tuple[int, ...] = ()
    kernel: tuple[int, Tensor] | None = None  # channel, and its new weights (maps, k, k)


@dataclass(frozen=True)
class InterventionResult:
    """Results of the network after an intervention."""

    maps: Tensor  # (C, h, w), of the changed operation
    after: Tensor  # (C', h', w'), of its block
    probabilities: Tensor  # (classes,)


@torch.inference_mode()
def run_with(trace: Trace, intervention: Intervention) -> InterventionResult:
    """Run the network again from the changed operation on.

    Raises ValueError if the network has no such channel or kernel.
    """
    block = trace.graph.blocks[intervention.block]
    values = trace.inside(intervention.block)
    known = values[: intervention.operation]  # before the changed operation
    if intervention.kernel is None:
        result = values[intervention.operation]
    else:
        changed = _with_kernel(trace, intervention)
        result = changed(*(known[source] for source in changed.inputs))
    result = _muted(result, intervention.muted)
    values = block.resume((*known, result))
    logits = trace.graph.logits_after(intervention.block, values[-1])[0]
    return InterventionResult(as_maps(result), as_maps(values[-1]), logits.softmax(0))


def _with_kernel(trace: Trace, intervention: Intervention) -> Operation:
    assert intervention.kernel is not None
    operation = trace.graph.blocks[intervention.block].operations[intervention.operation - 1]
    module, (channel, kernel) = operation.module, intervention.kernel
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
class Importance:
    """Probability of a class with each of some channels muted alone: the lower, the more important."""

    channels: tuple[int, ...]
    probabilities: tuple[float, ...]

    def most_important(self, count: int) -> tuple[tuple[int, float], ...]:
        """Return the most important channels and the probability without each, the lowest first."""
        ranked = sorted(zip(self.channels, self.probabilities, strict=True), key=lambda pair: pair[1])
        return tuple(ranked[:count])


def ablate_each(
    trace: Trace, block: int, operation: int, channels: Sequence[int], wanted: int
) -> Iterator[Importance]:
    """Mute each of some channels alone (single ablation); yield the importance so far after each batch."""
    own, values = trace.graph.blocks[block], trace.inside(block)
    found: list[float] = []
    for start in range(0, len(channels), BATCH):
        some = list(channels[start : start + BATCH])
        with torch.inference_mode():  # a generator's frame doesn't keep it between two batches
            many = tuple(value.expand(len(some), *value.shape[1:]) for value in values[:operation])
            quiet = values[operation].repeat(len(some), *[1] * (values[operation].dim() - 1))
            quiet[range(len(some)), some] = 0
            after = own.resume((*many, quiet))[-1]
            found += trace.graph.logits_after(block, after).softmax(1)[:, wanted].tolist()
        yield Importance(tuple(channels[: len(found)]), tuple(found))
