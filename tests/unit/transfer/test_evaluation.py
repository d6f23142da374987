"""Evaluation on the held-out photos: intervals, confusions, neighbours."""

from dataclasses import replace

import pytest
import torch
from scipy.stats import binomtest
from torchmetrics.functional.classification import multiclass_accuracy, multiclass_confusion_matrix

from components.transfer.dataset import PhotoClass, PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.evaluation import (
    confusion_counts,
    explain_collapse,
    features_of,
    held_out_predictions,
    interval_caveat,
    nearest_neighbours,
    wilson_interval,
)
from components.transfer.fashion_mnist import load_fashion_mnist
from components.transfer.train import ProbeConfig, TrainedClassifier, train_classifier


def train(dataset: PhotoDataset, embedder: Embedder, copies: int = 0) -> TrainedClassifier:
    *_, last = train_classifier(dataset, ProbeConfig(copies, 0), embedder, map)
    assert last.trained is not None
    return last.trained


@pytest.mark.parametrize(
    ("right", "total", "interval"),
    [
        (2, 2, (0.342, 1.0)),
        (41, 50, (0.692, 0.902)),
        (0, 10, (0.0, 0.278)),
        (5, 10, (0.237, 0.763)),
        (500, 500, (0.992, 1.0)),
    ],
)
def test_the_interval_is_wilson_s(right: int, total: int, interval: tuple[float, float]) -> None:
    low, high = wilson_interval(right, total)
    assert (low, high) == pytest.approx(interval, abs=6e-4)
    assert (1 - high, 1 - low) == pytest.approx(
        wilson_interval(total - right, total)
    )  # right and wrong are alike


@pytest.mark.parametrize(("right", "total"), [(0, 1), (1, 1), (3, 7), (41, 50), (499, 500)])
def test_the_interval_is_scipys(right: int, total: int) -> None:
    theirs = binomtest(right, total).proportion_ci(method="wilson")
    assert wilson_interval(right, total) == pytest.approx((theirs.low, theirs.high), abs=1e-5)


def test_a_wide_interval_is_told_in_words() -> None:
    assert interval_caveat(2, 0.66) == "2 photos are too few to say anything."
    assert interval_caveat(50, 0.21) == "50 photos give only a rough figure."
    assert interval_caveat(500, 0.01) == ""


def test_the_confusion_matrix_counts_every_held_out_photo_once(trained: TrainedClassifier) -> None:
    confusion_matrix = confusion_counts(trained)
    assert int(confusion_matrix.sum()) == 20
    assert confusion_matrix.sum(1).tolist() == [2] * 10
    assert int(confusion_matrix.diagonal().sum()) / 20 == pytest.approx(trained.accuracy)
    for prediction in held_out_predictions(trained):
        names = trained.dataset.names
        assert confusion_matrix[names.index(prediction.label), names.index(prediction.predicted)] > 0


def test_confusions_and_accuracy_are_those_of_torchmetrics(trained: TrainedClassifier) -> None:
    targets = trained.targets[list(trained.split.held_out)]
    theirs = multiclass_confusion_matrix(trained.probabilities, targets, num_classes=10)
    assert torch.equal(confusion_counts(trained), theirs)
    assert not torch.equal(theirs, theirs.T)  # so that true and predicted classes can't be exchanged
    right = multiclass_accuracy(trained.probabilities, targets, num_classes=10, average="micro")
    assert trained.accuracy == pytest.approx(float(right))


def test_a_photo_that_was_learned_is_its_own_nearest(trained: TrainedClassifier) -> None:
    index = trained.split.train[7]
    found = nearest_neighbours(trained, trained.features[index], 3)
    assert found[0].photo is trained.dataset.photos[index]
    assert found[0].similarity == pytest.approx(1, abs=1e-4)
    assert found[0].similarity >= found[1].similarity >= found[2].similarity


def test_a_held_out_photo_is_never_among_the_nearest(trained: TrainedClassifier) -> None:
    held_out = {trained.dataset.photos[index].digest for index in trained.split.held_out}
    for index in trained.split.held_out:
        photo = trained.dataset.photos[index]
        near = nearest_neighbours(trained, features_of(trained, photo), 60)
        assert not {neighbour.photo.digest for neighbour in near} & held_out


def test_a_collapse_is_said_with_its_reason(trained: TrainedClassifier) -> None:
    assert explain_collapse(trained) is None
    stuck = replace(trained.steps[-1].layer, bias=torch.tensor([0.0] * 3 + [1e6] + [0.0] * 6))
    collapsed = replace(trained, steps=(replace(trained.steps[-1], layer=stuck),))
    assert "taken for “dress”" in (explain_collapse(collapsed) or "")
    assert "only 60 photos" in (explain_collapse(collapsed) or "")
    alike = replace(collapsed, features=torch.ones_like(trained.features))
    assert "hardly any difference" in (explain_collapse(alike) or "")


def test_a_collapse_by_imbalance_names_the_smaller_class(embedder: Embedder) -> None:
    shirts, coats = load_fashion_mnist().classes[6], load_fashion_mnist().classes[4]
    dataset = PhotoDataset((PhotoClass("shirt", shirts.photos[:30]), PhotoClass("coat", coats.photos[:2])))
    trained = train(dataset, embedder)
    stuck = replace(trained.steps[-1].layer, bias=torch.tensor([1e6, 0.0]))
    text = explain_collapse(replace(trained, steps=(replace(trained.steps[-1], layer=stuck),)))
    assert "“shirt” has" in (text or "")
    assert "“coat” only 1" in (text or "")
