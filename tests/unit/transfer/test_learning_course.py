"""The new layer while it learns, as one photo sees it."""

import pytest
import torch

from components.transfer.learning_course import SHOWN, learning_course
from components.transfer.linear_probe import STEPS, accuracy
from components.transfer.train import TrainedClassifier

PHOTO = 7


def test_it_begins_with_zeros_and_ends_with_the_classifier(trained: TrainedClassifier) -> None:
    course = learning_course(trained, PHOTO)
    classes = len(trained.dataset.classes)
    assert course.weights.shape == (STEPS + 1, classes, SHOWN)
    assert not course.weights[0].any()
    assert course.probabilities[0].tolist() == pytest.approx([1 / classes] * classes)
    numbers = list(course.numbers)
    torch.testing.assert_close(course.weights[-1], trained.classifier.weight[:, numbers])
    torch.testing.assert_close(course.values, trained.features[PHOTO, numbers])
    logits = trained.classifier.weight @ trained.features[PHOTO] + trained.classifier.bias
    torch.testing.assert_close(course.logits[-1], logits)


def test_each_step_is_the_layer_s(trained: TrainedClassifier) -> None:
    course = learning_course(trained, PHOTO)
    for at in (1, 10, 50):
        layer = trained.steps[at - 1].layer
        torch.testing.assert_close(course.logits[at], layer.logits(trained.features[PHOTO]))
        assert course.accuracies[at] == trained.steps[at - 1].accuracy
    held_out = list(trained.split.held_out)
    nothing = torch.zeros(len(held_out), len(trained.dataset.classes))
    assert course.accuracies[0] == accuracy(nothing, trained.targets[held_out])


def test_equally_many_features_of_each_class_none_twice_the_largest_first(trained: TrainedClassifier) -> None:
    course = learning_course(trained, PHOTO)
    classes = len(trained.dataset.classes)
    assert len(set(course.numbers)) == SHOWN
    last = course.weights[-1].reshape(classes, classes, SHOWN // classes)
    own = last[range(classes), range(classes)]  # (C, K / C)
    assert (own.diff(dim=1) <= 0).all()
    assert float(own[0, 0]) == float(trained.classifier.weight[0].max())
    assert own.mean() > 3 * last.mean().abs()  # the diagonal that is seen
