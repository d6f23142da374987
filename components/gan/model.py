"""The two networks of the image GAN: a generator of transposed convolutions against a plain CNN.

The architecture is DCGAN (Radford, Metz & Chintala 2015, arXiv:1511.06434): no pooling and no hidden
fully connected layer, batch normalisation and ReLU in the generator, leaky ReLU in the discriminator.
In training the discriminator has spectral normalisation (Miyato et al. 2018, arXiv:1802.05957) instead of
batch normalisation; once trained, the factor is multiplied into its weights and it is a plain CNN.

Shapes: B pictures in a batch, z latent numbers each, w the width. Pictures lie in [-1, 1].
"""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, parametrize

KERNEL_SIZE = 4  # twice the stride of 2, so that every output pixel gets equally many contributions
LEAKY_SLOPE = 0.2  # of the leaky ReLU below zero
INIT_STD = 0.02  # standard deviation of the initial weights (Radford et al. 2015, section 4)


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
        self.conv = nn.ConvTranspose2d(inputs, outputs, KERNEL_SIZE, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Maps (B, inputs, h, h) to (B, outputs, 2h, 2h)."""
        x = self.conv(x)  # (B, inputs, h, h) -> (B, outputs, 2h, 2h)
        return F.relu(self.norm(x))  # (B, outputs, 2h, 2h)


class Generator(nn.Module):
    """Generator: a latent to a picture of 64 × 64 pixels, doubling the side four times from 4 × 4."""

    palette: nn.Module  # the last layer of a trained generator of drawings (components/gan/palette.py)

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_4 = nn.ConvTranspose2d(config.latent_size, 8 * w, KERNEL_SIZE, bias=False)
        self.norm_4 = nn.BatchNorm2d(8 * w)
        self.to_8 = Upsample(8 * w, 4 * w)
        self.to_16 = Upsample(4 * w, 2 * w)
        self.to_32 = Upsample(2 * w, w)
        self.to_64 = nn.ConvTranspose2d(w, config.channels, KERNEL_SIZE, stride=2, padding=1)
        self.palette = nn.Identity()
        self.apply(init_weights)

    def forward(self, z: Tensor) -> Tensor:
        """Latents (B, z), each number drawn from a standard normal, to pictures (B, 3, 64, 64)."""
        return self.feature_maps(z)[-1]

    def feature_maps(self, z: Tensor) -> list[Tensor]:
        """Return the maps after each layer, from (B, 8w, 4, 4) to the picture, of latents (B, z)."""
        x = z[:, :, None, None]  # (B, z, 1, 1)
        x4 = F.relu(self.norm_4(self.to_4(x)))  # (B, 8w, 4, 4)
        x8 = self.to_8(x4)  # (B, 4w, 8, 8)
        x16 = self.to_16(x8)  # (B, 2w, 16, 16)
        x32 = self.to_32(x16)  # (B, w, 32, 32)
        x64 = self._to_picture(x32)  # (B, 3, 64, 64)
        return [x4, x8, x16, x32, x64]

    def resume(self, maps: Tensor, layer: int) -> Tensor:
        """Generate the picture (B, 3, 64, 64) from maps (B, C, h, h) after a layer, 0 to 4."""
        for upsample in (self.to_8, self.to_16, self.to_32)[layer:]:
            maps = upsample(maps)  # (B, C, h, h) -> (B, C/2, 2h, 2h)
        return self._to_picture(maps) if layer < 4 else maps

    def _to_picture(self, maps: Tensor) -> Tensor:
        x = torch.tanh(self.to_64(maps))  # (B, w, 32, 32) -> (B, 3, 64, 64)
        return self.palette(x)  # type: ignore[no-any-return]


class Discriminator(nn.Module):
    """Discriminator: a plain CNN that scores a picture, higher for real, lower for generated."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_32 = nn.Conv2d(config.channels, w, KERNEL_SIZE, stride=2, padding=1)
        self.to_16 = nn.Conv2d(w, 2 * w, KERNEL_SIZE, stride=2, padding=1)
        self.to_8 = nn.Conv2d(2 * w, 4 * w, KERNEL_SIZE, stride=2, padding=1)
        self.to_4 = nn.Conv2d(4 * w, 8 * w, KERNEL_SIZE, stride=2, padding=1)
        self.to_score = nn.Conv2d(8 * w, 1, KERNEL_SIZE)
        self.apply(init_weights)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 3, 64, 64) to scores (B,)."""
        return self.feature_maps(x)[-1].flatten()  # (B,)

    def feature_maps(self, x: Tensor) -> list[Tensor]:
        """Return the maps after each layer, from (B, w, 32, 32) to the scores, of pictures (B, 3, 64, 64)."""
        x32 = F.leaky_relu(self.to_32(x), LEAKY_SLOPE)  # (B, w, 32, 32)
        x16 = F.leaky_relu(self.to_16(x32), LEAKY_SLOPE)  # (B, 2w, 16, 16)
        x8 = F.leaky_relu(self.to_8(x16), LEAKY_SLOPE)  # (B, 4w, 8, 8)
        x4 = F.leaky_relu(self.to_4(x8), LEAKY_SLOPE)  # (B, 8w, 4, 4)
        score = self.to_score(x4)  # (B, 1, 1, 1)
        return [x32, x16, x8, x4, score]


class Downsample(nn.Module):
    """Half the height and width: convolution, batch normalisation, leaky ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, KERNEL_SIZE, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Maps (B, inputs, 2h, 2h) to (B, outputs, h, h)."""
        x = self.conv(x)  # (B, inputs, 2h, 2h) -> (B, outputs, h, h)
        return F.leaky_relu(self.norm(x), LEAKY_SLOPE)  # (B, outputs, h, h)


class Encoder(nn.Module):
    """Encoder: predicts a picture's latent; trained afterwards, no part of the GAN (Zhu et al. 2016)."""

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_32 = Downsample(config.channels, w)
        self.to_16 = Downsample(w, 2 * w)
        self.to_8 = Downsample(2 * w, 4 * w)
        self.to_4 = Downsample(4 * w, 8 * w)
        self.to_latent = nn.Conv2d(8 * w, config.latent_size, KERNEL_SIZE)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 3, 64, 64) to latents (B, z)."""
        x = self.to_32(x)  # (B, w, 32, 32)
        x = self.to_16(x)  # (B, 2w, 16, 16)
        x = self.to_8(x)  # (B, 4w, 8, 8)
        x = self.to_4(x)  # (B, 8w, 4, 4)
        x = self.to_latent(x)  # (B, z, 1, 1)
        return x.flatten(1)  # (B, z)


def add_spectral_norm(discriminator: Discriminator) -> Discriminator:
    """Divide every convolution's weight by its largest singular value, anew at each step of training."""
    for layer in discriminator.children():
        parametrizations.spectral_norm(layer)
    return discriminator


def has_spectral_norm(discriminator: Discriminator) -> bool:
    """Whether the discriminator has spectral normalisation."""
    return parametrize.is_parametrized(discriminator.to_score)


def fold_spectral_norm(discriminator: Discriminator) -> Discriminator:
    """Return a plain CNN with the same scores: the present factors multiplied into its weights."""
    weights = {}
    for name, layer in discriminator.named_children():
        assert isinstance(layer, nn.Conv2d)
        weights[f"{name}.weight"] = layer.weight.detach().clone()
        weights[f"{name}.bias"] = cast(Tensor, layer.bias).detach().clone()
    with torch.device("meta"):  # no need to draw initial weights
        plain = Discriminator(discriminator.config)
    plain.load_state_dict(weights, assign=True)
    return plain


def init_weights(layer: nn.Module) -> None:
    """Initialise a layer's weights as DCGAN does."""
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, 0.0, INIT_STD)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, INIT_STD)
        nn.init.zeros_(layer.bias)
