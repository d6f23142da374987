"""Which patches of the sample photos excite a channel most."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from components.cnn.anatomy import Anatomy


@dataclass(frozen=True)
class Peaks:
    """The largest activation of each channel in each of some photos, and its place."""

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


@torch.inference_mode()
def peaks(anatomy: Anatomy, photos: Sequence[Tensor], block: int, operation: int) -> Peaks:
    """Where each channel of an operation's result (from 1) peaks in photos of (3, 224, 224)."""
    value = torch.stack(list(photos)).to(anatomy.network.device)
    for before in anatomy.blocks[:block]:
        value = before.values(value)[-1]
    result = anatomy.blocks[block].values(value)[operation].cpu()
    width = result.shape[3] if result.dim() == 4 else 1
    values, places = (
        result.flatten(2).max(2) if result.dim() == 4 else (result, torch.zeros(result.shape).long())
    )
    return Peaks(values, places // width, places % width)
