"""The new last layer from before its first step to the end, and what it says of one photo meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from components.transfer.linear_probe import accuracy
from components.transfer.train import TrainedClassifier

SHOWN = 90  # features of those thousand and more whose weights can be seen one by one


@dataclass(frozen=True, eq=False)
class LearningCourse:
    """S steps of a layer with C classes, seen before the first and after each; K features of one photo."""

    numbers: tuple[int, ...]  # (K,) of the features, those of the same class beside each other
    values: Tensor  # (K,) of the features of the photo
    weights: Tensor  # (S + 1, C, K)
    logits: Tensor  # (S + 1, C) of the photo
    accuracies: tuple[float, ...]  # (S + 1,) on the held-out photos, from 0 to 1

    @property
    def probabilities(self) -> Tensor:
        """Of the photo, (S + 1, C)."""
        return self.logits.softmax(1)


def learning_course(trained: TrainedClassifier, photo: int) -> LearningCourse:
    """The course of a training, seen at the photo of that number in its data set.

    Before the first step all weights are 0. Of all features those are shown that get the largest weights of
    a class in the end, equally many of each class.
    """
    layers = [step.layer for step in trained.steps]
    features, last = trained.features[photo], layers[-1].weight
    numbers = _strongest(last)
    held_out = list(trained.split.held_out)
    first = torch.zeros(1, len(last))
    nothing = accuracy(first.expand(len(held_out), -1), trained.targets[held_out])
    return LearningCourse(
        tuple(numbers),
        features[numbers],
        torch.stack([torch.zeros(len(last), len(numbers)), *(layer.weight[:, numbers] for layer in layers)]),
        torch.stack([first[0], *(layer.logits(features) for layer in layers)]),
        (nothing, *(step.accuracy for step in trained.steps)),
    )


def _strongest(weight: Tensor) -> Sequence[int]:
    """The features with the largest weights of each class in turn; each of them once, (C, F) to (K,)."""
    count = min(SHOWN, weight.shape[1]) // len(weight)
    free, chosen = weight.clone(), list[int]()
    for label in range(len(weight)):
        own = free[label].topk(count).indices.tolist()
        free[:, own] = -torch.inf
        chosen += own
    return chosen
