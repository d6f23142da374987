"""A small convolutional network (CNN).

LeCun et al. (1998), Gradient-based learning applied to document recognition, doi:10.1109/5.726791; batch
normalisation: Ioffe and Szegedy (2015), arXiv:1502.03167.
"""

from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class ConvolutionalConfig:
    """The channels of the three convolutions, and the share of features that is dropped while learning."""

    channels: tuple[int, int, int] = (16, 32, 64)
    dropout: float = 0.3
    outputs: int = 10


class Convolutional(nn.Module):
    """Three convolutions of 3 × 3, max pooling after the first two, then the logits."""

    def __init__(self, config: ConvolutionalConfig) -> None:
        super().__init__()
        self.config = config
        sizes = tuple(pairwise((1, *config.channels)))
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in sizes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(size) for size in config.channels)
        self.output = nn.Linear(config.channels[-1] * 7 * 7, config.outputs)

    def maps(self, x: Tensor) -> list[Tensor]:
        """Pictures (B, 28, 28) to the feature maps (B, C, h, w) of each convolution, before pooling."""
        found: list[Tensor] = []
        x = x[:, None]
        for layer, norm in zip(self.convolutions, self.norms, strict=True):
            x = F.relu(norm(layer(F.max_pool2d(x, 2) if found else x)))  # (B, C, h, w): 28, 14, 7
            found.append(x)
        return found

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to logits (B, outputs)."""
        x = F.dropout(self.maps(x)[-1].flatten(1), self.config.dropout, self.training)
        logits: Tensor = self.output(x)
        return logits
