from collections.abc import Iterator

import numpy as np
import pytest
import torch

from components.gan import projecting
from components.gan.latents import seeded
from components.gan.model import Generator
from components.gan.projecting import apart, mean_apart, project, unlikeness
from components.gan.sprites import PIECE, draw


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


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


def test_a_generated_picture_is_nearly_found_again(
    shipped: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "SAMPLES", 4 * PIECE)
    monkeypatch.setattr(projecting, "STEPS", 60)
    monkeypatch.setattr(projecting, "TRIAL", 5)
    target = draw(shipped, seeded(1, shipped.config.latent_size)[None])
    guesses = list(project(shipped, target))
    last = guesses[-1]
    assert last.step == 60
    assert last.distance < guesses[0].distance / 1.5
    assert last.distance == pytest.approx(float(apart(draw(shipped, last.latent[None]), target)[0]), abs=0.2)
    assert all(parameter.grad is None for parameter in shipped.parameters())


def test_the_search_starts_from_the_nearest_of_the_random_pictures(
    shipped: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "SAMPLES", 3 * PIECE)
    target = draw(shipped, seeded(3, shipped.config.latent_size)[None])
    search = project(shipped, target)
    first = [next(search) for _ in range(3)]
    assert all(guess.step == 0 for guess in first)
    assert first[0].distance >= first[-1].distance * 0.8  # nearer by its own measure, of four scales
