"""Latents: sampled from a seed, moved along directions, interpolated between two of them.

A latent is a seed's sample plus steps along directions. It is summed in one fixed order, for one latent or
for many, so that an image generated alone is bit for bit the one generated in a batch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

STEP_SIZE = 1 / 16  # standard deviations from frame to frame along a direction
COORDINATE_LIMIT = 4.0  # coordinates from -COORDINATE_LIMIT to COORDINATE_LIMIT can be reached
TRAINING_RANGE = 3.0  # beyond this coordinate lie 0.3 % of the latents that the generator was trained with


@dataclass(frozen=True)
class Direction:
    """A unit vector of the latent space, with the name of what changes along it."""

    key: str  # in links: a letter for the kind, then a number
    name: str
    ends: tuple[str, str]  # what lies at the lower and the upper end
    vector: Tensor  # (z,), of length 1
    limit: float = COORDINATE_LIMIT  # or a smaller one


def sample_latent(seed: int, size: int, truncation: float = 1.0) -> Tensor:
    """Sample a latent (z,) from a standard normal by its seed, times the truncation."""
    return torch.randn(size, generator=torch.Generator().manual_seed(seed)) * truncation


def along(start: Tensor, directions: Sequence[Direction], steps: Sequence[Sequence[int]]) -> Tensor:
    """Move a latent (z,) by steps along each direction: one latent for each of n rows of steps, (n, z)."""
    latents = start.repeat(len(steps), 1)  # (n, z)
    for number, direction in enumerate(directions):
        offsets = torch.tensor([[row[number] * STEP_SIZE] for row in steps])  # (n, 1)
        latents = latents + offsets * direction.vector
    return latents


@dataclass(frozen=True)
class StepRange:
    """The steps that can be taken along one direction, and the coordinates that they lead to."""

    direction: Direction
    lowest: int
    highest: int
    zero: float  # coordinate where no step is taken

    def coordinate(self, steps: int) -> float:
        """Return the coordinate after so many steps, in standard deviations from the mean."""
        return self.zero + steps * STEP_SIZE


def step_range(latent: Tensor, taken: int, direction: Direction) -> StepRange:
    """Return the range of steps through a latent (z,) that `taken` steps along the direction have led to.

    Where the latent itself lies beyond the direction's limit, the range ends there.
    """
    zero = float(latent @ direction.vector) - taken * STEP_SIZE
    lowest = min(0, math.ceil((-direction.limit - zero) / STEP_SIZE))
    highest = max(0, math.floor((direction.limit - zero) / STEP_SIZE))
    return StepRange(direction, lowest, highest, zero)


def slerp(a: Tensor, b: Tensor, count: int) -> Tensor:
    """Spherical linear interpolation from latent a (z,) to b, the length changing evenly: (count, z).

    A straight line would pass through short latents, which the generator has hardly seen in training
    (White 2016, arXiv:1609.04468).
    """
    lengths = a.norm(), b.norm()
    from_a, to_b = a / lengths[0], b / lengths[1]  # NaN if there is no length
    angle = torch.acos((from_a @ to_b).clamp(-1, 1))
    fraction = torch.linspace(0, 1, count)[:, None]
    if not float(angle.sin()) >= 1e-4:  # no angle, hardly any, or a half turn: no arc is the shortest
        return a + fraction * (b - a)
    arc = (((1 - fraction) * angle).sin() * from_a + (fraction * angle).sin() * to_b) / angle.sin()
    rows = arc * ((1 - fraction) * lengths[0] + fraction * lengths[1])
    return torch.cat([a[None], rows[1:-1], b[None]])


def steps_to(start: Tensor, target: Tensor, direction: Direction) -> int:
    """Return the steps that bring a latent (z,) nearest to the target's coordinate along a direction."""
    return round(float((target - start) @ direction.vector) / STEP_SIZE)


def with_fixed(latents: Tensor, reference: Tensor, directions: Sequence[Direction]) -> Tensor:
    """Give latents (n, z) the coordinates of a reference (z,) along orthogonal directions."""
    for direction in directions:
        latents = latents + ((reference - latents) @ direction.vector)[:, None] * direction.vector
    return latents
