"""What a lesson is worth on its held-out photos: which classes are confused, which photos are near."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from components.transfer.dataset import LabelledPhoto
from components.transfer.train import TrainedClassifier

Z = 1.96  # standard deviations: the middle 95 % of a normal distribution
WIDE, WIDER = 0.2, 0.5  # widths of an interval for a share: a rough figure; hardly a figure
LOPSIDED = 4  # times as many photos in one class as in another


@dataclass(frozen=True)
class Neighbour:
    """A photo that was learned from, and how near it is."""

    photo: LabelledPhoto
    label: str
    similarity: float  # cosine of the angle between the two feature vectors, at most 1


@dataclass(frozen=True)
class HeldOutPrediction:
    """A held-out photo and what it was taken for."""

    photo: LabelledPhoto
    label: str
    predicted: str
    probability: float  # of the predicted class


def held_out_predictions(trained: TrainedClassifier) -> tuple[HeldOutPrediction, ...]:
    """What each held-out photo was taken for."""
    names, photos = trained.dataset.names, trained.dataset.photos
    best = trained.probabilities.max(1)
    return tuple(
        HeldOutPrediction(photos[index], names[trained.targets[index]], names[predicted], probability)
        for index, predicted, probability in zip(
            trained.split.held_out, best.indices.tolist(), best.values.tolist(), strict=True
        )
    )


def confusion_counts(trained: TrainedClassifier) -> Tensor:
    """How many held-out photos of each class (row) were taken for each class (column), (classes, classes)."""
    count = len(trained.dataset.names)
    truth = trained.targets[list(trained.split.held_out)]
    cells = truth * count + trained.probabilities.argmax(1)
    return torch.bincount(cells, minlength=count**2).reshape(count, count)


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval for the share of all such photos that would be right, when `right` of `total` were.

    Wilson's score interval (Journal of the American Statistical Association 22, 1927, 209-212): with few
    photos it is honest, and never leaves 0 to 1. `total` is at least 1.
    """
    fraction, spread = right / total, Z**2 / total
    centre = (fraction + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(fraction * (1 - fraction) / total + spread / (4 * total))
    return max(0.0, centre - half), min(1.0, centre + half)


def interval_caveat(total: int, width: float) -> str:
    """What an interval of this width says about a share measured on so many photos; "" if it is narrow."""
    if width > WIDER:
        return f"{total} photos are too few to say anything."
    return f"{total} photos give only a rough figure." if width > WIDE else ""


def class_accuracy(confusion_matrix: Tensor) -> list[float]:
    """The share of each class's held-out photos that was recognised, from a confusion matrix."""
    shares: list[float] = (confusion_matrix.diagonal() / confusion_matrix.sum(1).clamp(min=1)).tolist()
    return shares


def cosine_similarity(features: Tensor, others: Tensor) -> Tensor:
    """Cosines between the rows of (N, F) and (M, F): (N, M)."""
    return normalize(features, dim=1) @ normalize(others, dim=1).T


def nearest_neighbours(trained: TrainedClassifier, features: Tensor, count: int) -> tuple[Neighbour, ...]:
    """The photos learned from that are nearest to one photo's features (F,), nearest first."""
    train = list(trained.split.train)
    cosines = cosine_similarity(features[None], trained.features[train])[0]
    best = cosines.topk(min(count, len(train)))
    names, photos = trained.dataset.names, trained.dataset.photos
    return tuple(
        Neighbour(photos[train[place]], names[trained.targets[train[place]]], cosine)
        for place, cosine in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    )


def features_of(trained: TrainedClassifier, photo: LabelledPhoto) -> Tensor:
    """The features (F,) of a photo of the lesson's album."""
    return trained.features[trained.dataset.photos.index(photo)]


def explain_collapse(trained: TrainedClassifier) -> str | None:
    """If every held-out photo was taken for one class: that, and the likeliest reason, in words."""
    predicted = set(trained.probabilities.argmax(1).tolist())
    if len(predicted) > 1:
        return None
    winner = trained.dataset.names[predicted.pop()]
    return f"Every held-out photo was taken for “{winner}”. {_reason(trained)}"


def _reason(trained: TrainedClassifier) -> str:
    counts = torch.bincount(trained.targets[list(trained.split.train)], minlength=len(trained.dataset.names))
    most, least = int(counts.argmax()), int(counts.argmin())
    names = trained.dataset.names
    if counts[most] >= LOPSIDED * counts[least]:
        return (
            f"“{names[most]}” has {counts[most]} photos to learn from and “{names[least]}” only "
            f"{counts[least]}: add photos to the smaller class."
        )
    same, other = _alikeness(trained)
    if other > same - 0.05:
        return (
            f"Photos of different classes are as alike (mean cosine {other:.2f}) as photos of one class "
            f"({same:.2f}): the network sees hardly any difference between these classes."
        )
    return f"There are only {int(counts.sum())} photos to learn from: add more of every class."


def _alikeness(trained: TrainedClassifier) -> tuple[float, float]:
    """The mean cosine between photos of one class, and between photos of different classes."""
    cosines = cosine_similarity(trained.features, trained.features)
    together = trained.targets[:, None] == trained.targets[None, :]
    apart = ~together
    together = together & ~torch.eye(len(together), dtype=torch.bool)
    return float(cosines[together].mean()), float(cosines[apart].mean())
