import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.kid import KernelInceptionDistance

from weights.recipes.avatar_gan.draw_sheets import EACH, blind
from weights.recipes.avatar_gan.measure import flatness, likeness, nearest_distance
from weights.recipes.avatar_gan.picture_quality import (
    LADDER,
    features,
    frechet,
    kernel_distance,
    nearest,
    palette,
    precision_recall,
    rungs,
)


def cloud(count: int, seed: int, shift: float = 0.0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return torch.randn(count, 6, generator=random, dtype=torch.double) + shift


class AsTheyAre(nn.Identity):
    """Lets torchmetrics take features instead of pictures."""

    num_features = 6


@pytest.mark.filterwarnings("ignore:Metric .Kernel Inception Distance. will save all")
@pytest.mark.parametrize("shift", [0.0, 0.7])
def test_the_distances_are_those_of_torchmetrics(shift: float) -> None:
    mixing = torch.randn(6, 6, generator=torch.Generator().manual_seed(9), dtype=torch.double)
    real, fake = cloud(300, 0), cloud(300, 1, shift) @ mixing
    fid = FrechetInceptionDistance(AsTheyAre()).set_dtype(torch.double)
    kid = KernelInceptionDistance(AsTheyAre(), subsets=1, subset_size=300).set_dtype(torch.double)
    for metric in (fid, kid):
        metric.update(real, real=True)
        metric.update(fake, real=False)
    assert frechet(real, fake) == pytest.approx(float(fid.compute()), rel=1e-6)
    assert kernel_distance(real, fake) == pytest.approx(float(kid.compute()[0]), rel=1e-6)


def test_the_frechet_distance_of_shifted_clouds_is_their_squared_shift() -> None:
    a = cloud(2_000, 0)
    assert frechet(a, a) == pytest.approx(0, abs=1e-6)
    assert frechet(a, a + 2) == pytest.approx(6 * 4, rel=1e-6)
    assert frechet(a, 3 * (a - a.mean(0)) + a.mean(0)) == pytest.approx(4 * float(a.var(0).sum()), rel=1e-6)


def test_the_kernel_distance_is_unbiased() -> None:
    same = np.mean([kernel_distance(cloud(200, seed), cloud(200, 100 + seed)) for seed in range(20)])
    assert abs(same) < 0.05
    assert kernel_distance(cloud(200, 0), cloud(200, 1, shift=1.0)) > 1


def test_precision_and_recall_tell_what_is_missing() -> None:
    real = torch.cat([cloud(300, 0), cloud(300, 1, shift=20)])
    half = cloud(300, 2)  # good pictures of one of two kinds
    precision, recall = precision_recall(real, half)
    assert precision > 0.75
    assert 0.3 < recall < 0.55
    assert precision_recall(real, half + 500) == (0, 0)


def test_good_pictures_of_one_kind_are_like_the_real_ones_in_precision_alone() -> None:
    real = torch.cat([cloud(300, 0), cloud(300, 1, shift=20)])
    one_kind = likeness(real, cloud(300, 2))
    assert one_kind.precision > 0.75
    assert one_kind.recall < 0.55
    both_kinds = likeness(real, torch.cat([cloud(300, 2), cloud(300, 3, shift=20)]))
    assert both_kinds.frechet < one_kind.frechet
    assert both_kinds.kernel_distance < one_kind.kernel_distance
    assert both_kinds.recall > 0.75


def test_the_nearest_is_found() -> None:
    others = cloud(700, 0)
    distances, which = nearest(others[[600, 3]] + 1e-3, others)
    assert which.tolist() == [600, 3]
    assert float(distances.max()) < 0.01


def test_the_nearest_picture_and_its_distance_in_255ths() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (900, 4, 4, 3), np.uint8)
    shifted = (pictures[[850, 7]] // 2).astype(np.uint8)
    darker, which = nearest_distance(shifted + 0, np.concatenate([pictures, shifted + 3]))
    assert which.tolist() == [900, 901]
    assert torch.allclose(darker, torch.tensor(3.0), atol=1e-3)


def test_flat_are_the_pixels_in_the_colours_of_a_drawing() -> None:
    drawn = np.zeros((2, 64, 64, 3), np.uint8)
    drawn[:, :32] = 200
    drawn[0, 0, 0] = 90  # one pixel is too rare for a colour of the drawing
    colours = palette(drawn)
    assert colours.tolist() == [[0, 0, 0], [200, 200, 200]]
    near = drawn.copy()
    near[:, 32:, :, 0] = 3
    near[:, 60:, :, 0] = 5
    found = flatness(near, colours)
    assert found.exactly == pytest.approx(0.5, abs=1e-3)
    assert found.nearly == pytest.approx(60 / 64, abs=1e-3)


def test_the_ladder_spoils_more_and_more() -> None:
    random = np.random.default_rng(0)
    real = np.asarray(
        Image.fromarray(random.integers(0, 256, (8, 8, 3), np.uint8)).resize(
            (64, 64), Image.Resampling.NEAREST
        )
    )[None]
    spoilt = {name: float(np.abs(made.astype(int) - real).mean()) for name, made in rungs(real)}
    assert list(spoilt) == list(LADDER)
    assert spoilt["untouched"] == 0
    assert spoilt["blurred by 0.5 px"] < spoilt["blurred by 1 px"] < spoilt["blurred by 2 px"]
    assert spoilt["JPEG, quality 90"] > 0
    assert 8 < spoilt["noise of 15/255"] < 13  # half a deviation and more, what is cut off at the ends apart


def test_features_are_the_pooled_ones() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3), np.uint8)
    found = features(pictures)
    assert found.shape == (2, 1280)
    assert torch.allclose(found[1:], features(pictures[1:]), atol=1e-4)
    assert float(found.min()) >= 0


def test_a_blind_sheet_mixes_both_and_keeps_the_truth() -> None:
    real, fake = (np.full((EACH, 2, 2, 3), value, np.uint8) for value in (1, 2))
    mixed, truth = blind(real, fake)
    assert sum(truth) == EACH
    assert [int(one[0, 0, 0]) == 1 for one in mixed] == truth
    assert truth != sorted(truth, reverse=True)
