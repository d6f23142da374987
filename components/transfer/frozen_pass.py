"""One photo's way through a frozen network: its maps part after part, its features, the old last layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.transfer.race import split_last_block
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
    maps = [found for _, found in _after_parts(network, pixels)]
    features = network.neck(maps[-1][None])[0]  # (F,)
    probability, best = network.last(features).float().softmax(0).max(0)
    shown = tuple(one.float().cpu() for one in maps)
    return FrozenPass(shown, features.float().cpu(), network.labels[int(best)], float(probability))


@dataclass(frozen=True)
class BodyPart:
    """Channels and height of a part's maps, and whether it is of the last block, which fine-tuning trains."""

    channels: int
    side: int
    fine_tuned: bool


@torch.inference_mode()
def body_parts(network: Network) -> tuple[BodyPart, ...]:
    """The parts of the network's body, in their order, for a photo as large as it was trained on."""
    side = network.backbone.preprocessing.crop
    found = _after_parts(network, torch.zeros(3, side, side))
    before, _ = split_last_block(network.body)
    untrained = min(len(_parts(before)), found[-1][0])
    return tuple(BodyPart(maps.shape[0], maps.shape[1], last >= untrained) for last, maps in found)


def frozen_parameters(network: Network) -> int:
    """The number of parameters before the last layer: all that stay as they are."""
    modules = (network.body, network.neck)
    return sum(one.numel() for module in modules for one in module.parameters())


@dataclass(frozen=True)
class BodyParameters:
    """How many parameters there are before the last layer, and in the last block of these."""

    before_last: int
    last_block: int


def body_parameters(network: Network) -> BodyParameters:
    """Count the parameters of all that comes before the last layer."""
    _, block = split_last_block(network.body)
    return BodyParameters(frozen_parameters(network), sum(one.numel() for one in block.parameters()))


def _after_parts(network: Network, pixels: Tensor) -> list[tuple[int, Tensor]]:
    """The maps (C, h, w) after each part that makes new ones, and the number of its last module."""
    value, found = pixels[None].to(network.device), list[tuple[int, Tensor]]()
    for number, part in enumerate(_parts(network.body)):
        value = part(value)  # (1, C, h, w)
        if found and isinstance(part, _IN_PLACE):
            found.pop()
        found.append((number, value[0].clone()))  # a ReLU in place may come after it
    return found


def _parts(body: nn.Module) -> Sequence[nn.Module]:
    return list(body.children()) if isinstance(body, nn.Sequential) else [body]
