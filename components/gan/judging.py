"""What the discriminator makes of pictures: one score each, and the pixels on which it depends.

The gradient of the score by the pixels is the saliency map of Simonyan et al. (2013, arXiv:1312.6034).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from components.gan.model import Discriminator, Generator
from components.gan.sprites import Pictures, as_pixels, draw

PATCH = 2  # pixels along each side that the heat map takes together
PIECE = 50  # pictures in one forward pass


@dataclass(frozen=True)
class Verdict:
    """A picture's score, and how strongly it depends on each place (32, 32), never negative."""

    score: float
    heat: Tensor


@dataclass(frozen=True)
class Crowd:
    """The scores of many pictures: real ones (n,) and generated ones (m,)."""

    real: Tensor
    generated: Tensor

    @property
    def between(self) -> float:
        """Halfway between both means."""
        return float(self.real.mean() + self.generated.mean()) / 2

    @property
    def right(self) -> float:
        """In what share of all pairs the real picture has the higher score."""
        return float((self.real[:, None] > self.generated).double().mean())


@torch.inference_mode()
def scores(discriminator: Discriminator, pictures: Pictures) -> Tensor:
    """The scores (n,) of pictures (n, 64, 64, 3): the higher, the more like a real one."""
    place = next(discriminator.parameters()).device
    parts = torch.split(as_pixels(pictures), PIECE)
    return torch.cat([discriminator(part.to(place)).cpu() for part in parts])


def judge(discriminator: Discriminator, pictures: Pictures) -> list[Verdict]:
    """The verdict on each of a few pictures (n, 64, 64, 3); the network takes no part in the gradient."""
    place = next(discriminator.parameters()).device
    pixels = as_pixels(pictures).to(place).requires_grad_()  # (n, 3, 64, 64)
    found = discriminator(pixels)  # (n,)
    (gradients,) = torch.autograd.grad(found.sum(), pixels)  # each picture's score depends on it alone
    strengths = gradients.square().sum(1, keepdim=True)  # (n, 1, 64, 64), over the three colours
    heat = F.avg_pool2d(strengths, PATCH).sqrt()[:, 0].cpu()  # (n, 32, 32)
    return [Verdict(float(score), one) for score, one in zip(found.detach().cpu(), heat, strict=True)]


def crowd(networks: tuple[Generator, Discriminator], real: Pictures, latents: Tensor) -> Crowd:
    """The scores of real pictures (n, 64, 64, 3), and of those generated from latents (m, z)."""
    generator, discriminator = networks
    return Crowd(scores(discriminator, real), scores(discriminator, draw(generator, latents)))
