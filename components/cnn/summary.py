"""Summary of a network: shapes, parameters, multiply-adds and receptive fields of its operations."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.cnn.graph import UNBOUNDED, NetworkGraph, ReceptiveField
from components.cnn.operations import Operation

SIDE = 224  # pixels of what the network sees


@dataclass(frozen=True)
class OperationSummary:
    """Shape of the result, costs and receptive field of one operation or block, for one photo."""

    shape: tuple[int, ...]  # (C, h, w) or (C,) of the result
    parameters: int  # numbers that were learned
    multiply_adds: int  # products that are summed up
    receptive_field: ReceptiveField

    @property
    def shape_in_words(self) -> str:
        """Channels, height and width, short enough for a card."""
        if self.shape[1:] in ((), (1, 1)):
            return f"{self.shape[0]} values"
        return " × ".join(map(str, self.shape))

    @property
    def maps_in_words(self) -> str:
        """Number of maps and their size, in full."""
        return maps_in_words(self.shape)

    @property
    def places_with_full_view(self) -> int:
        """Number of places along one side whose receptive field holds the photo's whole side."""
        if self.receptive_field == UNBOUNDED:
            return self.places
        squares = (self.receptive_field.square(0, place) for place in range(self.places))
        return sum(left <= 0 and right >= SIDE for left, _, right, _ in squares)

    @property
    def places(self) -> int:
        """Number of places along one side of a map."""
        return self.shape[1] if len(self.shape) > 1 else 1

    @property
    def receptive_field_in_words(self) -> str:
        """Receptive field of a place, in few words."""
        if self.places_with_full_view == self.places:
            return "the whole photo"
        return f"{self.receptive_field.size:.0f} × {self.receptive_field.size:.0f} pixels"

    @property
    def receptive_field_sentence(self) -> str:
        """Receptive field of a place, as a sentence."""
        full, words = self.places_with_full_view, f"Receptive field: {self.receptive_field_in_words}"
        if full == self.places or self.receptive_field.size <= SIDE:
            return f"{words}."
        return (
            f"{words}, cut off at the rim: along a side, {full} of {self.places} places "
            f"{'depends' if full == 1 else 'depend'} on the photo from end to end."
        )

    @property
    def sentences(self) -> str:
        """Receptive field, parameters and multiply-adds."""
        return f"{self.receptive_field_sentence} {self.costs_in_words}"

    @property
    def costs_in_words(self) -> str:
        """Parameters and multiply-adds."""
        return f"{abbreviated(self.parameters)} parameters, {abbreviated(self.multiply_adds)} multiply-adds."


def summarize(graph: NetworkGraph) -> tuple[tuple[OperationSummary, ...], ...]:
    """Summarise each operation of each block, for one photo of 224 × 224 pixels."""
    value = torch.zeros(1, 3, 224, 224, device=graph.network.device)
    found = []
    with torch.inference_mode():
        for number, block in enumerate(graph.blocks):
            values = block.values(value)
            pairs = zip(block.operations, values[1:], strict=True)
            found.append(
                tuple(
                    OperationSummary(
                        tuple(result.shape[1:]),
                        _parameters(operation),
                        _multiply_adds(operation, result),
                        graph.receptive_field(number, place),
                    )
                    for place, (operation, result) in enumerate(pairs, 1)
                )
            )
            value = values[-1]
    return tuple(found)


def block_summary(operations: tuple[OperationSummary, ...]) -> OperationSummary:
    """Summarise a block from its operations."""
    return OperationSummary(
        operations[-1].shape,
        sum(one.parameters for one in operations),
        sum(one.multiply_adds for one in operations),
        operations[-1].receptive_field,
    )


def maps_in_words(shape: tuple[int, ...]) -> str:
    """Say what a result (C, h, w) or (C,) is: so many maps, and their size."""
    if shape[1:] in ((), (1, 1)):
        return f"{shape[0]} values"
    return f"{shape[0]} maps, {shape[1]} × {shape[2]} each"


def abbreviated(count: int) -> str:
    """Write a count in three digits and a unit: 34112 is "34.1k"."""
    for limit, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= limit:
            return f"{count / limit:#.3g}".removesuffix(".") + unit
    return str(count)


def _parameters(operation: Operation) -> int:
    return sum(parameter.numel() for parameter in operation.module.parameters())


def _multiply_adds(operation: Operation, result: Tensor) -> int:
    module = operation.module
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        return result[0].numel() * module.weight[0].numel()
    return 0
