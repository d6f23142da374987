"""What transfer learning gains: 20 photos a class, a new last layer beside the same network from scratch."""

from components.transfer.fashion_mnist import load_fashion_mnist
from components.transfer.linear_probe import HoldoutSplit
from components.transfer.race import (
    ClassificationTask,
    RunUpdates,
    Stopwatch,
    train_from_scratch,
    train_on_frozen_features,
)
from components.vision.backbones import DEFAULT, load_network
from tests.bench.table import Row

PER_CLASS, HELD_OUT = 20, 30
SECONDS = 60


def race_gap() -> Row:
    """Accuracy on the last 30 garments of each class, after a minute at most."""
    dataset = load_fashion_mnist()
    places = [place for photo_class in dataset.classes for place in range(len(photo_class.photos))]
    last = len(dataset.classes[0].photos) - HELD_OUT
    split = HoldoutSplit(
        tuple(index for index, place in enumerate(places) if place < PER_CLASS),
        tuple(index for index, place in enumerate(places) if place >= last),
    )
    task = ClassificationTask(dataset, split, load_network(DEFAULT, "cpu"), seed=0)
    ours, reference = (
        _accuracy(run(task, Stopwatch(SECONDS))) for run in (train_on_frozen_features, train_from_scratch)
    )
    return Row("race_gap", ours, reference, "accuracy", "report")


def _accuracy(updates: RunUpdates) -> float:
    *_, last = (update.point for update in updates if update.point)
    return last.accuracy
