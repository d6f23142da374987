"""GAN inversion: optimise a latent until the generator draws a given image.

An encoder predicts the latent (Zhu et al. 2016, arXiv:1609.03552); from there and from some starts around it
Adam follows the gradient of the distance to the target (Abdal et al. 2019, arXiv:1904.03189). After a while
only the nearest goes on: a single start ends in a bad local minimum too often.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from components.annealing import half_cosine
from components.gan.images import Images, to_float, to_uint8
from components.gan.model import Encoder, Generator

STEPS = 200
STARTS, TRIAL_STEPS = 4, 30  # latents that are optimised, and the steps until only the nearest goes on
START_STD = 0.5  # standard deviation of the other starts around the encoder's prediction
LEARNING_RATE = 0.01  # of Adam, falling to 0 as half a cosine
ADAM_BETAS = (0.9, 0.99)
POOL_SIZES = (1, 2, 4, 8)  # pixels along each side of the squares whose mean colours are compared


@dataclass(frozen=True)
class InversionStep:
    """The best latent after so many steps of the optimisation; step 0 is the best of the starts."""

    step: int
    latent: Tensor  # (z,)
    image: NDArray[np.uint8]  # (64, 64, 3)
    distances: tuple[float, ...]  # after each step, from 0 on: root mean square errors in 255ths

    @property
    def distance(self) -> float:
        """The present root mean square error, in 255ths."""
        return self.distances[-1]


def rmse(a: Images, b: Images) -> NDArray[np.float64]:
    """Root mean square errors (n,) between images (n, h, w, 3), in 255ths."""
    squares = np.square(a.astype(np.float64) - b)
    errors: NDArray[np.float64] = np.sqrt(squares.mean((1, 2, 3)))
    return errors


def mean_pairwise_rmse(images: Images) -> float:
    """Mean root mean square error over all pairs of images (n, h, w, 3), in 255ths."""
    pairs = [rmse(images[number + 1 :], one[None]) for number, one in enumerate(images[:-1])]
    return float(np.concatenate(pairs).mean())


def multiscale_mse(images: Tensor, target: Tensor) -> Tensor:
    """Mean square errors (n,) of images (n, 3, 64, 64) to a target (1, 3, 64, 64), mean over POOL_SIZES."""
    total = torch.zeros(len(images), device=images.device)
    for side in POOL_SIZES:
        difference = F.avg_pool2d(images, side) - F.avg_pool2d(target, side)
        total = total + difference.square().mean((1, 2, 3))
    return total / len(POOL_SIZES)


def encoder_starts(encoder: Encoder, target: Images, seed: int = 0) -> Tensor:
    """Return the encoder's latent of an image (1, 64, 64, 3), and others around it: (STARTS, z)."""
    pixels = to_float(target).to(next(encoder.parameters()).device)
    with torch.no_grad():
        predicted: Tensor = encoder(pixels).cpu()  # (1, z)
    noise = START_STD * torch.randn(STARTS, predicted.shape[1], generator=torch.Generator().manual_seed(seed))
    noise[0] = 0
    return predicted + noise


def random_starts(latent_size: int, seed: int = 0) -> Tensor:
    """Sample latents (STARTS, z) to start from without an encoder."""
    return torch.randn(STARTS, latent_size, generator=torch.Generator().manual_seed(seed))


def invert(generator: Generator, target: Images, starts: Tensor) -> Iterator[InversionStep]:
    """Optimise latents (k, z) towards that of an image (1, 64, 64, 3), in STEPS + 1 steps, ever nearer."""
    device = next(generator.parameters()).device
    pixels = to_float(target).to(device)
    best: InversionStep | None = None
    for steps in (range(TRIAL_STEPS), range(TRIAL_STEPS, STEPS + 1)):
        for latent, image in _optimize(generator, pixels, starts.to(device), steps):
            best = _keep_best(best, latent, to_uint8(image.detach()), target)
            yield best
            starts = best.latent[None]


def _keep_best(before: InversionStep | None, latent: Tensor, image: Images, target: Images) -> InversionStep:
    """Keep the step before, or this one if it is nearer: the optimisation also climbs over ridges."""
    distance = float(rmse(image, target)[0])
    if before is not None and before.distance <= distance:
        return replace(before, step=before.step + 1, distances=(*before.distances, before.distance))
    earlier = before.distances if before is not None else ()
    return InversionStep(len(earlier), latent.detach().cpu().clone(), image[0], (*earlier, distance))


def _optimize(
    generator: Generator, target: Tensor, starts: Tensor, steps: range
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield, before each step from latents (k, z), the nearest (z,) and its image; the weights stay fixed."""
    latents = starts.detach().clone().requires_grad_()  # (k, z)
    optimiser = torch.optim.Adam([latents], LEARNING_RATE, ADAM_BETAS)
    for step in steps:
        images = generator(latents)  # (k, 3, 64, 64)
        losses = multiscale_mse(images, target)  # (k,)
        nearest = int(losses.argmin())
        yield latents[nearest], images[nearest : nearest + 1]
        optimiser.param_groups[0]["lr"] = half_cosine((LEARNING_RATE, 0.0), step / STEPS)
        (latents.grad,) = torch.autograd.grad(losses.sum(), latents)
        optimiser.step()
