"""The recipe of the generator of garments, on a few pictures of noise."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from components.gan.fashion_gan import WEIGHTS as FASHION
from weights.recipes.common import gan_training
from weights.recipes.fashion_gan import train as recipe
from weights.recipes.fashion_gan.train import SMOKE, Battle, Garments, load_garments, main, train

TINY = replace(SMOKE, iterations=4, batch=8)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    file = tmp_path / "garments.npz"
    images = random.integers(0, 256, (700, 28, 28), np.uint8)
    np.savez(file, images=images, labels=np.arange(700, dtype=np.uint8) % 10)
    return file


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gan_training, "STATISTICS_BATCHES", 1)
    monkeypatch.setattr(recipe, "JUDGED", 50)


def test_held_out_garments_are_not_learned_from(data: Path) -> None:
    learned, held_out = load_garments(data, 0, 700)
    assert len(learned) == 600
    assert len(held_out) == 100
    seen = {one.numpy().tobytes() for one in learned.pictures}
    assert not seen & {one.numpy().tobytes() for one in held_out.pictures}
    assert learned.pictures.shape[1:] == (1, 32, 32)
    assert float(learned.pictures[:, :, :2].max()) == -1  # the rim


def test_a_resumed_training_equals_one_in_one_go(data: Path, tmp_path: Path) -> None:
    garments, _ = load_garments(data, 0, 700)
    whole = train(TINY, garments, tmp_path / "whole")
    torch.rand(3)
    battle = Battle(TINY)
    (tmp_path / "parts").mkdir()
    for _ in range(2):
        battle.step(garments.at(torch.randint(len(garments), (TINY.batch,))))
    torch.save(battle.state(), tmp_path / "parts" / "checkpoint.pt")
    torch.rand(3)
    resumed = train(TINY, garments, tmp_path / "parts")
    expected, found = whole.state_dict(), resumed.state_dict()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    with pytest.raises(SystemExit, match="another recipe"):
        train(replace(TINY, batch=4), garments, tmp_path / "parts")


def test_the_class_enters_the_picture() -> None:
    battle = Battle(TINY)
    with torch.no_grad():
        battle.average.to_4.weight.mul_(20)
    generator = battle.finished()
    z = torch.randn(1, TINY.model.latent_size)
    classes = F.one_hot(torch.tensor([0, 7]), 10).float()
    one, other = generator(z.repeat(2, 1), classes)
    assert not torch.equal(one, other)


def test_both_networks_learn(data: Path) -> None:
    garments: Garments = load_garments(data, 0, 700)[0]
    battle = Battle(TINY)
    before = [
        [parameter.clone() for parameter in network.parameters()]
        for network in (battle.generator, battle.discriminator)
    ]
    battle.step(garments.at(torch.arange(8)))
    for network, old in zip((battle.generator, battle.discriminator), before, strict=True):
        assert any(not torch.equal(a, b) for a, b in zip(old, network.parameters(), strict=True))


def test_a_smoke_run_writes_the_weights_the_judge_and_the_figures_into_its_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gan_training, "RUNS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["", "--data", str(data), "--smoke"])
    out = tmp_path / "fashion_gan_smoke" / FASHION.name
    main()
    assert all(
        tensor.dtype == torch.float16 for tensor in load_file(out).values() if tensor.is_floating_point()
    )
    assert (out.parent / "fashion_judge.safetensors").is_file()
    figures = json.loads(out.with_suffix(".json").read_text())
    assert 0 <= figures["asked_class"] <= 1
    assert len(figures["by_class"]) == 10
