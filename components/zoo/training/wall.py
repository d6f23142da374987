"""What is to be seen of a network while it learns: many small pictures of its inside, or of its answers."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from components.zoo.networks.autoencoder import Autoencoder
from components.zoo.networks.convolutional import Convolutional
from components.zoo.networks.feed_forward import FeedForward
from components.zoo.networks.radial_basis import RadialBasis
from components.zoo.networks.recurrent import Recurrent
from components.zoo.networks.sparse import Sparse
from components.zoo.networks.variational import Variational
from components.zoo.noise import masking_noise
from components.zoo.training.digit_config import DigitTrainingConfig

Numbers = NDArray[np.float32]

MOST = 42  # small pictures; as many as fill the rows of the whole one
READ_DIGITS, SHOWN_DIGITS = 20, 24
SIDE = 28


@dataclass(frozen=True, eq=False)
class PictureWall:
    """Pictures (n, h, w), in [0, 1], or of either sign; and what they are."""

    pictures: Numbers
    signed: bool
    words: str


@torch.no_grad()
def wall_of(network: nn.Module, digits: Tensor, config: DigitTrainingConfig) -> PictureWall:
    """What a network shows; `digits` (n, 28, 28) are held out. What is no number is 0."""
    wall = _wall_of(network, digits, config)
    return replace(wall, pictures=np.nan_to_num(wall.pictures, posinf=0, neginf=0))


def _wall_of(network: nn.Module, digits: Tensor, config: DigitTrainingConfig) -> PictureWall:
    if isinstance(network, FeedForward):
        return _templates(network)
    if isinstance(network, RadialBasis):
        centres = network.centres[:MOST].reshape(-1, SIDE, SIDE)
        return PictureWall(centres.clamp(0, 1).numpy().copy(), False, f"The first {len(centres)} centres")
    if isinstance(network, Sparse):
        parts = network.dictionary[:MOST].reshape(-1, SIDE, SIDE)
        return PictureWall(parts.numpy().copy(), True, f"The first {len(parts)} parts of the dictionary")
    if isinstance(network, Convolutional):
        return _feature_maps(network, digits[:1])
    if isinstance(network, Recurrent):
        return _readings(network, digits[:READ_DIGITS])
    assert isinstance(network, Autoencoder | Variational)
    return _reconstructions(network, digits, config)


def _templates(network: FeedForward) -> PictureWall:
    first = network.hidden[0] if len(network.hidden) else network.output
    weights = first.get_parameter("weight")[:MOST].reshape(-1, SIDE, SIDE)
    whose = "units of the first hidden layer" if len(network.hidden) else "ten outputs, from 0 to 9"
    return PictureWall(
        weights.numpy().copy(),
        True,
        f"The weights of {whose}: orange where ink speaks for it",
    )


def _feature_maps(network: Convolutional, digit: Tensor) -> PictureWall:
    maps = network.maps(digit)[0][0, : MOST - 1]  # (C, 28, 28)
    pictures = torch.cat([digit, maps / maps.max().clamp(min=1e-12)])
    return PictureWall(pictures.numpy(), False, "A digit, and its feature maps in the first convolution")


def _readings(network: Recurrent, digits: Tensor) -> PictureWall:
    logits: Tensor = network.output(network.states(digits))  # (B, 28, 10)
    pictures = torch.cat([digits, logits.softmax(2)], 2)
    return PictureWall(
        pictures.numpy(), False, "Digits, and beside each row the probabilities of 0 to 9 after it"
    )


def _reconstructions(
    network: Autoencoder | Variational, digits: Tensor, config: DigitTrainingConfig
) -> PictureWall:
    if config.network == "DAE":
        digits = digits[:SHOWN_DIGITS]
        noisy = masking_noise(digits, config.noise, torch.Generator().manual_seed(0))
        pictures = torch.cat([noisy, network(noisy)], 2)
        return PictureWall(
            pictures.numpy(), False, "Held-out digits with noise, and without it as the network says"
        )
    digits = digits[:SHOWN_DIGITS]
    pictures = torch.cat([digits, network(digits)], 2)
    return PictureWall(pictures.numpy(), False, "Held-out digits, and beside each its reconstruction")
