"""Maximally activating patches of the sample photos, for each channel.

Only receptive fields that lie mostly within the photo count: of one at the rim there would be little to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from components.cnn.graph import NetworkGraph, ReceptiveField

SIDE = 224  # pixels of what the network sees
MIN_FRACTION = 0.75  # of the largest part of a square that lies within the photo anywhere on the map


@dataclass(frozen=True)
class MaxActivations:
    """The largest activation of each channel in each of some photos, where there is enough to see."""

    values: Tensor  # (photos, C)
    rows: Tensor  # (photos, C)
    columns: Tensor  # (photos, C)

    def top(self, channel: int, count: int) -> list[tuple[int, float, int, int]]:
        """Photo, activation, row and column of the channel's largest activations, the largest first."""
        top = self.values[:, channel].topk(min(count, len(self.values)))
        return [
            (photo, value, int(self.rows[photo, channel]), int(self.columns[photo, channel]))
            for photo, value in zip(top.indices.tolist(), top.values.tolist(), strict=True)
        ]


def fraction_within_photo(receptive_field: ReceptiveField, places: int) -> Tensor:
    """Fraction of each place's receptive field that lies within the photo, (places, places)."""
    along = []
    for place in range(places):
        left, _, right, _ = receptive_field.square(0, place)
        inside = min(right, SIDE) - max(left, 0)
        along.append(inside / receptive_field.size if receptive_field.size < torch.inf else 1.0)
    side = torch.tensor(along)
    return side[:, None] * side


@torch.inference_mode()
def max_activations(
    graph: NetworkGraph, photos: Sequence[Tensor], block: int, operation: int
) -> MaxActivations:
    """Maximum of each channel of the result of `operation` (from 1), in photos of (3, 224, 224)."""
    value = torch.stack(list(photos)).to(graph.network.device)
    for before in graph.blocks[:block]:
        value = before.values(value)[-1]
    result = graph.blocks[block].values(value)[operation].cpu()
    width = result.shape[3] if result.dim() == 4 else 1
    if result.dim() == 4 and width > 1:
        parts = fraction_within_photo(graph.receptive_field(block, operation), width)
        result = result.masked_fill(parts < MIN_FRACTION * parts.max(), -torch.inf)
    values, places = (
        result.flatten(2).max(2) if result.dim() == 4 else (result, torch.zeros(result.shape).long())
    )
    return MaxActivations(values, places // width, places % width)
