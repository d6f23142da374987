"""A variational autoencoder (VAE): the code is drawn from a normal distribution that the encoder gives.

Kingma and Welling (2014), Auto-encoding variational Bayes, arXiv:1312.6114.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.zoo.networks.autoencoder import SIDE, perceptron


@dataclass(frozen=True)
class VariationalConfig:
    """The sizes from the picture to the code; the decoder has them in reverse."""

    sizes: tuple[int, ...] = (784, 512, 256, 2)


class Variational(nn.Module):
    """An encoder to the mean and spread of a code, a decoder from a code drawn there."""

    def __init__(self, config: VariationalConfig) -> None:
        super().__init__()
        self.config = config
        *body, code = config.sizes
        self.encoder = perceptron((*body, 2 * code))
        self.decoder = perceptron(config.sizes[::-1])

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures (B, 28, 28) to the mean and the logarithm of the variance (B, code) of their codes."""
        mean, log_variance = self.encoder(x.flatten(1)).chunk(2, 1)
        return mean, log_variance

    def decode(self, code: Tensor) -> Tensor:
        """Codes (B, code) to pictures (B, 28, 28), in [0, 1]."""
        return self.logits(code).sigmoid()

    def logits(self, code: Tensor) -> Tensor:
        """Codes (B, code) to the logits (B, 28, 28) of white pixels."""
        found: Tensor = self.decoder(code)
        return found.reshape(-1, SIDE, SIDE)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to reconstructions (B, 28, 28) from the mean of their codes."""
        return self.decode(self.encode(x)[0])


def negative_elbo(
    network: Variational, x: Tensor, kl_weight: float = 1.0, random: torch.Generator | None = None
) -> Tensor:
    """The loss (B,) of pictures (B, 28, 28), in nats: cross-entropy of the pixels plus the weighted KL term.

    Grey pixels count as probabilities of white. One code is drawn for each picture (equation 10 there).
    """
    mean, log_variance = network.encode(x)  # (B, code)
    drawn = torch.randn(mean.shape, generator=random, device=mean.device)
    code = mean + drawn * (log_variance / 2).exp()
    missed = F.binary_cross_entropy_with_logits(network.logits(code), x, reduction="none").sum((1, 2))
    divergence = (mean**2 + log_variance.exp() - 1 - log_variance).sum(1) / 2
    return missed + kl_weight * divergence
