"""Teaching, and what is made of a lesson: confusions, neighbours, the map, none of these, a new photo."""

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from components.intake.photos import read_photo
from components.transfer.classify import classify
from components.transfer.dataset import DatasetError, PhotoClass, PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.evaluation import (
    class_accuracy,
    confusion_counts,
    explain_collapse,
    features_of,
    held_out_predictions,
    interval_caveat,
    nearest_neighbours,
    wilson_interval,
)
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.figures import MapPhoto, draw_photo_map
from components.transfer.novelty import knn_distances, proposed_threshold, rejection_curve
from components.transfer.pca import all_raw_pixels, fit_pca, knn_purity
from components.transfer.predict import predict
from components.transfer.train import ClassifierConfig, TrainedClassifier, train_classifier
from components.vision.backbones import Network
from components.vision.classifier import with_last_layer
from components.vision.samples import SAMPLES


def taught(dataset: PhotoDataset, embedder: Embedder, copies: int = 0) -> TrainedClassifier:
    *_, last = train_classifier(dataset, ClassifierConfig(copies, 0), embedder, map)
    assert last.trained is not None
    return last.trained


# --- What a share of few photos is worth ----------------------------------------------------------------


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


def test_a_wide_interval_is_told_in_words() -> None:
    assert interval_caveat(2, 0.66) == "2 photos are too few to say anything."
    assert interval_caveat(50, 0.21) == "50 photos give only a rough figure."
    assert interval_caveat(500, 0.01) == ""


# --- Teaching -------------------------------------------------------------------------------------------


def test_the_built_in_set_is_learned_far_above_chance(trained: TrainedClassifier) -> None:
    assert trained.accuracy > 0.5  # one in ten by chance
    assert trained.trained_on == 60
    assert len(trained.split.held_out) == 20
    assert trained.classifier.labels == trained.dataset.names


def test_progress_counts_photos_then_steps(embedder: Embedder) -> None:
    seen = list(
        train_classifier(first_per_class(load_fashion_mnist(), 2), ClassifierConfig(1, 0), embedder, map)
    )
    assert [p.embedded for p in seen[:30]] == list(range(1, 31))  # 20 photos, 10 copies of those learned from
    assert seen[0].photos == 30
    assert len(seen[-1].steps) == len(seen) - 31
    assert seen[-2].trained is None
    assert seen[-1].trained is not None
    assert seen[-1].trained.trained_on == 20


def test_an_album_that_isn_t_ready_is_refused_before_any_work(embedder: Embedder) -> None:
    with pytest.raises(DatasetError, match="only one class"):
        next(
            train_classifier(
                PhotoDataset(load_fashion_mnist().classes[:1]), ClassifierConfig(0, 0), embedder, map
            )
        )


# --- Evaluation -----------------------------------------------------------------------------------------


def test_the_confusion_matrix_counts_every_held_out_photo_once(trained: TrainedClassifier) -> None:
    confusion_matrix = confusion_counts(trained)
    assert int(confusion_matrix.sum()) == 20
    assert confusion_matrix.sum(1).tolist() == [2] * 10
    assert int(confusion_matrix.diagonal().sum()) / 20 == pytest.approx(trained.accuracy)
    assert sum(class_accuracy(confusion_matrix)) / 10 == pytest.approx(trained.accuracy)
    for prediction in held_out_predictions(trained):
        names = trained.dataset.names
        assert confusion_matrix[names.index(prediction.label), names.index(prediction.predicted)] > 0


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


def test_a_collapse_by_a_lopsided_album_names_the_smaller_class(embedder: Embedder) -> None:
    shirts, coats = load_fashion_mnist().classes[6], load_fashion_mnist().classes[4]
    dataset = PhotoDataset((PhotoClass("shirt", shirts.photos[:30]), PhotoClass("coat", coats.photos[:2])))
    trained = taught(dataset, embedder)
    stuck = replace(trained.steps[-1].layer, bias=torch.tensor([1e6, 0.0]))
    text = explain_collapse(replace(trained, steps=(replace(trained.steps[-1], layer=stuck),)))
    assert "“shirt” has" in (text or "")
    assert "“coat” only 1" in (text or "")


# --- The map --------------------------------------------------------------------------------------------


def test_the_plane_shows_the_two_directions_of_most_spread() -> None:
    points = torch.randn(50, 6, generator=torch.Generator().manual_seed(0)) * torch.tensor(
        [9.0, 5, 1, 1, 1, 1]
    )
    found = fit_pca(points)
    torch.testing.assert_close(found.axes.T @ found.axes, torch.eye(2), rtol=0, atol=1e-5)
    assert abs(float(found.axes[0, 0])) > 0.95
    assert found.fraction > 0.9
    torch.testing.assert_close(found.place(points).mean(0), torch.zeros(2), rtol=0, atol=1e-4)


def test_two_photos_are_enough_for_a_plane() -> None:
    assert torch.isfinite(fit_pca(torch.tensor([[0.0, 1], [1, 0]])).place(torch.ones(3, 2))).all()


def test_features_keep_the_classes_apart_better_than_pixels(trained: TrainedClassifier) -> None:
    pixels = all_raw_pixels(trained.dataset.photos)
    assert pixels.shape == (80, 3072)
    features, raw = (knn_purity(points, trained.targets) for points in (trained.features, pixels))
    assert features is not None
    assert raw is not None
    assert features.fraction > raw.fraction > raw.chance


def test_purity_is_one_for_clouds_apart_and_chance_for_one_cloud() -> None:
    random = torch.Generator().manual_seed(0)
    targets = torch.arange(2).repeat_interleave(100)
    points = torch.randn(200, 3, generator=random)
    apart = knn_purity(points + 100 * targets[:, None], targets)
    assert apart is not None
    assert (apart.fraction, apart.neighbours) == (1, 5)
    assert apart.chance == pytest.approx(99 / 199)
    mixed = knn_purity(points, targets)
    assert mixed is not None
    assert mixed.fraction == pytest.approx(mixed.chance, abs=0.1)


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


def test_a_map_puts_photos_where_they_belong() -> None:
    red, blue = (Image.new("RGB", (40, 40), colour) for colour in ("red", "blue"))
    data = draw_photo_map([MapPhoto((0, 0), red, "#000000"), MapPhoto((1, 1), blue, "#000000")], None)
    drawn = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")).astype(int)
    middle = drawn.shape[0] // 2
    lower_left, upper_right = drawn[middle:, :middle], drawn[:middle, middle:]
    assert (lower_left[..., 0] - lower_left[..., 2]).max() > 150  # red
    assert (upper_right[..., 2] - upper_right[..., 0]).max() > 150  # blue
    assert drawn[:middle, :middle, 3].max() == 0  # nothing but clear ground


# --- None of these --------------------------------------------------------------------------------------


def test_strangers_are_farther_than_held_out_photos(trained: TrainedClassifier, embedder: Embedder) -> None:
    learned = trained.features[list(trained.split.train)]
    strangers = torch.stack(
        [embedder.features(embedder.read_and_embed(s.read())) for s in list(SAMPLES.values())[:4]]
    )
    far, near = (
        knn_distances(strangers, learned),
        knn_distances(trained.features[list(trained.split.held_out)], learned),
    )
    assert far.min() > near.median()
    limit = proposed_threshold(learned)
    assert (far > limit).all()
    assert (near <= limit).float().mean() >= 0.6


def test_every_threshold_trades_coverage_for_refusals() -> None:
    known, right = torch.tensor([0.1, 0.2, 0.3, 0.4]), torch.tensor([True, True, False, True])
    found = rejection_curve(known, right, torch.tensor([0.25, 0.5]))
    at = dict(zip([round(t, 2) for t in found.thresholds], range(99), strict=False))
    assert found.kept[at[0.2]] == 0.5
    assert found.correct[at[0.2]] == 1.0
    assert found.refused[at[0.2]] == 1.0
    assert found.correct[at[0.3]] == pytest.approx(2 / 3)
    assert found.refused[at[0.25]] == 0.5
    assert found.kept[-1] == 1.0
    assert found.refused[-1] == 0.0
    assert found.kept[0] == 0.0
    assert found.correct[0] == 1.0  # no answer, no wrong answer


# --- A new photo ----------------------------------------------------------------------------------------


def test_the_reply_is_that_of_the_taught_network(trained: TrainedClassifier, network: Network) -> None:
    index = trained.split.held_out[4]
    photo = read_photo(trained.dataset.photos[index].data).image
    new = with_last_layer(network, trained.classifier)
    prediction = predict(trained, new, classify(network, photo))
    torch.testing.assert_close(prediction.features, trained.features[index], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(
        prediction.classification.seen.probabilities, trained.probabilities[4], rtol=1e-3, atol=1e-4
    )
    torch.testing.assert_close(
        classify(new, photo).seen.logits, prediction.classification.seen.logits, rtol=1e-4, atol=1e-4
    )
    assert prediction.classification.labels == trained.dataset.names
    assert len(prediction.neighbours) == 3


def test_the_shared_network_keeps_its_last_layer(trained: TrainedClassifier, network: Network) -> None:
    before = network.last.weight.clone()
    new = with_last_layer(network, trained.classifier)
    assert new.last.out_features == 10
    assert new.body is network.body
    assert torch.equal(network.last.weight, before)
    assert not new.last.training
    assert not new.last.weight.requires_grad
