"""What lies between a latent and its picture: the generator's maps, and what each of them is there for.

Nothing here changes the shared generator: a channel is muted in a copy of the maps, and the layers after
them run again (ablation).
"""

from collections.abc import Collection

import torch
from torch import Tensor

from components.gan.model import Generator

SIZES = (4, 8, 16, 32, 64)  # of the maps after each layer; the last are the picture


@torch.inference_mode()
def maps_of(generator: Generator, z: Tensor) -> list[Tensor]:
    """The maps (C, h, w) after each layer, from 4 × 4 to the picture (3, 64, 64), of a latent (z,)."""
    place = next(generator.parameters()).device
    return [stage[0].cpu() for stage in generator.stages(z[None].to(place))]


@torch.inference_mode()
def onward(generator: Generator, maps: Tensor, stage: int, muted: Collection[int]) -> Tensor:
    """The picture (3, 64, 64) that follows from a stage's maps (C, h, w) with some channels set to 0."""
    changed = maps.clone()
    changed[list(muted)] = 0
    place = next(generator.parameters()).device
    return generator.onward(changed[None].to(place), stage)[0].cpu()


@torch.inference_mode()
def importance(generator: Generator, maps: Tensor, stage: int, channels: Collection[int]) -> Tensor:
    """How much the picture changes where each of some channels is muted: mean absolute differences, (n,)."""
    place = next(generator.parameters()).device
    cut = maps.expand(len(channels), -1, -1, -1).clone()  # (n, C, h, w)
    cut[range(len(channels)), list(channels)] = 0
    whole = generator.onward(maps[None].to(place), stage)
    return (generator.onward(cut.to(place), stage) - whole).abs().mean((1, 2, 3)).cpu()


def strongest(maps: Tensor, count: int) -> list[int]:
    """The channels of maps (C, h, w) with the largest mean activation, the strongest first."""
    found: list[int] = maps.abs().mean((1, 2)).topk(min(count, len(maps))).indices.tolist()
    return found
