import numpy as np
import pytest
import torch

from components.gan.judging import crowd, judge, scores
from components.gan.latents import seeded
from components.gan.model import Discriminator, Generator
from components.gan.networks import load_discriminator
from components.gan.real import COUNT, load_real
from components.gan.sprites import draw


@pytest.fixture(scope="module")
def discriminator() -> Discriminator:
    return load_discriminator("cpu")


def test_the_real_avatars_are_all_different() -> None:
    real = load_real()
    assert real.shape == (COUNT, 64, 64, 3)
    assert len({one.tobytes() for one in real}) == COUNT


def test_real_avatars_score_higher_than_generated_ones(
    shipped: Generator, discriminator: Discriminator
) -> None:
    latents = torch.stack([seeded(seed, shipped.config.latent_size) for seed in range(40)])
    many = crowd((shipped, discriminator), load_real(), latents)
    assert many.real.shape == (COUNT,)
    assert many.generated.shape == (40,)
    assert many.right > 0.8  # the discriminator has never seen the palette: without it 0.9
    assert float(many.generated.mean()) < many.between < float(many.real.mean())


def test_a_verdict_is_the_score_and_leaves_no_gradient(
    shipped: Generator, discriminator: Discriminator
) -> None:
    pictures = load_real()[:2]
    verdicts = judge(discriminator, pictures)
    assert [one.score for one in verdicts] == pytest.approx(
        scores(discriminator, pictures).tolist(), abs=1e-4
    )
    assert all(parameter.grad is None for parameter in discriminator.parameters())
    assert not any(parameter.requires_grad for parameter in discriminator.parameters())


def test_the_heat_lies_where_a_change_would_matter(discriminator: Discriminator) -> None:
    (verdict,) = judge(discriminator, load_real()[:1])
    assert verdict.heat.shape == (32, 32)
    assert float(verdict.heat.min()) >= 0
    hot, cold = (divmod(int(at), 32) for at in (verdict.heat.argmax(), verdict.heat.argmin()))
    pixels = torch.from_numpy(load_real()[:1].copy()).permute(0, 3, 1, 2) / 127.5 - 1
    pixels = pixels.requires_grad_()
    (gradient,) = torch.autograd.grad(discriminator(pixels).sum(), pixels)
    strength = gradient.square().sum((0, 1))

    def at(place: tuple[int, int]) -> float:
        row, column = 2 * place[0], 2 * place[1]
        return float(strength[row : row + 2, column : column + 2].mean().sqrt())

    assert at(hot) == pytest.approx(float(verdict.heat.max()), rel=1e-3)
    assert at(hot) > at(cold)


def test_scores_of_many_are_those_of_each(shipped: Generator, discriminator: Discriminator) -> None:
    made = draw(shipped, torch.stack([seeded(seed, shipped.config.latent_size) for seed in range(3)]))
    together = scores(discriminator, made)
    alone = torch.cat([scores(discriminator, made[place : place + 1]) for place in range(3)])
    assert np.allclose(together.numpy(), alone.numpy(), atol=1e-4)
