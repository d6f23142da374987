"""Training a classifier on a visitor's photos: embed them, split them, fit a linear probe."""

import time
import weakref
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from components.transfer.dataset import LabelledPhoto, PhotoDataset, require_trainable
from components.transfer.embeddings import Embedder, ParallelMap
from components.transfer.linear_probe import HoldoutSplit, ProbeStep, fit_linear_probe, stratified_split
from components.vision.classifier import Classifier


@dataclass(frozen=True)
class ProbeConfig:
    """Settings of training a linear probe."""

    copies: int  # augmented copies of each training photo that are trained on too
    seed: int  # of the hold-out split


@dataclass(frozen=True, eq=False)  # equal to itself alone
class TrainedClassifier:
    """A classifier with the data set, the split and the features that it was trained on."""

    dataset: PhotoDataset
    config: ProbeConfig
    split: HoldoutSplit
    features: Tensor  # (N, F), of all photos of the data set in their order
    targets: Tensor  # (N,), their class indices
    steps: tuple[ProbeStep, ...]
    classifier: Classifier
    embedding_seconds: float
    training_seconds: float

    @property
    def about(self) -> Hashable:
        """Key of what was made from this very classifier; it doesn't keep it in memory."""
        return weakref.ref(self)

    @property
    def probabilities(self) -> Tensor:
        """Class probabilities of the held-out photos, (H, classes)."""
        return self.steps[-1].layer.logits(self.features[list(self.split.held_out)]).softmax(1)

    @property
    def accuracy(self) -> float:
        """Accuracy on the held-out photos, from 0 to 1."""
        return self.steps[-1].accuracy

    @property
    def trained_on(self) -> int:
        """Number of training photos, augmented copies included."""
        return len(self.split.train) * (1 + self.config.copies)


@dataclass(frozen=True)
class ProbeProgress:
    """Progress of a training: photos embedded, then steps; at the end the trained classifier."""

    embedded: int
    photos: int
    steps: tuple[ProbeStep, ...] = ()
    trained: TrainedClassifier | None = None


def train_classifier(
    dataset: PhotoDataset, config: ProbeConfig, embedder: Embedder, parallel_map: ParallelMap
) -> Iterator[ProbeProgress]:
    """Embed the photos that aren't in the cache yet, train, and yield the trained classifier last.

    Raises DatasetError, IntakeError.
    """
    require_trainable(dataset)
    photos, targets = dataset.photos, torch.tensor(dataset.targets)
    split = stratified_split(dataset.targets, config.seed)
    copies = [(photo, 0) for photo in photos]
    copies += [(photos[i], copy) for copy in range(1, config.copies + 1) for i in split.train]

    def features_of(photo_and_copy: tuple[LabelledPhoto, int]) -> Tensor:
        return embedder.features(*photo_and_copy)

    start, rows = time.perf_counter(), []
    for row in parallel_map(features_of, copies):
        rows.append(row)
        yield ProbeProgress(len(rows), len(copies))
    features, middle = torch.stack(rows), time.perf_counter()

    train, held_out = list(split.train), list(split.held_out)
    trained_on = [*train, *range(len(photos), len(copies))]
    steps: list[ProbeStep] = []
    for step in fit_linear_probe(
        features[trained_on],
        targets[train].repeat(1 + config.copies),
        (features[held_out], targets[held_out]),
        len(dataset.classes),
    ):
        steps.append(step)
        yield ProbeProgress(len(copies), len(copies), tuple(steps))
    layer = steps[-1].layer
    trained = TrainedClassifier(
        dataset,
        config,
        split,
        features[: len(photos)],
        targets,
        tuple(steps),
        Classifier(embedder.network.backbone.name, dataset.names, layer.weight, layer.bias),
        middle - start,
        time.perf_counter() - middle,
    )
    yield ProbeProgress(len(copies), len(copies), tuple(steps), trained)
