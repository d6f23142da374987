"""Find a picture in the latent space: the latent is optimised until the generator draws the picture.

An encoder guesses the latent (Zhu et al. 2016, arXiv:1609.03552); from there and from some places around it
the search follows the gradient of the distance to the target (Abdal et al. 2019, arXiv:1904.03189). After a
while only the nearest goes on: one alone from the beginning ends in a bad place too often.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from components.gan.model import Encoder, Generator
from components.gan.sprites import Pictures, as_bytes, as_pixels

STEPS = 200
STARTS, TRIAL = 4, 30  # latents that are followed, and the steps until only the nearest goes on
AROUND = 0.5  # standard deviation of the other starts from the encoder's guess
RATE = 0.01  # of Adam, falling to 0 as half a cosine
MOMENTA = (0.9, 0.99)
SCALES = (1, 2, 4, 8)  # pixels along each side of the squares whose mean colours are compared


@dataclass(frozen=True)
class Guess:
    """The nearest that the search has come to: step 0 is the best of the starts."""

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


def near_guess(encoder: Encoder, target: Pictures, seed: int = 0) -> Tensor:
    """Where to begin: the encoder's guess for a picture (1, 64, 64, 3), and places around it: (STARTS, z)."""
    aim = as_pixels(target).to(next(encoder.parameters()).device)
    with torch.no_grad():
        guess: Tensor = encoder(aim).cpu()  # (1, z)
    around = AROUND * torch.randn(STARTS, guess.shape[1], generator=torch.Generator().manual_seed(seed))
    around[0] = 0
    return guess + around


def at_random(latent_size: int, seed: int = 0) -> Tensor:
    """Where to begin without any idea: latents (STARTS, z)."""
    return torch.randn(STARTS, latent_size, generator=torch.Generator().manual_seed(seed))


def project(generator: Generator, target: Pictures, starts: Tensor) -> Iterator[Guess]:
    """From latents (k, z) search for that of a picture (1, 64, 64, 3): STEPS + 1 guesses, ever nearer."""
    place = next(generator.parameters()).device
    aim = as_pixels(target).to(place)
    found: Guess | None = None
    for steps in (range(TRIAL), range(TRIAL, STEPS + 1)):
        for nearest, picture in _descent(generator, aim, starts.to(place), steps):
            found = _better(found, nearest, as_bytes(picture.detach()), target)
            yield found
            starts = found.latent[None]


def _better(before: Guess | None, latent: Tensor, picture: Pictures, target: Pictures) -> Guess:
    """The guess before, or this one if it is nearer: the descent also climbs over ridges."""
    distance = float(apart(picture, target)[0])
    if before is not None and before.distance <= distance:
        return replace(before, step=before.step + 1, distances=(*before.distances, before.distance))
    earlier = before.distances if before is not None else ()
    return Guess(len(earlier), latent.detach().cpu().clone(), picture[0], (*earlier, distance))


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
