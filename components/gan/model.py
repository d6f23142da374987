"""The two networks of the image GAN: a generator of transposed convolutions against a plain CNN.

The architecture is DCGAN (Radford, Metz & Chintala 2015, arXiv:1511.06434): no pooling and no hidden
fully connected layer, batch normalisation and ReLU in the generator, leaky ReLU in the discriminator.
In training the discriminator wears spectral normalisation (Miyato et al. 2018, arXiv:1802.05957) in the
place of batch normalisation; once trained, the factor is multiplied into its weights and it is a plain CNN.

Shapes: B pictures in a batch, z latent numbers each, w the width. Pictures lie in [-1, 1].
"""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, parametrize

KERNEL = 4  # twice the stride of 2, so that every output pixel gets equally many contributions
SLOPE = 0.2  # of the leaky ReLU below zero
SPREAD = 0.02  # standard deviation of the initial weights (Radford et al. 2015, section 4)


@dataclass(frozen=True)
class GANConfig:
    """The sizes of both networks."""

    latent_size: int = 128
    width: int = 64  # channels next to the picture; they double with every halving of its side
    channels: int = 3


class Upsample(nn.Module):
    """Twice the height and width: transposed convolution, batch normalisation, ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, outputs, KERNEL, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Maps (B, inputs, h, h) to (B, outputs, 2h, 2h)."""
        x = self.conv(x)  # (B, inputs, h, h) -> (B, outputs, 2h, 2h)
        return F.relu(self.norm(x))  # (B, outputs, 2h, 2h)


class Generator(nn.Module):
    """A latent vector becomes a picture of 64 × 64 pixels, doubling its side four times from 4 × 4."""

    palette: nn.Module  # what a trained generator of drawings does to its pictures at last

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_4 = nn.ConvTranspose2d(config.latent_size, 8 * w, KERNEL, bias=False)
        self.norm_4 = nn.BatchNorm2d(8 * w)
        self.to_8 = Upsample(8 * w, 4 * w)
        self.to_16 = Upsample(4 * w, 2 * w)
        self.to_32 = Upsample(2 * w, w)
        self.to_64 = nn.ConvTranspose2d(w, config.channels, KERNEL, stride=2, padding=1)
        self.palette = nn.Identity()
        self.apply(initialise)

    def forward(self, z: Tensor) -> Tensor:
        """Latents (B, z), each number drawn from a standard normal, to pictures (B, 3, 64, 64)."""
        return self.stages(z)[-1]

    def stages(self, z: Tensor) -> list[Tensor]:
        """What each layer makes of it, from the 4 × 4 maps to the picture."""
        x = z[:, :, None, None]  # (B, z, 1, 1)
        x4 = F.relu(self.norm_4(self.to_4(x)))  # (B, 8w, 4, 4)
        x8 = self.to_8(x4)  # (B, 4w, 8, 8)
        x16 = self.to_16(x8)  # (B, 2w, 16, 16)
        x32 = self.to_32(x16)  # (B, w, 32, 32)
        x64 = self._picture(x32)  # (B, 3, 64, 64)
        return [x4, x8, x16, x32, x64]

    def onward(self, maps: Tensor, stage: int) -> Tensor:
        """The picture (B, 3, 64, 64) that follows from the maps at a place of what `stages` gives."""
        for layer in (self.to_8, self.to_16, self.to_32)[stage:]:
            maps = layer(maps)  # (B, C, h, h) -> (B, C/2, 2h, 2h)
        return self._picture(maps) if stage < 4 else maps

    def _picture(self, maps: Tensor) -> Tensor:
        x = torch.tanh(self.to_64(maps))  # (B, w, 32, 32) -> (B, 3, 64, 64)
        return self.palette(x)  # type: ignore[no-any-return]


class Discriminator(nn.Module):
    """A plain CNN that scores a picture: positive for real, negative for generated."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_32 = nn.Conv2d(config.channels, w, KERNEL, stride=2, padding=1)
        self.to_16 = nn.Conv2d(w, 2 * w, KERNEL, stride=2, padding=1)
        self.to_8 = nn.Conv2d(2 * w, 4 * w, KERNEL, stride=2, padding=1)
        self.to_4 = nn.Conv2d(4 * w, 8 * w, KERNEL, stride=2, padding=1)
        self.to_score = nn.Conv2d(8 * w, 1, KERNEL)
        self.apply(initialise)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 3, 64, 64) to scores (B,)."""
        x = F.leaky_relu(self.to_32(x), SLOPE)  # (B, w, 32, 32)
        x = F.leaky_relu(self.to_16(x), SLOPE)  # (B, 2w, 16, 16)
        x = F.leaky_relu(self.to_8(x), SLOPE)  # (B, 4w, 8, 8)
        x = F.leaky_relu(self.to_4(x), SLOPE)  # (B, 8w, 4, 4)
        x = self.to_score(x)  # (B, 1, 1, 1)
        return x.flatten()  # (B,)


class Downsample(nn.Module):
    """Half the height and width: convolution, batch normalisation, leaky ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, KERNEL, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Maps (B, inputs, 2h, 2h) to (B, outputs, h, h)."""
        x = self.conv(x)  # (B, inputs, 2h, 2h) -> (B, outputs, h, h)
        return F.leaky_relu(self.norm(x), SLOPE)  # (B, outputs, h, h)


class Encoder(nn.Module):
    """The way back, from a picture to its latent, as well as it can be guessed: no part of the battle."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_32 = Downsample(config.channels, w)
        self.to_16 = Downsample(w, 2 * w)
        self.to_8 = Downsample(2 * w, 4 * w)
        self.to_4 = Downsample(4 * w, 8 * w)
        self.to_latent = nn.Conv2d(8 * w, config.latent_size, KERNEL)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 3, 64, 64) to latents (B, z)."""
        x = self.to_32(x)  # (B, w, 32, 32)
        x = self.to_16(x)  # (B, 2w, 16, 16)
        x = self.to_8(x)  # (B, 4w, 8, 8)
        x = self.to_4(x)  # (B, 8w, 4, 4)
        x = self.to_latent(x)  # (B, z, 1, 1)
        return x.flatten(1)  # (B, z)


def normalise_spectrum(discriminator: Discriminator) -> Discriminator:
    """Divide every convolution's weight by its largest singular value, anew at each step of training."""
    for layer in discriminator.children():
        parametrizations.spectral_norm(layer)
    return discriminator


def is_normalised(discriminator: Discriminator) -> bool:
    """Whether `normalise_spectrum` has been at it."""
    return parametrize.is_parametrized(discriminator.to_score)


def bake_spectrum(discriminator: Discriminator) -> Discriminator:
    """A plain CNN with the same scores: the present factors multiplied into its weights."""
    weights = {}
    for name, layer in discriminator.named_children():
        assert isinstance(layer, nn.Conv2d)
        weights[f"{name}.weight"] = layer.weight.detach().clone()
        weights[f"{name}.bias"] = cast(Tensor, layer.bias).detach().clone()
    with torch.device("meta"):  # no need to draw initial weights
        plain = Discriminator(discriminator.config)
    plain.load_state_dict(weights, assign=True)
    return plain


def initialise(layer: nn.Module) -> None:
    """Draw a layer's first weights as DCGAN does."""
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, 0.0, SPREAD)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, SPREAD)
        nn.init.zeros_(layer.bias)
