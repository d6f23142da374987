"""Evaluation of a trained classifier on its held-out photos: accuracy, confusions, nearest neighbours."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from components.transfer.dataset import LabelledPhoto
from components.transfer.train import TrainedClassifier

Z = 1.96  # standard deviations: the middle 95 % of a normal distribution
WIDE, WIDER = 0.2, 0.5  # widths of a confidence interval: a rough figure; hardly a figure
IMBALANCED = 4  # times as many photos in one class as in another


@dataclass(frozen=True)
class Neighbour:
    """A training photo, and how near its features are to those of another photo."""

    photo: LabelledPhoto
    label: str
    similarity: float  # cosine of the angle between the two feature vectors, at most 1


@dataclass(frozen=True)
class HeldOutPrediction:
    """A held-out photo, its true class and its predicted class."""

    photo: LabelledPhoto
    label: str
    predicted: str
    probability: float  # of the predicted class


def held_out_predictions(trained: TrainedClassifier) -> tuple[HeldOutPrediction, ...]:
    """Return the prediction for each held-out photo."""
    names, photos = trained.dataset.names, trained.dataset.photos
    best = trained.probabilities.max(1)
    return tuple(
        HeldOutPrediction(photos[index], names[trained.targets[index]], names[predicted], probability)
        for index, predicted, probability in zip(
            trained.split.held_out, best.indices.tolist(), best.values.tolist(), strict=True
        )
    )


def confusion_counts(trained: TrainedClassifier) -> Tensor:
    """Confusion matrix of the held-out photos, (true classes, predicted classes)."""
    count = len(trained.dataset.names)
    truth = trained.targets[list(trained.split.held_out)]
    cells = truth * count + trained.probabilities.argmax(1)
    return torch.bincount(cells, minlength=count**2).reshape(count, count)


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """95 % confidence interval of an accuracy, (low, high), when `right` of `total` photos were right.

    Wilson's score interval (Journal of the American Statistical Association 22, 1927, 209-212), which holds
    for few photos too, and never leaves 0 to 1. `total` is at least 1.
    """
    fraction, spread = right / total, Z**2 / total
    centre = (fraction + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(fraction * (1 - fraction) / total + spread / (4 * total))
    return max(0.0, centre - half), min(1.0, centre + half)


def interval_caveat(total: int, width: float) -> str:
    """Return a warning where a confidence interval from `total` photos is wide; "" where it is narrow."""
    if width > WIDER:
        return f"{total} photos are too few to say anything."
    return f"{total} photos give only a rough figure." if width > WIDE else ""


def cosine_similarity(features: Tensor, others: Tensor) -> Tensor:
    """Cosine similarity between the rows of (N, F) and of (M, F): (N, M)."""
    return normalize(features, dim=1) @ normalize(others, dim=1).T


def nearest_neighbours(trained: TrainedClassifier, features: Tensor, count: int) -> tuple[Neighbour, ...]:
    """Return the `count` training photos that are nearest to one photo's features (F,), nearest first."""
    train = list(trained.split.train)
    cosines = cosine_similarity(features[None], trained.features[train])[0]
    best = cosines.topk(min(count, len(train)))
    names, photos = trained.dataset.names, trained.dataset.photos
    return tuple(
        Neighbour(photos[train[place]], names[trained.targets[train[place]]], cosine)
        for place, cosine in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    )


def features_of(trained: TrainedClassifier, photo: LabelledPhoto) -> Tensor:
    """Return the features (F,) of a photo of the data set."""
    return trained.features[trained.dataset.photos.index(photo)]


def explain_collapse(trained: TrainedClassifier) -> str | None:
    """Say so, with the likeliest reason, if every held-out photo is predicted as one class; else None."""
    predicted = set(trained.probabilities.argmax(1).tolist())
    if len(predicted) > 1:
        return None
    winner = trained.dataset.names[predicted.pop()]
    return f"Every held-out photo was taken for “{winner}”. {_reason(trained)}"


def _reason(trained: TrainedClassifier) -> str:
    counts = torch.bincount(trained.targets[list(trained.split.train)], minlength=len(trained.dataset.names))
    most, least = int(counts.argmax()), int(counts.argmin())
    names = trained.dataset.names
    if counts[most] >= IMBALANCED * counts[least]:
        return (
            f"“{names[most]}” has {counts[most]} photos to learn from and “{names[least]}” only "
            f"{counts[least]}: add photos to the smaller class."
        )
    same, other = _mean_similarities(trained)
    if other > same - 0.05:
        return (
            f"Photos of different classes are as alike (mean cosine {other:.2f}) as photos of one class "
            f"({same:.2f}): the network sees hardly any difference between these classes."
        )
    return f"There are only {int(counts.sum())} photos to learn from: add more of every class."


def _mean_similarities(trained: TrainedClassifier) -> tuple[float, float]:
    """Mean cosine similarity within classes, and between classes."""
    cosines = cosine_similarity(trained.features, trained.features)
    together = trained.targets[:, None] == trained.targets[None, :]
    apart = ~together
    together = together & ~torch.eye(len(together), dtype=torch.bool)
    return float(cosines[together].mean()), float(cosines[apart].mean())
