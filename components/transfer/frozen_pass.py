"""One photo's way through a frozen network: its maps part after part, its features, the old last layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.vision.backbones import Network

# They change maps in their place, and make no new ones.
_IN_PLACE = (nn.ReLU, nn.ReLU6, nn.BatchNorm2d, nn.Dropout)


@dataclass(frozen=True, eq=False)
class FrozenPass:
    """What a frozen network makes of one photo.

    `best` is the class that the old last layer, the one that is cut off, calls most probable.
    """

    maps: tuple[Tensor, ...]  # (C, h, w) after each part of the body
    features: Tensor  # (F,)
    best: str
    probability: float  # of `best`, from 0 to 1

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Channels and height of each part's maps."""
        return tuple((maps.shape[0], maps.shape[1]) for maps in self.maps)


@torch.inference_mode()
def frozen_pass(network: Network, pixels: Tensor) -> FrozenPass:
    """Send normalised `pixels` (3, H, W) through the network, which stays as it is."""
    value, maps = pixels[None].to(network.device), list[Tensor]()
    for part in _parts(network.body):
        value = part(value)  # (1, C, h, w)
        if maps and isinstance(part, _IN_PLACE):
            maps.pop()
        maps.append(value[0].float().cpu().clone())  # a ReLU in place may come after it
    features = network.neck(value)[0]  # (F,)
    probability, best = network.last(features).float().softmax(0).max(0)
    return FrozenPass(tuple(maps), features.float().cpu(), network.labels[int(best)], float(probability))


def frozen_parameters(network: Network) -> int:
    """The number of parameters before the last layer: all that stay as they are."""
    modules = (network.body, network.neck)
    return sum(one.numel() for module in modules for one in module.parameters())


def _parts(body: nn.Module) -> Sequence[nn.Module]:
    return list(body.children()) if isinstance(body, nn.Sequential) else [body]
