import numpy as np
import pytest
import torch
from captum.attr import Saliency
from torch.nn import functional as F
from torchmetrics.functional.classification import binary_auroc

from components.gan.checkpoints import load_discriminator
from components.gan.discriminator_scores import (
    SALIENCY_PATCH,
    ScoreSample,
    discriminator_feature_maps,
    score_images,
    score_samples,
    score_with_saliency,
)
from components.gan.images import generate, to_float
from components.gan.latents import sample_latent
from components.gan.model import Discriminator, Generator
from components.gan.reference_images import REFERENCE_COUNT, load_reference_images


@pytest.fixture(scope="module")
def discriminator() -> Discriminator:
    return load_discriminator("cpu")


def test_the_real_avatars_are_all_different() -> None:
    real = load_reference_images()
    assert real.shape == (REFERENCE_COUNT, 64, 64, 3)
    assert len({one.tobytes() for one in real}) == REFERENCE_COUNT


def test_real_avatars_score_higher_than_generated_ones(
    shipped: Generator, discriminator: Discriminator
) -> None:
    latents = torch.stack([sample_latent(seed, shipped.config.latent_size) for seed in range(40)])
    sample = score_samples((shipped, discriminator), load_reference_images(), latents)
    assert sample.real.shape == (REFERENCE_COUNT,)
    assert sample.generated.shape == (40,)
    assert sample.auc > 0.8  # the discriminator has never seen the palette: without it 0.9
    assert float(sample.generated.mean()) < sample.threshold < float(sample.real.mean())


def test_a_scored_image_has_its_score_and_leaves_no_gradient(
    shipped: Generator, discriminator: Discriminator
) -> None:
    pictures = load_reference_images()[:2]
    scored = score_with_saliency(discriminator, pictures)
    assert [one.score for one in scored] == pytest.approx(
        score_images(discriminator, pictures).tolist(), abs=1e-4
    )
    assert all(parameter.grad is None for parameter in discriminator.parameters())
    assert not any(parameter.requires_grad for parameter in discriminator.parameters())


def test_the_saliency_lies_where_a_change_would_matter(discriminator: Discriminator) -> None:
    (scored,) = score_with_saliency(discriminator, load_reference_images()[:1])
    assert scored.saliency.shape == (32, 32)
    assert float(scored.saliency.min()) >= 0
    hot, cold = (divmod(int(at), 32) for at in (scored.saliency.argmax(), scored.saliency.argmin()))
    pixels = torch.from_numpy(load_reference_images()[:1].copy()).permute(0, 3, 1, 2) / 127.5 - 1
    pixels = pixels.requires_grad_()
    (gradient,) = torch.autograd.grad(discriminator(pixels).sum(), pixels)
    strength = gradient.square().sum((0, 1))

    def at(place: tuple[int, int]) -> float:
        row, column = 2 * place[0], 2 * place[1]
        return float(strength[row : row + 2, column : column + 2].mean().sqrt())

    assert at(hot) == pytest.approx(float(scored.saliency.max()), rel=1e-3)
    assert at(hot) > at(cold)


def test_the_saliency_is_captums_over_the_colours_of_a_patch(discriminator: Discriminator) -> None:
    images = load_reference_images()[:3]
    gradients = Saliency(discriminator).attribute(to_float(images).requires_grad_(), abs=False)
    expected = F.avg_pool2d(gradients.square().sum(1), SALIENCY_PATCH).sqrt()
    found = torch.stack([one.saliency for one in score_with_saliency(discriminator, images)])
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-5 * float(expected.max()))


def test_the_area_under_the_curve_is_that_of_torchmetrics() -> None:
    random = torch.Generator().manual_seed(0)
    sample = ScoreSample(torch.randn(70, generator=random) + 1, torch.randn(90, generator=random))
    scores = torch.cat([sample.real, sample.generated]).sigmoid()
    target = (torch.arange(160) < 70).long()
    assert sample.auc == pytest.approx(float(binary_auroc(scores, target)), abs=1e-6)


def test_scores_of_many_are_those_of_each(shipped: Generator, discriminator: Discriminator) -> None:
    made = generate(
        shipped, torch.stack([sample_latent(seed, shipped.config.latent_size) for seed in range(3)])
    )
    together = score_images(discriminator, made)
    alone = torch.cat([score_images(discriminator, made[place : place + 1]) for place in range(3)])
    assert np.allclose(together.numpy(), alone.numpy(), atol=1e-4)


def test_the_last_map_is_the_score(discriminator: Discriminator) -> None:
    real = load_reference_images()[:2]
    maps = [discriminator_feature_maps(discriminator, one) for one in real]
    assert [tuple(one.shape) for one in maps[0]] == [
        (64, 32, 32),
        (128, 16, 16),
        (256, 8, 8),
        (512, 4, 4),
        (1, 1, 1),
    ]
    scores = [float(one[-1]) for one in maps]
    assert scores == pytest.approx(score_images(discriminator, real).tolist(), abs=1e-4)


def test_a_score_lies_above_fractions_of_both() -> None:
    sample = ScoreSample(real=torch.tensor([1.0, 2, 3, 4]), generated=torch.tensor([-1.0, 0]))
    assert sample.above(2.5) == (1.0, 0.5)
    assert sample.above(-1.0) == (0.0, 0.0)  # not above itself
