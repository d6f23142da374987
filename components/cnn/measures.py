"""The size of what a network's operations make, what they cost, and how much of the picture they see."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.anatomy import Anatomy, Operation, Reach


@dataclass(frozen=True)
class Measure:
    """Of one operation or block, for one photo."""

    shape: tuple[int, ...]  # (C, h, w) or (C,) of the result
    parameters: int  # numbers that were learned
    multiply_adds: int  # products that are summed up
    reach: Reach

    @property
    def shape_in_words(self) -> str:
        """Channels, then height and width."""
        if self.shape[1:] in ((), (1, 1)):
            return f"{self.shape[0]} values"
        return f"{self.shape[0]} × {self.shape[1]}²"

    @property
    def field_in_words(self) -> str:
        """The side of the receptive field."""
        return "sees it all" if self.reach.size > 224 else f"sees {self.reach.size:.0f} px"

    @property
    def costs_in_words(self) -> str:
        """Parameters and multiply-adds."""
        return f"{in_short(self.parameters)} · {in_short(self.multiply_adds)}"


def measure(anatomy: Anatomy) -> tuple[tuple[Measure, ...], ...]:
    """A measure for each operation of each block."""
    value = torch.zeros(1, 3, 224, 224, device=anatomy.network.device)
    found = []
    with torch.inference_mode():
        for number, block in enumerate(anatomy.blocks):
            values = block.values(value)
            pairs = zip(block.operations, values[1:], strict=True)
            found.append(
                tuple(
                    Measure(
                        tuple(result.shape[1:]),
                        _parameters(operation),
                        _multiply_adds(operation, result),
                        anatomy.reach(number, place),
                    )
                    for place, (operation, result) in enumerate(pairs, 1)
                )
            )
            value = values[-1]
    return tuple(found)


def altogether(operations: tuple[Measure, ...]) -> Measure:
    """The measure of a block, from those of its operations."""
    return Measure(
        operations[-1].shape,
        sum(one.parameters for one in operations),
        sum(one.multiply_adds for one in operations),
        operations[-1].reach,
    )


def in_short(count: int) -> str:
    """A number in three digits and a unit: 34112 is "34.1k"."""
    for limit, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= limit:
            return f"{count / limit:#.3g}".removesuffix(".") + unit
    return str(count)


def _parameters(operation: Operation) -> int:
    return 0 if operation.module is None else sum(p.numel() for p in operation.module.parameters())


def _multiply_adds(operation: Operation, result: Tensor) -> int:
    module = operation.module
    if isinstance(module, nn.Conv2d):
        return result[0].numel() * module.weight[0].numel()
    if isinstance(module, nn.Linear):
        return module.weight.numel()
    return 0
