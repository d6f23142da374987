"""Radial basis functions before they learn: centres, widths, and a linear layer fitted to them."""

import torch
from torch import Tensor

NEIGHBOURS = 5
PENALTY = 0.1  # on the squares of the weights


def k_means(points: Tensor, count: int, rounds: int = 15) -> Tensor:
    """Centres (count, d) of points (n, d) by Lloyd's algorithm, from random points; empty ones stay."""
    centres = points[torch.randperm(len(points))[:count]].clone()
    for _ in range(rounds):
        nearest = torch.cat([torch.cdist(part, centres).argmin(1) for part in torch.split(points, 4_000)])
        sizes = torch.bincount(nearest, minlength=count)
        sums = torch.zeros_like(centres).index_add_(0, nearest, points)
        centres = torch.where(sizes[:, None] > 0, sums / sizes[:, None].clamp(min=1), centres)
    return centres


def neighbour_widths(centres: Tensor) -> Tensor:
    """The mean distance (n,) of each centre to its nearest others."""
    nearest = torch.cdist(centres, centres).topk(NEIGHBOURS + 1, largest=False).values
    return nearest[:, 1:].mean(1)


def ridge(inputs: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
    """The least-squares weights (k, m) and biases (k,) of a layer from inputs (n, m) to `wanted` (n, k)."""
    given = torch.cat([inputs, torch.ones(len(inputs), 1)], 1).double()
    penalty = PENALTY * torch.eye(given.shape[1], dtype=torch.double)
    found = torch.linalg.solve(given.T @ given + penalty, given.T @ wanted.double()).float()
    return found[:-1].T, found[-1]
