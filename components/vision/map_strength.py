"""How strong feature maps are on one photo."""

import torch
from torch import Tensor


def strength(maps: Tensor) -> Tensor:
    """Standard deviation of each of the maps (C, h, w) over its places, (C,).

    A map of one place can't vary; there it is the absolute value.
    """
    values = maps.flatten(1)
    if values.shape[1] == 1:
        return values[:, 0].abs()
    spread = values - values.mean(1, keepdim=True)
    # A norm is eight times as fast as `std`, which matters with some 800,000 values a photo.
    deviation: Tensor = torch.linalg.vector_norm(spread, dim=1) / values.shape[1] ** 0.5
    return deviation
