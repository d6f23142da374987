"""A radial basis function network (RBF): units that answer to what lies near their centre.

Broomhead and Lowe (1988), Multivariable functional interpolation and adaptive networks, Complex Systems 2;
centres by k-means as in Moody and Darken (1989), doi:10.1162/neco.1989.1.2.281.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class RadialBasisConfig:
    """How many inputs, centres and outputs there are."""

    inputs: int = 784
    centres: int = 1000
    outputs: int = 10


class RadialBasis(nn.Module):
    """Gaussian bumps around centres, then a linear layer."""

    def __init__(self, config: RadialBasisConfig) -> None:
        super().__init__()
        self.config = config
        self.centres = nn.Parameter(torch.zeros(config.centres, config.inputs))
        self.log_widths = nn.Parameter(torch.zeros(config.centres))
        self.output = nn.Linear(config.centres, config.outputs)

    def bumps(self, x: Tensor) -> Tensor:
        """Inputs (B, …), flattened, to the activation (B, centres) of each unit, from 0 to 1."""
        distances = torch.cdist(x.flatten(1), self.centres)  # (B, centres)
        return torch.exp(-((distances / self.log_widths.exp()) ** 2) / 2)

    def forward(self, x: Tensor) -> Tensor:
        """Inputs (B, …), flattened, to logits (B, outputs)."""
        logits: Tensor = self.output(self.bumps(x))
        return logits
