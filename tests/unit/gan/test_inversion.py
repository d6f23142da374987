import numpy as np
import pytest
import torch

from components.gan import inversion
from components.gan.checkpoints import load_encoder
from components.gan.images import generate, to_float
from components.gan.inversion import (
    encoder_starts,
    invert,
    mean_pairwise_rmse,
    multiscale_mse,
    random_starts,
    rmse,
)
from components.gan.latents import sample_latent
from components.gan.model import Generator
from components.gan.reference_images import load_reference_images


def test_a_distance_is_the_root_mean_square_in_255ths() -> None:
    grey = np.full((2, 4, 4, 3), 100, np.uint8)
    other = grey.copy()
    other[1] += 10
    assert rmse(grey, other).tolist() == [0, 10]
    assert mean_pairwise_rmse(other) == 10


def test_the_loss_counts_coarse_differences_more_than_fine_ones() -> None:
    target = torch.zeros(1, 3, 64, 64)
    chequered = torch.ones(1, 3, 64, 64)
    chequered[..., ::2] = -1  # its means over squares are those of the target
    assert float(multiscale_mse(target, target)) == 0
    assert float(multiscale_mse(chequered, target)) < float(multiscale_mse(target + 1, target)) / 3


def test_a_generated_picture_is_found_again(shipped: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inversion, "STEPS", 100)
    target = generate(
        shipped, sample_latent(2, shipped.config.latent_size)[None]
    )  # its prediction is 11 away
    found = list(invert(shipped, target, encoder_starts(load_encoder("cpu"), target)))
    last = found[-1]
    assert [step.step for step in found] == list(range(101))
    assert found[0].distance < 30  # two faces are 87 apart
    assert last.distance < found[0].distance / 1.5
    assert list(last.distances) == sorted(last.distances, reverse=True)
    assert last.distance == pytest.approx(
        float(rmse(generate(shipped, last.latent[None]), target)[0]), abs=0.2
    )
    assert all(parameter.grad is None for parameter in shipped.parameters())


def test_the_encoder_is_nearer_than_random_on_pictures_that_no_network_has_seen(shipped: Generator) -> None:
    encoder, size = load_encoder("cpu"), shipped.config.latent_size
    predicted, drawn = [], []
    for one in load_reference_images()[:12, None]:
        predicted.append(rmse(generate(shipped, encoder_starts(encoder, one)[:1]), one)[0])
        drawn.append(rmse(generate(shipped, random_starts(size)), one).mean())
    assert np.mean(predicted) < np.mean(drawn) / 2


def test_the_starts_are_the_prediction_and_latents_around_it() -> None:
    encoder = load_encoder("cpu")
    one = load_reference_images()[:1]
    starts = encoder_starts(encoder, one)
    with torch.no_grad():
        assert torch.equal(starts[:1], encoder(to_float(one)))
    steps = starts[1:] - starts[0]
    assert float(steps.std()) == pytest.approx(inversion.START_STD, rel=0.1)
    assert torch.equal(starts, encoder_starts(encoder, one))
