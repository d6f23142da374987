"""The recipe of the encoder of faces."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from components.gan.checkpoints import load_gan_network
from components.gan.model import Encoder, GANConfig, Generator
from weights.recipes.avatar_gan.train_encoder import SMOKE, Training, main, train

TINY = replace(SMOKE, model=GANConfig(latent_size=8, width=4), iterations=4)


@pytest.fixture
def generator() -> Generator:
    torch.manual_seed(0)
    return Generator(TINY.model).eval().requires_grad_(False)


def test_a_resumed_training_equals_one_in_one_go(generator: Generator, tmp_path: Path) -> None:
    whole = train(TINY, generator, tmp_path / "whole")
    begun = Training(TINY, generator)
    for _ in range(2):
        begun.step()
    (tmp_path / "parts").mkdir()
    torch.save(begun.state(), tmp_path / "parts" / "checkpoint.pt")
    resumed = train(TINY, generator, tmp_path / "parts")
    expected, found = whole.state_dict(), resumed.state_dict()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    with pytest.raises(SystemExit, match="another recipe"):
        train(replace(TINY, batch=4), generator, tmp_path / "parts")


def test_the_encoder_learns_and_the_generator_stays(generator: Generator) -> None:
    with torch.no_grad():
        generator.to_4.weight.mul_(50)  # as it begins, its pictures hardly depend on the latent
    before = {name: weight.clone() for name, weight in generator.state_dict().items()}
    training = Training(replace(TINY, iterations=60, batch=64, bfloat16=False), generator)
    losses = [training.step() for _ in range(60)]
    assert sum(losses[-10:]) < 0.9 * sum(losses[:10])
    assert all(torch.equal(weight, before[name]) for name, weight in generator.state_dict().items())


@pytest.mark.slow  # trains
def test_a_smoke_run_writes_an_encoder_and_its_figures_and_leaves_the_shipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weights.recipes.common.gan_training.RUNS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["", "--smoke"])
    out = tmp_path / "avatar_encoder_smoke" / "encoder.safetensors"
    main()
    encoder = load_gan_network(Encoder, out, "cpu")
    assert encoder.config == SMOKE.model
    assert encoder(torch.zeros(2, 3, 64, 64)).shape == (2, 128)
    figures = json.loads(out.with_suffix(".json").read_text())
    assert len(figures) == 4
    assert all(one["end"] < one["start"] for one in figures.values())
