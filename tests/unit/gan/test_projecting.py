import numpy as np
import pytest
import torch

from components.gan import projecting
from components.gan.latents import seeded
from components.gan.model import Generator
from components.gan.networks import load_encoder
from components.gan.projecting import apart, at_random, mean_apart, near_guess, project, unlikeness
from components.gan.real import load_real
from components.gan.sprites import as_pixels, draw


def test_a_distance_is_the_root_mean_square_in_255ths() -> None:
    grey = np.full((2, 4, 4, 3), 100, np.uint8)
    other = grey.copy()
    other[1] += 10
    assert apart(grey, other).tolist() == [0, 10]
    assert mean_apart(other) == 10


def test_unlikeness_counts_coarse_differences_more_than_fine_ones() -> None:
    aim = torch.zeros(1, 3, 64, 64)
    chequered = torch.ones(1, 3, 64, 64)
    chequered[..., ::2] = -1  # its means over squares are those of the aim
    assert float(unlikeness(aim, aim)) == 0
    assert float(unlikeness(chequered, aim)) < float(unlikeness(aim + 1, aim)) / 3


def test_a_generated_picture_is_found_again(shipped: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "STEPS", 100)
    target = draw(shipped, seeded(2, shipped.config.latent_size)[None])  # its guess is 11 away
    guesses = list(project(shipped, target, near_guess(load_encoder("cpu"), target)))
    last = guesses[-1]
    assert [guess.step for guess in guesses] == list(range(101))
    assert guesses[0].distance < 30  # two faces are 87 apart
    assert last.distance < guesses[0].distance / 1.5
    assert list(last.distances) == sorted(last.distances, reverse=True)
    assert last.distance == pytest.approx(float(apart(draw(shipped, last.latent[None]), target)[0]), abs=0.2)
    assert all(parameter.grad is None for parameter in shipped.parameters())


def test_the_encoder_is_nearer_than_chance_on_pictures_that_no_network_has_seen(shipped: Generator) -> None:
    encoder, size = load_encoder("cpu"), shipped.config.latent_size
    guessed, drawn = [], []
    for one in load_real()[:12, None]:
        guessed.append(apart(draw(shipped, near_guess(encoder, one)[:1]), one)[0])
        drawn.append(apart(draw(shipped, at_random(size)), one).mean())
    assert np.mean(guessed) < np.mean(drawn) / 2


def test_the_search_begins_at_the_guess_and_around_it() -> None:
    encoder = load_encoder("cpu")
    one = load_real()[:1]
    starts = near_guess(encoder, one)
    with torch.no_grad():
        assert torch.equal(starts[:1], encoder(as_pixels(one)))
    steps = starts[1:] - starts[0]
    assert float(steps.std()) == pytest.approx(projecting.AROUND, rel=0.1)
    assert torch.equal(starts, near_guess(encoder, one))
