"""From an album to a trained classifier, and everything the other screens want to know about it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from components.transfer.dataset import Album, Picture, ready
from components.transfer.embeddings import Embedder, Spread
from components.transfer.linear_probe import Split, Step, fit, hold_out
from components.vision.classifier import Classifier


@dataclass(frozen=True)
class Plan:
    """How to teach. `copies` augmented copies of each photo are learned from too."""

    copies: int
    seed: int


@dataclass(frozen=True)
class Lesson:
    """What was taught, and what was learned."""

    album: Album
    plan: Plan
    split: Split
    features: Tensor  # (N, F), of all photos of the album in their order
    targets: Tensor  # (N,), their class numbers
    steps: tuple[Step, ...]
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
        return len(self.split.train) * (1 + self.plan.copies)


@dataclass(frozen=True)
class Progress:
    """How far the teaching has come."""

    embedded: int
    photos: int
    steps: tuple[Step, ...] = ()
    lesson: Lesson | None = None


def teach(album: Album, plan: Plan, embedder: Embedder, spread: Spread) -> Iterator[Progress]:
    """Embed what isn't embedded yet, train, and end with the lesson. Raises AlbumError, IntakeError."""
    ready(album)
    pictures, targets = album.pictures, torch.tensor(album.targets)
    split = hold_out(album.targets, plan.seed)
    wanted = [(picture, 0) for picture in pictures]
    wanted += [(pictures[i], copy) for copy in range(1, plan.copies + 1) for i in split.train]

    def features_of(piece: tuple[Picture, int]) -> Tensor:
        return embedder.features(*piece)

    start, rows = time.perf_counter(), []
    for row in spread(features_of, wanted):
        rows.append(row)
        yield Progress(len(rows), len(wanted))
    features, middle = torch.stack(rows), time.perf_counter()

    train, held_out = list(split.train), list(split.held_out)
    learned = [*train, *range(len(pictures), len(wanted))]
    steps: list[Step] = []
    for step in fit(
        features[learned],
        targets[train].repeat(1 + plan.copies),
        (features[held_out], targets[held_out]),
        len(album.groups),
    ):
        steps.append(step)
        yield Progress(len(wanted), len(wanted), tuple(steps))
    layer = steps[-1].layer
    lesson = Lesson(
        album,
        plan,
        split,
        features[: len(pictures)],
        targets,
        tuple(steps),
        Classifier(embedder.network.backbone.name, album.names, layer.weight, layer.bias),
        middle - start,
        time.perf_counter() - middle,
    )
    yield Progress(len(wanted), len(wanted), tuple(steps), lesson)
