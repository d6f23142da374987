"""Photos of none of the classes."""

import pytest
import torch

from components.transfer.embeddings import Embedder
from components.transfer.novelty import knn_distances, proposed_threshold, rejection_curve
from components.transfer.train import TrainedClassifier
from components.vision.samples import SAMPLES


def test_photos_of_other_things_are_farther_than_held_out_photos(
    trained: TrainedClassifier, embedder: Embedder
) -> None:
    train_features = trained.features[list(trained.split.train)]
    novel = torch.stack(
        [embedder.features(embedder.read_and_embed(s.read())) for s in list(SAMPLES.values())[:4]]
    )
    far, near = (
        knn_distances(novel, train_features),
        knn_distances(trained.features[list(trained.split.held_out)], train_features),
    )
    assert far.min() > near.median()
    limit = proposed_threshold(train_features)
    assert (far > limit).all()
    assert (near <= limit).float().mean() >= 0.6


def test_every_threshold_trades_coverage_for_rejections() -> None:
    held_out, right = torch.tensor([0.1, 0.2, 0.3, 0.4]), torch.tensor([True, True, False, True])
    found = rejection_curve(held_out, right, torch.tensor([0.25, 0.5]))
    at = dict(zip([round(t, 2) for t in found.thresholds], range(99), strict=False))
    assert found.coverage[at[0.2]] == 0.5
    assert found.accuracy[at[0.2]] == 1.0
    assert found.rejected[at[0.2]] == 1.0
    assert found.accuracy[at[0.3]] == pytest.approx(2 / 3)
    assert found.rejected[at[0.25]] == 0.5
    assert found.coverage[-1] == 1.0
    assert found.rejected[-1] == 0.0
    assert found.coverage[0] == 0.0
    assert found.accuracy[0] == 1.0  # no answer, no wrong answer
