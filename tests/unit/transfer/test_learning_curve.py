import itertools

import pytest
import torch
from torch import Tensor

from components.transfer.dataset import PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.learning_curve import (
    SIZES,
    CurvePoint,
    draw_split,
    frozen_features_curve,
    possible_sizes,
    precomputed_scratch_curve,
    scratch_accuracy,
    scratch_seconds,
    scratch_steps,
    scratch_task,
)
from components.transfer.race import ClassificationTask, RunUpdate, RunUpdates, Stopwatch, train_from_scratch
from components.vision.backbones import Network

Embedded = tuple[Tensor, Tensor]  # features (N, F) and class numbers (N,)


@pytest.fixture(scope="module")
def embedded(embedder: Embedder) -> Embedded:
    """27 garments of three classes that are easily confused, 7 of each held out."""
    classes = first_per_class(load_fashion_mnist(), 27).classes
    dataset = PhotoDataset(tuple(classes[number] for number in (2, 4, 6)))
    return torch.stack([embedder.features(p) for p in dataset.photos]), torch.tensor(dataset.targets)


@pytest.fixture(scope="module")
def points(embedded: Embedded) -> list[CurvePoint]:
    return list(frozen_features_curve(*embedded, classes=3, seeds=3))


def test_more_photos_teach_more(points: list[CurvePoint]) -> None:
    curve = {point.per_class: point for point in points}
    assert curve[20].mean > curve[1].mean + 0.1


def test_each_draw_adds_to_its_size(points: list[CurvePoint]) -> None:
    expected = [(size, draws) for size in (1, 2, 5, 10, 20) for draws in (1, 2, 3)]
    assert [(point.per_class, len(point.accuracies)) for point in points] == expected
    assert points[2].accuracies[:2] == points[1].accuracies
    assert len(set(points[2].accuracies)) > 1, "another seed draws other photos"


def test_the_seeds_fix_the_curve(embedded: Embedded, points: list[CurvePoint]) -> None:
    torch.rand(5)
    assert list(itertools.islice(frozen_features_curve(*embedded, classes=3, seeds=3), 4)) == points[:4]


@pytest.mark.parametrize(
    ("counts", "sizes"),
    [((80, 80), SIZES), ((27, 80), SIZES[:-1]), ((4, 40), (1, 2)), ((2, 2), (1,)), ((13, 13), SIZES[:4])],
)
def test_sizes_that_are_too_large_are_left_out(counts: tuple[int, ...], sizes: tuple[int, ...]) -> None:
    targets = [label for label, count in enumerate(counts) for _ in range(count)]
    assert possible_sizes(targets) == sizes


def test_all_draws_are_measured_on_the_same_photos_and_never_learn_from_them() -> None:
    targets = load_fashion_mnist().targets
    held_out = {draw_split(targets, size, seed).held_out for size in SIZES for seed in range(3)}
    assert len(held_out) == 1
    for size, seed in itertools.product(SIZES, range(3)):
        split = draw_split(targets, size, seed)
        assert not {*split.train} & {*split.held_out}
        assert [sum(targets[i] == label for i in split.train) for label in range(10)] == [size] * 10
    assert {*draw_split(targets, 5, 0).train} < {*draw_split(targets, 20, 0).train}
    assert draw_split(targets, 5, 0) != draw_split(targets, 5, 1)


def test_a_point_knows_its_mean_and_its_spread() -> None:
    point = CurvePoint(5, (0.5, 0.25, 0.75))
    assert point.mean == 0.5
    assert point.extremes == (0.25, 0.75)


def test_from_scratch_trains_for_so_many_steps_whatever_the_clock_says(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[RunUpdate] = []

    def watched(task: ClassificationTask, watch: Stopwatch, evaluate_every: int) -> RunUpdates:
        for update in train_from_scratch(task, watch, evaluate_every):
            updates.append(update)
            yield update

    monkeypatch.setattr("components.transfer.learning_curve.train_from_scratch", watched)
    task = scratch_task(PhotoDataset(first_per_class(load_fashion_mnist(), 4).classes[:2]), 2, 0, network)
    accuracy = scratch_accuracy(task, 3)
    assert updates[-1].note.startswith("step 3,")
    assert updates[-1].point is not None
    assert updates[-1].point.accuracy == accuracy


def test_the_estimate_grows_with_the_sizes() -> None:
    assert scratch_seconds(SIZES) == pytest.approx(sum(scratch_seconds([size]) for size in SIZES))
    assert scratch_seconds([50]) == pytest.approx(0.2 * scratch_steps(50))


def test_the_shipped_curve_has_all_sizes_and_rises() -> None:
    curve = precomputed_scratch_curve()
    assert tuple(point.per_class for point in curve) == SIZES
    assert all(0 <= accuracy <= 1 for point in curve for accuracy in point.accuracies)
    assert curve[-1].mean > curve[0].mean + 0.2
