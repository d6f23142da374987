"""What a visitor can ask of a training on digits, and the network that it begins with."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.initialisation import init_uniformly
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.convolutional import Convolutional, ConvolutionalConfig
from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.networks.sparse import Sparse, SparseConfig
from components.zoo.networks.variational import Variational, VariationalConfig

PIXELS = 784


@dataclass(frozen=True)
class DigitTrainingConfig:
    """The network and how it is trained.

    `units` are those of each hidden layer, the channels of a CNN's first convolution (twice and four times
    as many follow), the centres of an RBF network, or the code's of a sparse autoencoder.
    """

    network: str = "FF"  # one of ARCHITECTURES
    units: int = 64
    layers: int = 1
    activation: str = "ReLU"
    code: int = 2
    active: int = 50  # units of a sparse code
    optimiser: str = "AdamW"  # or "SGD"
    rate: float = 0.003
    batch: int = 64
    decay: float = 0.0  # of the weights
    noise: float = 0.5  # the share of pixels that are made black
    kl_weight: float = 1.0
    digits: int = 10_000  # to learn from
    seed: int = 0


def _feed_forward(config: DigitTrainingConfig) -> nn.Module:
    return FeedForward(FeedForwardConfig(PIXELS, (config.units,) * config.layers, 10, config.activation))


def _radial_basis(config: DigitTrainingConfig) -> nn.Module:
    return RadialBasis(RadialBasisConfig(PIXELS, min(config.units, config.digits)))


def _recurrent(config: DigitTrainingConfig) -> nn.Module:
    return Recurrent(RecurrentConfig(config.network, hidden=config.units))


def _convolutional(config: DigitTrainingConfig) -> nn.Module:
    channels = (config.units, 2 * config.units, 4 * config.units)
    return Convolutional(ConvolutionalConfig(channels, dropout=0.0))


def _sizes(config: DigitTrainingConfig) -> tuple[int, ...]:
    return (PIXELS, *(config.units,) * config.layers, config.code)


def _autoencoder(config: DigitTrainingConfig) -> nn.Module:
    return Autoencoder(AutoencoderConfig(_sizes(config)))


def _variational(config: DigitTrainingConfig) -> nn.Module:
    return Variational(VariationalConfig(_sizes(config)))


def _sparse(config: DigitTrainingConfig) -> nn.Module:
    return Sparse(SparseConfig(config.units, min(config.active, config.units)))


ARCHITECTURES: dict[str, Callable[[DigitTrainingConfig], nn.Module]] = {
    "FF": _feed_forward,
    "RBF": _radial_basis,
    "RNN": _recurrent,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "CNN": _convolutional,
    "AE": _autoencoder,
    "VAE": _variational,
    "DAE": _autoencoder,
    "SAE": _sparse,
}


def begin_digit_network(config: DigitTrainingConfig, pictures: Tensor, random: torch.Generator) -> nn.Module:
    """The network before its first step; `pictures` (n, 28, 28) are those to learn from."""
    network = ARCHITECTURES[config.network](config)
    init_uniformly(network, random)
    if isinstance(network, RadialBasis):
        centre_on_digits(network, pictures, random)
    if isinstance(network, Sparse):
        draw_dictionary(network, pictures, random)
    return network


@torch.no_grad()
def centre_on_digits(network: RadialBasis, pictures: Tensor, random: torch.Generator) -> None:
    """Put each centre on a digit drawn from `pictures` (n, 28, 28), as wide as to the next centre."""
    chosen = torch.randperm(len(pictures), generator=random)[: len(network.centres)]
    network.centres.copy_(pictures[chosen].flatten(1))
    distances = torch.cdist(network.centres, network.centres)
    distances.fill_diagonal_(torch.inf)
    nearest = distances.min(1).values.clamp(1, 28)  # one centre alone has no neighbour
    network.log_widths.copy_(nearest.log())


@torch.no_grad()
def draw_dictionary(network: Sparse, pictures: Tensor, random: torch.Generator) -> None:
    """Draw the dictionary at random, each part of length 1, around the mean of `pictures` (n, 28, 28)."""
    network.dictionary.normal_(generator=random)
    network.dictionary.div_(network.dictionary.norm(dim=1, keepdim=True))
    network.pixel_bias.copy_(pictures.mean(0).flatten())
