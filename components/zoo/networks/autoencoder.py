"""Autoencoders: plain (AE) and denoising (DAE). They differ in what they are trained for.

Hinton and Salakhutdinov (2006), doi:10.1126/science.1127647; denoising: Vincent et al. (2008),
doi:10.1145/1390156.1390294.
"""

from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn

SIDE = 28


@dataclass(frozen=True)
class AutoencoderConfig:
    """The sizes from the picture to the code; the decoder has them in reverse."""

    sizes: tuple[int, ...] = (784, 200, 64)


class Autoencoder(nn.Module):
    """An encoder down to a code, a decoder back to the picture."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = perceptron(config.sizes)
        self.decoder = perceptron(config.sizes[::-1])

    def encode(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to codes (B, code)."""
        code: Tensor = self.encoder(x.flatten(1))
        return code

    def decode(self, code: Tensor) -> Tensor:
        """Codes (B, code) to pictures (B, 28, 28), in [0, 1]."""
        picture: Tensor = self.decoder(code).sigmoid()
        return picture.reshape(-1, SIDE, SIDE)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to their reconstructions (B, 28, 28)."""
        return self.decode(self.encode(x))


def perceptron(sizes: tuple[int, ...]) -> nn.Sequential:
    """Fully connected layers of these sizes, with ReLU between them."""
    layers = nn.Sequential()
    for before, after in pairwise(sizes):
        layers.extend([nn.Linear(before, after), nn.ReLU()])
    return layers[:-1]
