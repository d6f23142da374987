"""Training a classifier on photos."""

import pytest

from components.transfer.dataset import DatasetError, PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.train import ProbeConfig, TrainedClassifier, train_classifier


def test_the_built_in_set_is_learned_far_above_chance(trained: TrainedClassifier) -> None:
    assert trained.accuracy > 0.5  # one in ten by chance
    assert trained.trained_on == 60
    assert len(trained.split.held_out) == 20
    assert trained.classifier.labels == trained.dataset.names


def test_progress_counts_photos_then_steps(embedder: Embedder) -> None:
    seen = list(train_classifier(first_per_class(load_fashion_mnist(), 2), ProbeConfig(1, 0), embedder, map))
    assert [p.embedded for p in seen[:30]] == list(range(1, 31))  # 20 photos, 10 copies of those learned from
    assert seen[0].photos == 30
    assert len(seen[-1].steps) == len(seen) - 31
    assert seen[-2].trained is None
    assert seen[-1].trained is not None
    assert seen[-1].trained.trained_on == 20


def test_a_data_set_with_one_class_is_refused_before_any_work(embedder: Embedder) -> None:
    with pytest.raises(DatasetError, match="only one class"):
        next(
            train_classifier(PhotoDataset(load_fashion_mnist().classes[:1]), ProbeConfig(0, 0), embedder, map)
        )
