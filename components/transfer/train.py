"""From an album to a trained classifier, and everything the other screens want to know about it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from components.transfer.dataset import LabelledPhoto, PhotoDataset, require_trainable
from components.transfer.embeddings import Embedder, ParallelMap
from components.transfer.linear_probe import HoldoutSplit, ProbeStep, fit_linear_probe, stratified_split
from components.vision.classifier import Classifier


@dataclass(frozen=True)
class ClassifierConfig:
    """How to teach. `copies` augmented copies of each photo are learned from too."""

    copies: int
    seed: int


@dataclass(frozen=True)
class TrainedClassifier:
    """What was taught, and what was learned."""

    dataset: PhotoDataset
    config: ClassifierConfig
    split: HoldoutSplit
    features: Tensor  # (N, F), of all photos of the album in their order
    targets: Tensor  # (N,), their class numbers
    steps: tuple[ProbeStep, ...]
    classifier: Classifier
    embedding_seconds: float
    training_seconds: float

    @property
    def probabilities(self) -> Tensor:
        """Of the held-out photos, (H, classes)."""
        return self.steps[-1].layer.logits(self.features[list(self.split.held_out)]).softmax(1)

    @property
    def accuracy(self) -> float:
        """The share of the held-out photos that are classified as they are labelled."""
        return self.steps[-1].accuracy

    @property
    def trained_on(self) -> int:
        """How many photos were learned from, augmented copies included."""
        return len(self.split.train) * (1 + self.config.copies)


@dataclass(frozen=True)
class ClassifierProgress:
    """How far the teaching has come."""

    embedded: int
    photos: int
    steps: tuple[ProbeStep, ...] = ()
    trained: TrainedClassifier | None = None


def train_classifier(
    dataset: PhotoDataset, config: ClassifierConfig, embedder: Embedder, spread: ParallelMap
) -> Iterator[ClassifierProgress]:
    """Embed what isn't embedded yet, train, and end with the lesson. Raises AlbumError, IntakeError."""
    require_trainable(dataset)
    photos, targets = dataset.photos, torch.tensor(dataset.targets)
    split = stratified_split(dataset.targets, config.seed)
    wanted = [(photo, 0) for photo in photos]
    wanted += [(photos[i], copy) for copy in range(1, config.copies + 1) for i in split.train]

    def features_of(piece: tuple[LabelledPhoto, int]) -> Tensor:
        return embedder.features(*piece)

    start, rows = time.perf_counter(), []
    for row in spread(features_of, wanted):
        rows.append(row)
        yield ClassifierProgress(len(rows), len(wanted))
    features, middle = torch.stack(rows), time.perf_counter()

    train, held_out = list(split.train), list(split.held_out)
    learned = [*train, *range(len(photos), len(wanted))]
    steps: list[ProbeStep] = []
    for step in fit_linear_probe(
        features[learned],
        targets[train].repeat(1 + config.copies),
        (features[held_out], targets[held_out]),
        len(dataset.classes),
    ):
        steps.append(step)
        yield ClassifierProgress(len(wanted), len(wanted), tuple(steps))
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
    yield ClassifierProgress(len(wanted), len(wanted), tuple(steps), trained)
