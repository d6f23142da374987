"""What each kind of network is trained for on digits, and how well it does it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.zoo.networks.variational import Variational, negative_elbo
from components.zoo.noise import masking_noise
from components.zoo.training.digit_config import DigitTrainingConfig

# Of a network, pictures (B, 28, 28), classes (B,), the settings, and where chance comes from.
Objective = Callable[[Any, Tensor, Tensor, DigitTrainingConfig, torch.Generator], Tensor]

RECONSTRUCTING = ("AE", "VAE", "DAE", "SAE")


def digit_loss(
    network: nn.Module,
    pictures: Tensor,
    classes: Tensor,
    config: DigitTrainingConfig,
    random: torch.Generator,
) -> Tensor:
    """The loss of a batch of pictures (B, 28, 28) with their classes (B,)."""
    return _OBJECTIVES.get(config.network, _classify)(network, pictures, classes, config, random)


@torch.no_grad()
def digit_measure(
    network: nn.Module, pictures: Tensor, classes: Tensor, config: DigitTrainingConfig
) -> float:
    """The share of pictures (n, 28, 28) that are told right, or the mean square error to them."""
    if config.network not in RECONSTRUCTING:
        return float((network(pictures).argmax(1) == classes).double().mean())
    given = pictures
    if config.network == "DAE":
        given = masking_noise(pictures, config.noise, torch.Generator().manual_seed(0))
    return float(F.mse_loss(network(given), pictures))


def _classify(
    network: nn.Module, x: Tensor, classes: Tensor, _config: DigitTrainingConfig, _random: torch.Generator
) -> Tensor:
    return F.cross_entropy(network(x), classes)


def _reconstruct(
    network: nn.Module, x: Tensor, _classes: Tensor, _config: DigitTrainingConfig, _random: torch.Generator
) -> Tensor:
    return F.mse_loss(network(x), x)


def _denoise(
    network: nn.Module, x: Tensor, _classes: Tensor, config: DigitTrainingConfig, random: torch.Generator
) -> Tensor:
    return F.mse_loss(network(masking_noise(x, config.noise, random)), x)


def _explain(
    network: Variational, x: Tensor, _classes: Tensor, config: DigitTrainingConfig, random: torch.Generator
) -> Tensor:
    return negative_elbo(network, x, config.kl_weight, random).mean()


_OBJECTIVES: dict[str, Objective] = {
    "AE": _reconstruct,
    "VAE": _explain,
    "DAE": _denoise,
    "SAE": _reconstruct,
}
