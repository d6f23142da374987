"""Digits that the generator of a GAN makes, and what its discriminator says of them."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.zoo.networks.adversarial import Adversarial

Numbers = NDArray[np.float32]

COUNT = 25  # digits that are sampled together
STEPS = 25  # of a latent number that is slid, from one end to the other; odd, so its own value is one of them
REACH = 3.0  # how far it is slid either way: as far as a normal number seldom is from its mean


@dataclass(frozen=True, eq=False)
class GeneratedDigits:
    """Pictures (..., 28, 28) in [0, 1], and the discriminator's logits (...)."""

    pictures: Numbers
    logits: Numbers


def sample_latents(seed: int, size: int, count: int = COUNT) -> Tensor:
    """Latents (count, size) from a standard normal distribution; the same for the same seed."""
    return torch.randn(count, size, generator=torch.Generator().manual_seed(seed))


@torch.inference_mode()
def generated_digits(network: Adversarial, latents: Tensor) -> GeneratedDigits:
    """What becomes of latents (n, z)."""
    pictures = network.generator(latents.to(next(network.parameters()).device))
    logits = network.discriminator(pictures)
    return GeneratedDigits(pictures.cpu().numpy(), logits.cpu().numpy())


def slid_digits(network: Adversarial, latent: Tensor, numbers: tuple[int, int]) -> GeneratedDigits:
    """All digits (STEPS, STEPS) of a latent (z,) of which two numbers are slid by -REACH to REACH.

    The first axis is the second number's: pictures (STEPS, STEPS, 28, 28).
    """
    offsets = torch.linspace(-REACH, REACH, STEPS)
    latents = latent.repeat(STEPS, STEPS, 1)  # (STEPS, STEPS, z)
    latents[:, :, numbers[0]] += offsets
    latents[:, :, numbers[1]] += offsets[:, None]
    found = generated_digits(network, latents.flatten(0, 1))
    shape = (STEPS, STEPS)
    return GeneratedDigits(
        found.pictures.reshape(*shape, *found.pictures.shape[1:]), found.logits.reshape(shape)
    )
