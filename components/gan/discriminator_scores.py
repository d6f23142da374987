"""The discriminator's scores of images, and saliency maps of the pixels on which a score depends.

The gradient of the score by the pixels is the saliency map of Simonyan et al. (2013, arXiv:1312.6034).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from components.gan.images import Images, generate, to_float
from components.gan.model import Discriminator, Generator

SALIENCY_PATCH = 2  # pixels along each side that the saliency map takes together
CHUNK_SIZE = 50  # images in one forward pass


@dataclass(frozen=True)
class ScoredImage:
    """An image's score, and the saliency (32, 32) of each patch of pixels, never negative."""

    score: float
    saliency: Tensor


@dataclass(frozen=True)
class ScoreSample:
    """The scores of many images: real ones (n,) and generated ones (m,)."""

    real: Tensor
    generated: Tensor

    @property
    def threshold(self) -> float:
        """The score halfway between the means of both."""
        return float(self.real.mean() + self.generated.mean()) / 2

    @property
    def auc(self) -> float:
        """Area under the ROC curve: the fraction of pairs in which the real image has the higher score."""
        return float((self.real[:, None] > self.generated).double().mean())

    def above(self, score: float) -> tuple[float, float]:
        """The fractions of the generated and of the real ones with a lower score."""
        generated, real = (float((score > scores).double().mean()) for scores in (self.generated, self.real))
        return generated, real


@torch.inference_mode()
def score_images(discriminator: Discriminator, images: Images) -> Tensor:
    """Score images (n, 64, 64, 3): the higher a score (n,), the more like a real one."""
    device = next(discriminator.parameters()).device
    chunks = torch.split(to_float(images), CHUNK_SIZE)
    return torch.cat([discriminator(chunk.to(device)).cpu() for chunk in chunks])


@torch.inference_mode()
def discriminator_feature_maps(discriminator: Discriminator, image: Images) -> list[Tensor]:
    """Return the maps (C, h, w) after each layer, from 32 × 32 to the score (1, 1, 1), of (64, 64, 3)."""
    device = next(discriminator.parameters()).device
    return [maps[0].cpu() for maps in discriminator.feature_maps(to_float(image[None]).to(device))]


def score_with_saliency(discriminator: Discriminator, images: Images) -> list[ScoredImage]:
    """Score a few images (n, 64, 64, 3) with their saliency maps; no gradient reaches the weights."""
    device = next(discriminator.parameters()).device
    pixels = to_float(images).to(device).requires_grad_()  # (n, 3, 64, 64)
    scores = discriminator(pixels)  # (n,)
    (gradients,) = torch.autograd.grad(scores.sum(), pixels)  # each image's score depends on it alone
    squares = gradients.square().sum(1, keepdim=True)  # (n, 1, 64, 64), over the three colours
    saliency = F.avg_pool2d(squares, SALIENCY_PATCH).sqrt()[:, 0].cpu()  # (n, 32, 32)
    return [
        ScoredImage(float(score), one) for score, one in zip(scores.detach().cpu(), saliency, strict=True)
    ]


def score_samples(networks: tuple[Generator, Discriminator], real: Images, latents: Tensor) -> ScoreSample:
    """Score real images (n, 64, 64, 3), and those generated from latents (m, z)."""
    generator, discriminator = networks
    generated = generate(generator, latents)
    return ScoreSample(score_images(discriminator, real), score_images(discriminator, generated))
