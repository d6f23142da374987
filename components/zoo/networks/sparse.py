"""A sparse autoencoder (SAE): a long code of which only few units may be active, on a dictionary of parts.

Makhzani and Frey (2014), k-sparse autoencoders, arXiv:1312.5663; the idea of sparse codes for pictures:
Olshausen and Field (1996), doi:10.1038/381607a0.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.zoo.networks.autoencoder import SIDE


@dataclass(frozen=True)
class SparseConfig:
    """How many units the code has, and how many of them may be active for one picture."""

    units: int = 1024
    active: int = 100


class Sparse(nn.Module):
    """The units that answer most strongly add up their parts, which are also what they look for."""

    def __init__(self, config: SparseConfig) -> None:
        super().__init__()
        self.config = config
        self.dictionary = nn.Parameter(F.normalize(torch.randn(config.units, SIDE * SIDE)))  # (units, pixels)
        self.unit_bias = nn.Parameter(torch.zeros(config.units))
        self.pixel_bias = nn.Parameter(torch.zeros(SIDE * SIDE))

    def sums(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to what each unit gets (B, units)."""
        return F.linear(x.flatten(1) - self.pixel_bias, self.dictionary, self.unit_bias)

    def encode(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to codes (B, units), never negative, all but the largest of them 0."""
        code = F.relu(self.sums(x))
        least = code.topk(self.config.active, 1).values[:, -1:]  # (B, 1)
        return code * (code >= least)

    def decode(self, code: Tensor) -> Tensor:
        """Codes (B, units) to pictures (B, 28, 28), in [0, 1]."""
        picture = code @ self.dictionary + self.pixel_bias  # (B, pixels)
        return picture.clamp(0, 1).reshape(-1, SIDE, SIDE)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to their reconstructions (B, 28, 28)."""
        return self.decode(self.encode(x))
