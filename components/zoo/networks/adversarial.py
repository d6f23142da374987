"""A generative adversarial network (GAN): a generator draws digits, a discriminator judges them.

Goodfellow et al. (2014), Generative adversarial nets, arXiv:1406.2661; made of convolutions after Radford et
al. (2016), arXiv:1511.06434.
"""

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional as F

KERNEL = 4  # pixels along each side, with a stride of 2
SLOPE = 0.2  # of the leaky ReLU below zero


@dataclass(frozen=True)
class AdversarialConfig:
    """How many numbers a latent has, and the maps of both networks, those computed first first."""

    latent_size: int = 32
    generator_maps: tuple[int, int] = (64, 32)  # of 7 × 7 and of 14 × 14
    discriminator_maps: tuple[int, int] = (48, 96)  # of 14 × 14 and of 7 × 7


class DigitGenerator(nn.Module):
    """Three transposed convolutions: a latent becomes maps of 7 × 7, of 14 × 14, and then the picture."""

    def __init__(self, config: AdversarialConfig) -> None:
        super().__init__()
        first, second = config.generator_maps
        self.config = config
        self.to_7 = nn.ConvTranspose2d(config.latent_size, first, 7, bias=False)
        self.norm_7 = nn.BatchNorm2d(first)
        self.to_14 = nn.ConvTranspose2d(first, second, KERNEL, stride=2, padding=1, bias=False)
        self.norm_14 = nn.BatchNorm2d(second)
        self.to_28 = nn.ConvTranspose2d(second, 1, KERNEL, stride=2, padding=1)

    def maps(self, z: Tensor) -> list[Tensor]:
        """Latents (B, z) to the feature maps (B, C, 7, 7) and (B, C', 14, 14)."""
        small = F.relu(self.norm_7(self.to_7(z[:, :, None, None])))
        return [small, F.relu(self.norm_14(self.to_14(small)))]

    def forward(self, z: Tensor) -> Tensor:
        """Latents (B, z) to pictures (B, 28, 28), in [0, 1]."""
        pictures: Tensor = self.to_28(self.maps(z)[-1]).sigmoid()[:, 0]
        return pictures


class DigitDiscriminator(nn.Module):
    """Two convolutions with a stride of 2, then one logit: positive where a picture is rather a real one."""

    def __init__(self, config: AdversarialConfig) -> None:
        super().__init__()
        first, second = config.discriminator_maps
        self.config = config
        self.to_14 = nn.Conv2d(1, first, KERNEL, stride=2, padding=1)
        self.to_7 = nn.Conv2d(first, second, KERNEL, stride=2, padding=1)
        self.output = nn.Linear(second * 7 * 7, 1)

    def maps(self, x: Tensor) -> list[Tensor]:
        """Pictures (B, 28, 28) to the feature maps (B, C, 14, 14) and (B, C', 7, 7)."""
        large = F.leaky_relu(self.to_14(x[:, None]), SLOPE)
        return [large, F.leaky_relu(self.to_7(large), SLOPE)]

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (B, 28, 28) to logits (B,); their sigmoid is how probably each is real."""
        logits: Tensor = self.output(self.maps(x)[-1].flatten(1))[:, 0]
        return logits


class Adversarial(nn.Module):
    """Both networks of a GAN."""

    def __init__(self, config: AdversarialConfig) -> None:
        super().__init__()
        self.config = config
        self.generator = DigitGenerator(config)
        self.discriminator = DigitDiscriminator(config)

    def forward(self, z: Tensor) -> Tensor:
        """Latents (B, z) to the discriminator's logits (B,) of the pictures that are made of them."""
        logits: Tensor = self.discriminator(self.generator(z))
        return logits
