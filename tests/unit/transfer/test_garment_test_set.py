"""The test set of the built-in garments."""

import pytest
import torch

from components.transfer.dataset import PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.fashion_mnist import CLASSES, first_per_class, load_fashion_mnist
from components.transfer.garment_test_set import PER_CLASS, STEPS, can_test, load_garment_test_set, steps_on
from components.transfer.linear_probe import accuracy
from components.transfer.train import ProbeConfig, TrainedClassifier, train_classifier


def taught(dataset: PhotoDataset, embedder: Embedder) -> TrainedClassifier:
    last = list(train_classifier(dataset, ProbeConfig(0, 0), embedder, map))[-1]
    assert last.trained
    return last.trained


def test_it_has_as_many_of_each_class_and_none_that_is_shown(embedder: Embedder) -> None:
    test = load_garment_test_set()
    assert torch.bincount(test.targets).tolist() == [PER_CLASS] * len(CLASSES)
    shown = [
        embedder.features(photo_class.photos[place])
        for photo_class in load_fashion_mnist().classes
        for place in (0, 1)
    ]
    half_a_step = test.features.amax(0) / STEPS
    for features in shown:
        assert not ((test.features - features).abs() <= half_a_step).all(1).any()


def test_each_step_is_measured_as_its_layer_alone_would_be(embedder: Embedder) -> None:
    trained, test = taught(first_per_class(load_fashion_mnist(), 5), embedder), load_garment_test_set()
    assert can_test(trained)
    steps = steps_on(trained, test)
    for before, after in ((trained.steps[place], steps[place]) for place in (0, 40, 99)):
        assert after.accuracy == pytest.approx(accuracy(before.layer.logits(test.features), test.targets))
        assert (after.loss, after.layer) == (before.loss, before.layer)
    assert 0.6 < steps[-1].accuracy < 0.8
    assert steps[-1].accuracy > steps[0].accuracy


def test_other_classes_are_not_tested_with_it(embedder: Embedder) -> None:
    two = PhotoDataset(first_per_class(load_fashion_mnist(), 4).classes[:2])
    assert not can_test(taught(two, embedder))
