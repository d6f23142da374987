"""A test of a heat map: hide what is hottest, and see how soon the class falls.

After Petsiuk et al., 2018 (RISE, https://arxiv.org/abs/1806.07421). Hiding in random orders says how soon it
would fall by chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

Logits = Callable[[Tensor], Tensor]  # of normalised pixels (B, 3, s, s): (B, classes)
PATCHES = 7  # a side; as large as the places of the last maps of most networks
HIDDEN = (0, 1, 2, 5, 10, 15, 24, 36, 49)  # patches
SHARES = tuple(count / PATCHES**2 for count in HIDDEN)
SEEDS = range(8)  # of the random orders
ENOUGH = 7  # random orders that a map must beat to pass: by chance, two maps in nine do


@dataclass(frozen=True)
class Deletion:
    """The probability of a class while more and more of the photo is hidden."""

    shares: tuple[float, ...]  # of the pixels that are hidden, from 0 to 1
    probabilities: tuple[float, ...]

    @property
    def area(self) -> float:
        """Under the curve, in units of the probability at the start: small where the order is good."""
        start = max(self.probabilities[0], 1e-12)
        heights = torch.tensor(self.probabilities) / start
        return float(torch.trapezoid(heights, torch.tensor(self.shares)))


@dataclass(frozen=True)
class Chance:
    """What hiding in random orders does."""

    runs: tuple[Deletion, ...]

    @property
    def mean(self) -> Deletion:
        """The mean of their curves."""
        curves = torch.tensor([run.probabilities for run in self.runs])
        return Deletion(SHARES, tuple(curves.mean(0).tolist()))

    @property
    def areas(self) -> tuple[float, ...]:
        """Under each curve, rising."""
        return tuple(sorted(run.area for run in self.runs))

    def beaten(self, found: Deletion) -> int:
        """How many of the random orders let the class fall later than an order that was found."""
        return sum(area > found.area for area in self.areas)

    def passed(self, found: Deletion) -> bool:
        """Whether an order beats nearly all random ones."""
        return self.beaten(found) >= ENOUGH * len(self.runs) / len(SEEDS)


@torch.inference_mode()
def deletion(logits: Logits, pixels: Tensor, heat: Tensor, wanted: int) -> Deletion:
    """Hide the hottest patches of a photo (1, 3, s, s) first, by a heat map (h, w) of class `wanted`.

    The patches are the same for every map and for random orders: the smaller what is hidden, the sooner
    a class falls, whatever the order. What is hidden gets the mean colour of ImageNet, which is zero after
    normalisation.
    """
    size = pixels.shape[-1]
    order = adaptive_avg_pool2d(heat[None], PATCHES)[0].flatten().argsort(descending=True)
    turn = torch.empty(PATCHES**2, dtype=torch.long)  # when each patch is hidden
    turn[order] = torch.arange(PATCHES**2)
    near = torch.arange(size) * PATCHES // size
    turns = turn.reshape(PATCHES, PATCHES)[near][:, near]  # (s, s)
    seen = torch.stack([(turns >= count)[None] for count in HIDDEN])
    found = logits(pixels * seen.to(pixels.device))
    return Deletion(SHARES, tuple(found.softmax(1)[:, wanted].tolist()))


def random_deletions(logits: Logits, pixels: Tensor, wanted: int, seeds: Sequence[int] = SEEDS) -> Chance:
    """Hide the patches of a photo (1, 3, s, s) in random orders, one for each seed."""
    return Chance(
        tuple(
            deletion(
                logits,
                pixels,
                torch.rand(PATCHES, PATCHES, generator=torch.Generator().manual_seed(seed)),
                wanted,
            )
            for seed in seeds
        )
    )
