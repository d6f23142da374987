"""Which patches of the sample photos excite a channel most.

Only squares that lie mostly within the photo count: of one at the rim there would be little to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from components.cnn.graph import Anatomy, Reach

SIDE = 224  # pixels of what the network sees
MOSTLY = 0.75  # of the largest part of a square that lies within the photo anywhere on the map


@dataclass(frozen=True)
class Peaks:
    """The largest activation of each channel in each of some photos, where there is enough to see."""

    values: Tensor  # (photos, C)
    rows: Tensor  # (photos, C)
    columns: Tensor  # (photos, C)

    def best(self, channel: int, count: int) -> list[tuple[int, float, int, int]]:
        """Photo, activation, row and column of a channel's largest peaks, the largest first."""
        top = self.values[:, channel].topk(min(count, len(self.values)))
        return [
            (photo, value, int(self.rows[photo, channel]), int(self.columns[photo, channel]))
            for photo, value in zip(top.indices.tolist(), top.values.tolist(), strict=True)
        ]


def within(reach: Reach, places: int) -> Tensor:
    """How much of each place's square lies within the photo, as a share of the square, (places, places)."""
    along = []
    for place in range(places):
        left, _, right, _ = reach.square(0, place)
        along.append((min(right, SIDE) - max(left, 0)) / reach.size if reach.size < torch.inf else 1.0)
    side = torch.tensor(along)
    return side[:, None] * side


@torch.inference_mode()
def peaks(anatomy: Anatomy, photos: Sequence[Tensor], block: int, operation: int) -> Peaks:
    """Where each channel of an operation's result (from 1) peaks in photos of (3, 224, 224)."""
    value = torch.stack(list(photos)).to(anatomy.network.device)
    for before in anatomy.blocks[:block]:
        value = before.values(value)[-1]
    result = anatomy.blocks[block].values(value)[operation].cpu()
    width = result.shape[3] if result.dim() == 4 else 1
    if result.dim() == 4 and width > 1:
        parts = within(anatomy.reach(block, operation), width)
        result = result.masked_fill(parts < MOSTLY * parts.max(), -torch.inf)
    values, places = (
        result.flatten(2).max(2) if result.dim() == 4 else (result, torch.zeros(result.shape).long())
    )
    return Peaks(values, places // width, places % width)
