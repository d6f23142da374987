"""Learning curves: accuracy against training photos a class, for a linear probe and from scratch.

A quarter of each class is held out, the same photos for every size; training photos are drawn from the
others.
"""

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from components.transfer.dataset import PhotoDataset
from components.transfer.linear_probe import HoldoutSplit, fit_linear_probe, stratified_split
from components.transfer.race import ClassificationTask, RunUpdate, Stopwatch, train_from_scratch
from components.vision.backbones import Network

SIZES = (1, 2, 5, 10, 20, 50)  # photos a class
# Measured by `python -m weights.recipes.transfer.measure_scratch_curve`.
PRECOMPUTED = Path(__file__).parent / "data" / "scratch_curve.json"
STEP_SECONDS = 0.2  # of a step from scratch: MobileNetV2, one thread of a 2.6 GHz Xeon


@dataclass(frozen=True)
class CurvePoint:
    """Accuracies with so many training photos a class, one for each random draw of them."""

    per_class: int
    accuracies: tuple[float, ...]  # on the held-out photos, from 0 to 1; never empty

    @property
    def mean(self) -> float:
        """Mean accuracy."""
        return sum(self.accuracies) / len(self.accuracies)

    @property
    def extremes(self) -> tuple[float, float]:
        """Accuracy of the worst and of the best draw."""
        return min(self.accuracies), max(self.accuracies)


def possible_sizes(targets: Sequence[int]) -> tuple[int, ...]:
    """Return those of SIZES for which each class has enough photos beside its held-out ones."""
    return tuple(size for size in SIZES if size <= min(len(own) for own in _pools(targets)))


def draw_split(targets: Sequence[int], per_class: int, seed: int) -> HoldoutSplit:
    """Draw `per_class` training photos of each class at random; the held-out photos are always the same.

    Draws with one seed are nested: a larger one contains the smaller ones.
    """
    generator = torch.Generator().manual_seed(seed)
    train: list[int] = []
    for own in _pools(targets):
        order = torch.randperm(len(own), generator=generator).tolist()
        train += [own[place] for place in order[:per_class]]
    return HoldoutSplit(tuple(sorted(train)), _fixed_split(targets).held_out)


def frozen_features_curve(
    features: Tensor, targets: Tensor, classes: int, seeds: int
) -> Iterator[CurvePoint]:
    """Train linear probes on `seeds` draws of each possible size; yield the size's point after every draw.

    From features (N, F) and class indices (N,). A draw takes 0.1 s.
    """
    labels = targets.tolist()
    for size in possible_sizes(labels):
        accuracies: tuple[float, ...] = ()
        for seed in range(seeds):
            split = draw_split(labels, size, seed)
            train, held_out = list(split.train), list(split.held_out)
            *_, last = fit_linear_probe(
                features[train], targets[train], (features[held_out], targets[held_out]), classes
            )
            accuracies += (last.accuracy,)
            yield CurvePoint(size, accuracies)


def scratch_steps(per_class: int) -> int:
    """Number of steps to train from scratch; twice as many change less than another draw does."""
    return 300 + 6 * per_class


def scratch_seconds(sizes: Sequence[int]) -> float:
    """Estimate the seconds that `scratch_accuracy` takes for one draw of each of these sizes."""
    return STEP_SECONDS * sum(scratch_steps(size) for size in sizes)


def scratch_task(dataset: PhotoDataset, per_class: int, seed: int, network: Network) -> ClassificationTask:
    """Return the task of training on the draw that `frozen_features_curve` makes with the same seed."""
    return ClassificationTask(dataset, draw_split(dataset.targets, per_class, seed), network, seed)


def scratch_updates(task: ClassificationTask, steps: int) -> Iterator[RunUpdate]:
    """Train from scratch for so many steps; the last update has the one point. Raises IntakeError.

    The clock counts pieces of work, not seconds, so that a busy machine changes nothing: one for each
    photo, one for the network, one for each step.
    """
    watch = Stopwatch(len(task.split.train) + 1 + steps, itertools.count().__next__)
    return train_from_scratch(task, watch, evaluate_every=steps + 1)


def scratch_accuracy(task: ClassificationTask, steps: int) -> float:
    """Return the held-out accuracy after training from scratch for so many steps. Raises IntakeError."""
    (point,) = [update.point for update in scratch_updates(task, steps) if update.point]
    return point.accuracy


def precomputed_scratch_curve() -> tuple[CurvePoint, ...]:
    """Return the curve from scratch on the built-in data set, measured beforehand."""
    found = json.loads(PRECOMPUTED.read_text(encoding="utf-8"))
    return tuple(
        CurvePoint(point["per_class"], tuple(point["accuracies"]))
        for point in found["points"]
        if point["accuracies"]  # else its first run is still to come
    )


def _fixed_split(targets: Sequence[int]) -> HoldoutSplit:
    return stratified_split(targets, seed=0)


def _pools(targets: Sequence[int]) -> list[list[int]]:
    """Return the indices of the photos of each class that aren't held out."""
    train = _fixed_split(targets).train
    return [[index for index in train if targets[index] == label] for label in sorted(set(targets))]
