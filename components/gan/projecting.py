"""Find a picture in the latent space: the latent is optimised until the generator draws the picture.

First the nearest of many random pictures are taken (Zhu et al. 2016, arXiv:1609.03552), then their latents
follow the gradient of the distance to the target (Abdal et al. 2019, arXiv:1904.03189). After a while only
the nearest of them goes on: one alone from the beginning ends in a bad place too often.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from components.gan.model import Generator
from components.gan.sprites import PIECE, Pictures, as_bytes, as_pixels

STEPS = 200
SAMPLES = 32 * PIECE  # random pictures among which the first guesses are
STARTS, TRIAL = 4, 30  # latents that are followed, and the steps until only the nearest goes on
RATE = 0.02  # of Adam, falling to 0 as half a cosine
MOMENTA = (0.9, 0.99)
SCALES = (1, 2, 4, 8)  # pixels along each side of the squares whose mean colours are compared
FULL_SCALE = 127.5  # 255ths of the way from black to white, in the numbers from -1 to 1 that networks see


@dataclass(frozen=True)
class Guess:
    """How far the search has come: step 0 is the best of the random pictures so far."""

    step: int
    latent: Tensor  # (z,)
    picture: NDArray[np.uint8]  # (64, 64, 3)
    distances: tuple[float, ...]  # after each step, from 0 on: root mean square differences in 255ths

    @property
    def distance(self) -> float:
        """The present one."""
        return self.distances[-1]


def apart(a: Pictures, b: Pictures) -> NDArray[np.float64]:
    """The root mean square differences of pictures (n, h, w, 3), in 255ths: (n,)."""
    squares = np.square(a.astype(np.float64) - b)
    found: NDArray[np.float64] = np.sqrt(squares.mean((1, 2, 3)))
    return found


def mean_apart(pictures: Pictures) -> float:
    """How far two of these pictures lie apart, in the mean over all pairs, in 255ths."""
    pairs = [apart(pictures[number + 1 :], one[None]) for number, one in enumerate(pictures[:-1])]
    return float(np.concatenate(pairs).mean())


def unlikeness(pictures: Tensor, aim: Tensor) -> Tensor:
    """The mean square differences (n,) from a picture (1, 3, 64, 64), in the mean over all SCALES."""
    found = torch.zeros(len(pictures), device=pictures.device)
    for side in SCALES:
        found = found + (F.avg_pool2d(pictures, side) - F.avg_pool2d(aim, side)).square().mean((1, 2, 3))
    return found / len(SCALES)


def project(generator: Generator, target: Pictures, seed: int = 0) -> Iterator[Guess]:
    """Search for the latent of a picture (1, 64, 64, 3): guesses from bad to good, several a second."""
    aim = as_pixels(target).to(next(generator.parameters()).device)
    starts = torch.empty(0, generator.config.latent_size)
    for starts in _first_guesses(generator, aim, seed):
        with torch.no_grad():
            picture = generator(starts[:1])
        yield _guess((), starts[0], picture, target)
    distances: tuple[float, ...] = ()
    for steps in (range(TRIAL), range(TRIAL, STEPS + 1)):
        for nearest, picture in _descent(generator, aim, starts, steps):
            found = _guess(distances, nearest, picture, target)
            distances = found.distances
            yield found
        starts = nearest[None]


def _guess(before: tuple[float, ...], latent: Tensor, picture: Tensor, target: Pictures) -> Guess:
    shown = as_bytes(picture.detach())
    distances = (*before, float(apart(shown, target)[0]))
    return Guess(len(before), latent.detach().cpu().clone(), shown[0], distances)


def _first_guesses(generator: Generator, aim: Tensor, seed: int) -> Iterator[Tensor]:
    """The latents (k, z) whose pictures are the nearest of more and more random ones, the nearest first."""
    random = torch.Generator().manual_seed(seed)
    latents = torch.empty(0, generator.config.latent_size, device=aim.device)
    far = torch.empty(0, device=aim.device)
    for _ in range(SAMPLES // PIECE):
        more = torch.randn(PIECE, generator.config.latent_size, generator=random).to(aim.device)
        with torch.no_grad():
            far = torch.cat([far, unlikeness(generator(more), aim)])
        far, order = far.topk(min(STARTS, len(far)), largest=False)
        latents = torch.cat([latents, more])[order]
        yield latents


def _descent(
    generator: Generator, aim: Tensor, starts: Tensor, steps: range
) -> Iterator[tuple[Tensor, Tensor]]:
    """Before each step from latents (k, z) the nearest (z,) and its picture; the network learns nothing."""
    latents = starts.detach().clone().requires_grad_()  # (k, z)
    optimiser = torch.optim.Adam([latents], RATE, MOMENTA)
    for step in steps:
        pictures = generator(latents)  # (k, 3, 64, 64)
        losses = unlikeness(pictures, aim)  # (k,)
        best = int(losses.argmin())
        yield latents[best], pictures[best : best + 1]
        optimiser.param_groups[0]["lr"] = RATE * (1 + math.cos(math.pi * step / STEPS)) / 2
        (latents.grad,) = torch.autograd.grad(losses.sum(), latents)
        optimiser.step()
