"""The size of what a network's operations make, what they cost, and how much of the picture they see."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.graph import EVERYTHING, Anatomy, Operation, Reach

SIDE = 224  # pixels of what the network sees


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
    def overseeing(self) -> int:
        """How many of the places along one side have a receptive field that holds the photo's whole side."""
        if self.reach == EVERYTHING:
            return self.places
        squares = (self.reach.square(0, place) for place in range(self.places))
        return sum(left <= 0 and right >= SIDE for left, _, right, _ in squares)

    @property
    def places(self) -> int:
        """Along one side of a map."""
        return self.shape[1] if len(self.shape) > 1 else 1

    @property
    def field_in_words(self) -> str:
        """The side of the receptive field, in the room of a card."""
        return "sees it all" if self.overseeing == self.places else f"sees {self.reach.size:.0f} px"

    @property
    def field_in_full(self) -> str:
        """The receptive field of a place, in a sentence."""
        if self.overseeing == self.places:
            return "Every place sees the whole photo."
        words = f"The receptive field of a place is {self.reach.size:.0f} × {self.reach.size:.0f} pixels"
        if self.reach.size <= SIDE:
            return f"{words}."
        return (
            f"{words}, cut off at the rim: along a side, {self.overseeing} of {self.places} places "
            f"{'sees' if self.overseeing == 1 else 'see'} the photo from end to end."
        )

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
