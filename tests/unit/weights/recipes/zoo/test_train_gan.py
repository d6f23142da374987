"""The recipe of the zoo's GAN, on a few pictures of noise."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from components.zoo import gan_history, library
from components.zoo.networks.adversarial import Adversarial
from components.zoo.sampling import COUNT, generated_digits, sample_latents
from weights.recipes.common import gan_training
from weights.recipes.zoo.mnist import Mnist, load_mnist
from weights.recipes.zoo.train_gan import (
    SMOKE,
    Duel,
    GanRecipe,
    discriminator_loss,
    generator_loss,
    main,
    moments,
    train_gan,
)

TINY = replace(SMOKE, iterations=8, batch=8)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    file = tmp_path / "mnist.npz"
    arrays = {
        f"{part}_images": random.integers(0, 256, (300, 28, 28), np.uint8) for part in ("train", "test")
    }
    labels = {f"{part}_labels": np.arange(300, dtype=np.uint8) % 10 for part in ("train", "test")}
    np.savez(file, **(arrays | labels))  # type: ignore[arg-type]  # its other parameters are named otherwise
    return file


@pytest.fixture
def mnist(data: Path) -> Mnist:
    return load_mnist(data)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gan_training, "STATISTICS_BATCHES", 1)


def test_the_moments_lie_ever_farther_apart_from_before_all_to_the_end() -> None:
    found = moments(GanRecipe())
    assert len(found) == GanRecipe().moments
    assert (found[0], found[-1]) == (0, GanRecipe().iterations)
    apart = np.diff(found)
    assert 0 < apart[1] < apart[10] < apart[-1]


def test_both_networks_learn(mnist: Mnist) -> None:
    duel = Duel(TINY)
    networks = (duel.generator, duel.discriminator, duel.average)
    before = [[parameter.clone() for parameter in network.parameters()] for network in networks]
    duel.step(mnist.pictures[:8])
    for network, old in zip(networks, before, strict=True):
        assert any(not torch.equal(a, b) for a, b in zip(old, network.parameters(), strict=True))


def test_the_losses_are_the_cross_entropies_of_their_own_aims() -> None:
    real, generated = torch.tensor([2.0, -1.0]), torch.tensor([0.5, -3.0])
    of_real, of_generated = real.sigmoid().log().mean(), (1 - generated.sigmoid()).log().mean()
    torch.testing.assert_close(discriminator_loss(real, generated), -of_real - of_generated)
    torch.testing.assert_close(generator_loss(generated), -generated.sigmoid().log().mean())


def test_a_resumed_training_equals_one_in_one_go(mnist: Mnist, tmp_path: Path) -> None:
    whole = train_gan(TINY, mnist, tmp_path / "whole.pt")
    duel = Duel(TINY)
    for _ in range(5):
        if duel.iteration in moments(TINY):
            duel.look(mnist.held_out_pictures)
        duel.step(mnist.pictures[torch.randint(len(mnist.pictures), (TINY.batch,))])
    torch.save(duel.state(), tmp_path / "parts.pt")
    torch.rand(3)
    resumed = train_gan(TINY, mnist, tmp_path / "parts.pt")
    expected, found = whole.finished().state_dict(), resumed.finished().state_dict()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    assert [one.iteration for one in resumed.history] == moments(TINY)
    assert all(
        torch.equal(a.pictures, b.pictures) for a, b in zip(whole.history, resumed.history, strict=True)
    )
    with pytest.raises(SystemExit, match="another recipe"):
        train_gan(replace(TINY, batch=4), mnist, tmp_path / "parts.pt")


def test_looking_changes_nothing_of_the_training(mnist: Mnist) -> None:
    looked, unseen = Duel(TINY), Duel(TINY)
    for duel in (looked, unseen):
        torch.manual_seed(0)
        for _ in range(2):
            if duel is looked:
                duel.look(mnist.held_out_pictures)
            duel.step(mnist.pictures[:8])
    expected, found = unseen.finished().state_dict(), looked.finished().state_dict()
    assert all(torch.equal(expected[name], found[name]) for name in expected)


def test_a_smoke_run_leaves_files_that_the_page_could_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    given = [
        "--data",
        str(data),
        "--run",
        str(tmp_path / "run"),
        "--out",
        str(out),
        "--smoke",
        "--seeds",
        "0",
    ]
    monkeypatch.setattr(sys, "argv", ["train_gan", *given])
    main()
    figures = json.loads((out / "figures.json").read_text(encoding="utf-8"))["gan"]
    assert 0 <= figures["seeds"]["recognised"][0] <= 1
    assert figures["seeds"]["frechet"][0] > 0
    assert "frechet_of_digits_learned_from" in figures["seeds"]
    monkeypatch.setattr(library, "WEIGHTS", out)
    monkeypatch.setattr(gan_history, "WEIGHTS", out)
    network = library.load_digit_network("GAN", "cpu")
    assert isinstance(network, Adversarial)
    gan_history.gan_history.cache_clear()
    history = gan_history.gan_history()
    gan_history.gan_history.cache_clear()
    assert history.iterations == tuple(moments(SMOKE))
    assert history.logits.shape == (SMOKE.moments, COUNT)
    last = generated_digits(network, sample_latents(0, SMOKE.model.latent_size))
    assert np.abs(last.pictures - history.pictures()[-1]).mean() < 0.05  # WebP loses a little
    np.testing.assert_allclose(last.logits, history.logits[-1], atol=0.05)
