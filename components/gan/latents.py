"""Places in the latent space: from a seed, along directions, between two of them.

A place is a seed's latent plus steps along directions. It is added up in one fixed way, for one place or for
many, so that a picture computed alone is bit for bit the picture computed in a batch.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

STEP = 1 / 16  # standard deviations from frame to frame along a direction
REACH = 4.0  # coordinates from -REACH to REACH can be reached
TRAINED = 3.0  # beyond this coordinate lie 0.3 % of the latents that the generator was trained with


@dataclass(frozen=True)
class Direction:
    """A unit vector of the latent space, and what changes along it."""

    key: str  # in links: a letter for the kind, then a number
    name: str
    ends: tuple[str, str]  # what lies at the lower and the upper end
    vector: Tensor  # (z,), of length 1


@dataclass(frozen=True)
class Place:
    """A latent by its seed, its truncation in hundredths, and the steps along directions, by their keys."""

    seed: int
    truncation: int
    steps: Mapping[str, int]


def seeded(seed: int, size: int, truncation: float = 1.0) -> Tensor:
    """The latent (z,) of a seed, drawn towards the mean by a truncation below 1."""
    return torch.randn(size, generator=torch.Generator().manual_seed(seed)) * truncation


def walked(begin: Tensor, directions: Sequence[Direction], steps: Sequence[Sequence[int]]) -> Tensor:
    """From a latent (z,) so many steps along each direction: (n, z) for n rows of steps."""
    places = begin.repeat(len(steps), 1)  # (n, z)
    for number, direction in enumerate(directions):
        along = torch.tensor([[row[number] * STEP] for row in steps])  # (n, 1)
        places = places + along * direction.vector
    return places


@dataclass(frozen=True)
class Track:
    """The frames along one direction: the steps that can be taken, and where they lead."""

    direction: Direction
    lowest: int
    highest: int
    zero: float  # coordinate where no step is taken

    def coordinate(self, steps: int) -> float:
        """Where so many steps lead, in standard deviations from the middle."""
        return self.zero + steps * STEP


def track(place: Tensor, taken: int, direction: Direction) -> Track:
    """The track through a latent (z,) in which `taken` steps along the direction are contained."""
    zero = float(place @ direction.vector) - taken * STEP
    return Track(direction, math.ceil((-REACH - zero) / STEP), math.floor((REACH - zero) / STEP), zero)


def between(a: Tensor, b: Tensor, count: int) -> Tensor:
    """From latent a (z,) to b in equal angles, the length changing evenly: (count, z).

    Straight lines would pass through short latents, which the generator has hardly seen
    (White 2016, arXiv:1609.04468).
    """
    lengths = a.norm(), b.norm()
    from_a, to_b = a / lengths[0], b / lengths[1]  # NaN if there is no length
    angle = torch.acos((from_a @ to_b).clamp(-1, 1))
    share = torch.linspace(0, 1, count)[:, None]
    if not float(angle.sin()) >= 1e-4:  # no angle, hardly any, or a half turn: no arc is the shortest
        return a + share * (b - a)
    arc = (((1 - share) * angle).sin() * from_a + (share * angle).sin() * to_b) / angle.sin()
    rows = arc * ((1 - share) * lengths[0] + share * lengths[1])
    return torch.cat([a[None], rows[1:-1], b[None]])


def steps_to(begin: Tensor, like: Tensor, direction: Direction) -> int:
    """The steps that bring a latent (z,) as near as can be to the coordinate of another along a direction."""
    return round(float((like - begin) @ direction.vector) / STEP)


def held(places: Tensor, like: Tensor, directions: Sequence[Direction]) -> Tensor:
    """Latents (n, z) that have the coordinates of a latent (z,) along orthogonal directions."""
    for direction in directions:
        places = places + ((like - places) @ direction.vector)[:, None] * direction.vector
    return places
