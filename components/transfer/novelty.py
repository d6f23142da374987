"""None of these: is a photo like anything that was learned from?

A softmax always names one of its classes, however strange the photo. The distance to the photos learned
from doesn't: where it is above a threshold, the answer is "none of these" (nearest-neighbour novelty
detection; for deep features: Sun et al., 2022, https://arxiv.org/abs/2204.06507).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from components.transfer.evaluation import cosine_similarity

NEAREST = 3
KEPT = 0.95  # of the photos learned from, at the threshold that is proposed


@dataclass(frozen=True)
class NoveltyDetector:
    """What "none of these" is decided by: the photos learned from, and how far from them is too far."""

    learned: Tensor  # features (M, F)
    threshold: float  # a cosine distance


@dataclass(frozen=True)
class RejectionCurve:
    """What a threshold does, for every threshold that makes a difference, rising."""

    thresholds: tuple[float, ...]
    kept: tuple[float, ...]  # share of the held-out photos that still get an answer (coverage)
    correct: tuple[float, ...]  # share of those answers that are right; 1 where there are none
    refused: tuple[float, ...]  # share of the strangers that are refused


def knn_distances(features: Tensor, learned: Tensor) -> Tensor:
    """Mean cosine distance (0 to 2) of (N, F) to the 3 nearest of the photos learned from (M, F): (N,)."""
    near = cosine_similarity(features, learned).topk(min(NEAREST, len(learned))).values
    return 1 - near.mean(1)


def proposed_threshold(learned: Tensor) -> float:
    """The distance below which 95 % of the photos learned from lie, each measured to the others (M, F)."""
    cosines = cosine_similarity(learned, learned).fill_diagonal_(-1)
    near = cosines.topk(min(NEAREST, len(learned) - 1)).values
    return float(torch.quantile(1 - near.mean(1), KEPT))


def rejection_curve(known: Tensor, right: Tensor, strangers: Tensor) -> RejectionCurve:
    """From the distances of held-out photos (H,), whether each was recognised (H,), and of strangers (S,)."""
    edges = torch.unique(torch.cat([torch.zeros(1), known, strangers]))
    kept = known[None] <= edges[:, None]  # (T, H)
    count = kept.sum(1)
    correct = (kept & right[None]).sum(1) / count.clamp(min=1)
    correct[count == 0] = 1
    refused = (strangers[None] > edges[:, None]).float().mean(1)
    columns = (edges, kept.float().mean(1), correct, refused)
    return RejectionCurve(*(tuple(column.tolist()) for column in columns))
