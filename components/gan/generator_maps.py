"""The generator's feature maps from the latent to the image, and ablation of their channels.

As in GAN Dissection (Bau et al. 2019, arXiv:1811.10597) channels are set to 0 in a copy of the maps, and the
layers after them run again: the shared generator is never changed.
"""

from collections.abc import Collection

import torch
from torch import Tensor

from components.gan.model import Generator

MAP_SIDES = (4, 8, 16, 32, 64)  # of the maps after each layer; the last are the image


@torch.inference_mode()
def generator_feature_maps(generator: Generator, z: Tensor) -> list[Tensor]:
    """Return the maps (C, h, w) after each layer, from 4 × 4 to the image (3, 64, 64), of a latent (z,)."""
    device = next(generator.parameters()).device
    return [maps[0].cpu() for maps in generator.feature_maps(z[None].to(device))]


@torch.inference_mode()
def resume_with_ablation(generator: Generator, maps: Tensor, layer: int, channels: Collection[int]) -> Tensor:
    """Generate the image (3, 64, 64) from a layer's maps (C, h, w) with some channels set to 0."""
    ablated = maps.clone()
    ablated[list(channels)] = 0
    device = next(generator.parameters()).device
    return generator.resume(ablated[None].to(device), layer)[0].cpu()


@torch.inference_mode()
def channel_importance(generator: Generator, maps: Tensor, layer: int, channels: Collection[int]) -> Tensor:
    """Mean absolute change (n,) of the image when each of n channels of maps (C, h, w) is ablated alone."""
    device = next(generator.parameters()).device
    ablated = maps.expand(len(channels), -1, -1, -1).clone()  # (n, C, h, w)
    ablated[range(len(channels)), list(channels)] = 0
    original = generator.resume(maps[None].to(device), layer)
    return (generator.resume(ablated.to(device), layer) - original).abs().mean((1, 2, 3)).cpu()


def strongest_channels(maps: Tensor, count: int) -> list[int]:
    """Return the channels of maps (C, h, w) with the largest mean absolute activation, in falling order."""
    indices: list[int] = maps.abs().mean((1, 2)).topk(min(count, len(maps))).indices.tolist()
    return indices
