"""The map by principal components, and the purity of classes."""

import pytest
import torch

from components.transfer.pca import all_raw_pixels, fit_pca, knn_purity
from components.transfer.train import TrainedClassifier


def test_the_plane_shows_the_two_directions_of_most_spread() -> None:
    points = torch.randn(50, 6, generator=torch.Generator().manual_seed(0)) * torch.tensor(
        [9.0, 5, 1, 1, 1, 1]
    )
    found = fit_pca(points)
    torch.testing.assert_close(found.components.T @ found.components, torch.eye(2), rtol=0, atol=1e-5)
    assert abs(float(found.components[0, 0])) > 0.95
    assert found.explained_variance > 0.9
    torch.testing.assert_close(found.transform(points).mean(0), torch.zeros(2), rtol=0, atol=1e-4)


def test_two_photos_are_enough_for_a_plane() -> None:
    assert torch.isfinite(fit_pca(torch.tensor([[0.0, 1], [1, 0]])).transform(torch.ones(3, 2))).all()


def test_features_keep_the_classes_apart_better_than_pixels(trained: TrainedClassifier) -> None:
    pixels = all_raw_pixels(trained.dataset.photos)
    assert pixels.shape == (80, 3072)
    features, raw = (knn_purity(points, trained.targets) for points in (trained.features, pixels))
    assert features is not None
    assert raw is not None
    assert features.fraction > raw.fraction > raw.expected


def test_purity_is_one_for_clouds_apart_and_chance_for_one_cloud() -> None:
    generator = torch.Generator().manual_seed(0)
    targets = torch.arange(2).repeat_interleave(100)
    points = torch.randn(200, 3, generator=generator)
    apart = knn_purity(points + 100 * targets[:, None], targets)
    assert apart is not None
    assert (apart.fraction, apart.neighbours) == (1, 5)
    assert apart.expected == pytest.approx(99 / 199)
    mixed = knn_purity(points, targets)
    assert mixed is not None
    assert mixed.fraction == pytest.approx(mixed.expected, abs=0.1)


@pytest.mark.parametrize("sizes", [(2, 2, 2), (5, 5), (2, 9), (1, 6, 3)])
def test_classes_that_lie_apart_reach_one_however_few_their_photos(sizes: tuple[int, ...]) -> None:
    targets = torch.repeat_interleave(torch.arange(len(sizes)), torch.tensor(sizes))
    points = torch.randn(sum(sizes), 3, generator=torch.Generator().manual_seed(1))
    found = knn_purity(points + 1_000 * targets[:, None], targets)
    assert found is not None
    assert found.fraction == 1
    assert found.neighbours == min(5, max(sizes) - 1)


def test_without_two_photos_of_a_class_there_is_no_purity() -> None:
    assert knn_purity(torch.randn(3, 2), torch.arange(3)) is None
