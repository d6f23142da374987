"""Novelty (out-of-distribution) detection by the distance to the nearest training photos.

A softmax always names one of its classes, however unlike the training photos a photo is. The distance to
them doesn't: where it is above a threshold, the answer is "none of these" (k nearest neighbours in deep
features: Sun et al., 2022, https://arxiv.org/abs/2204.06507).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from components.transfer.evaluation import cosine_similarity

NEIGHBOURS = 3
COVERAGE = 0.95  # of the training photos, at the proposed threshold


@dataclass(frozen=True)
class NoveltyDetector:
    """Training photos' features, and the distance from them above which a photo is none of the classes."""

    train_features: Tensor  # (M, F)
    threshold: float  # a cosine distance


@dataclass(frozen=True)
class RejectionCurve:
    """Coverage, accuracy and rejection at every threshold that makes a difference, ascending."""

    thresholds: tuple[float, ...]
    coverage: tuple[float, ...]  # fraction of the held-out photos that get an answer
    accuracy: tuple[float, ...]  # fraction of those answers that are right; 1 where there are none
    rejected: tuple[float, ...]  # fraction of the out-of-distribution photos that are rejected


def knn_distances(features: Tensor, train_features: Tensor) -> Tensor:
    """Mean cosine distance (0 to 2) of features (N, F) to the 3 nearest training photos' (M, F): (N,)."""
    near = cosine_similarity(features, train_features).topk(min(NEIGHBOURS, len(train_features))).values
    return 1 - near.mean(1)


def proposed_threshold(train_features: Tensor) -> float:
    """95 % quantile of the training photos' distances, each measured to the others; from features (M, F)."""
    cosines = cosine_similarity(train_features, train_features).fill_diagonal_(-1)
    near = cosines.topk(min(NEIGHBOURS, len(train_features) - 1)).values
    return float(torch.quantile(1 - near.mean(1), COVERAGE))


def rejection_curve(held_out: Tensor, right: Tensor, novel: Tensor) -> RejectionCurve:
    """Rejection curve from the distances of held-out photos (H,), whether each prediction is right (H,), and
    the distances of novel photos (S,).
    """
    thresholds = torch.unique(torch.cat([torch.zeros(1), held_out, novel]))  # (T,)
    answered = held_out[None] <= thresholds[:, None]  # (T, H)
    count = answered.sum(1)
    accuracy = (answered & right[None]).sum(1) / count.clamp(min=1)
    accuracy[count == 0] = 1
    rejected = (novel[None] > thresholds[:, None]).float().mean(1)
    columns = (thresholds, answered.float().mean(1), accuracy, rejected)
    return RejectionCurve(*(tuple(column.tolist()) for column in columns))
