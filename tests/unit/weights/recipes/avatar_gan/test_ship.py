"""What of a finished training comes into the app."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from components.gan.checkpoints import WEIGHTS, load_gan_network
from components.gan.model import Discriminator, GANConfig, Generator
from components.gan.training_phases import RECIPE
from weights.recipes.avatar_gan import ship as recipe
from weights.recipes.avatar_gan import train as training
from weights.recipes.avatar_gan.ship import ship
from weights.recipes.avatar_gan.train import Phase, Pictures, Recipe, Run
from weights.recipes.common import gan_training

PHASES = (Phase(2, "hinge", 4), Phase(4, "relativistic", 4), Phase(7, "relativistic", 6))
TINY = Recipe(GANConfig(latent_size=8, width=4), phases=PHASES, bfloat16=False)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(training, "LOG_EVERY", 2)
    monkeypatch.setattr(training, "LADDER", (0, 2, 4))
    monkeypatch.setattr(recipe, "SHIPPED", (0, 4))
    monkeypatch.setattr(gan_training, "STATISTICS_BATCHES", 1)
    noise = np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3), dtype=np.uint8)
    pictures = Pictures(training.as_tensor(noise[:32]), training.as_tensor(noise[32:]))
    return Run(tmp_path / "run", TINY, pictures)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "generator_155000.safetensors").write_bytes(b"of an earlier training")
    (folder / "encoder.safetensors").write_bytes(b"of another step")
    return folder


def test_the_chosen_stages_the_end_its_rival_and_the_log_are_shipped(run: Run, out: Path) -> None:
    run.go(7)
    ship(run.folder, out)
    assert sorted(file.name for file in out.iterdir()) == [
        "discriminator.safetensors",
        "encoder.safetensors",
        "generator_000000.safetensors",
        "generator_000004.safetensors",
        "generator_000007.safetensors",
        "log.csv",
        "recipe.json",
    ]
    generator = load_gan_network(Generator, out / "generator_000007.safetensors", "cpu")
    discriminator = load_gan_network(Discriminator, out / "discriminator.safetensors", "cpu")
    assert generator.config == discriminator.config == TINY.model
    last = run.folder / "discriminator_000007.safetensors"
    assert (out / "discriminator.safetensors").read_bytes() == last.read_bytes()
    assert (out / "log.csv").read_text() == run.log.read_text()
    written = json.loads((out / "recipe.json").read_text())
    assert [phase["until"] for phase in written["phases"]] == [2, 4, 7]
    assert written["model"] == {"latent_size": 8, "width": 4, "channels": 3}


def test_a_training_that_is_not_at_its_end_is_refused_and_what_was_shipped_stays(run: Run, out: Path) -> None:
    run.go(5)
    before = sorted(file.name for file in out.iterdir())
    with pytest.raises(SystemExit, match="5 of 7 iterations"):
        ship(run.folder, out)
    with pytest.raises(SystemExit, match="holds no training"):
        ship(out, out)
    assert sorted(file.name for file in out.iterdir()) == before


def test_the_recipe_that_is_shipped_is_the_one_in_the_code() -> None:
    shipped = Recipe(**json.loads(RECIPE.read_text()))
    assert shipped.pictures == Recipe().pictures
    assert [Phase(**one) for one in shipped.phases] == [  # type: ignore[arg-type]
        replace(phase, rates=list(phase.rates), penalties=list(phase.penalties))  # type: ignore[arg-type]
        for phase in Recipe().phases
    ]


def test_a_smoke_run_is_not_shipped_into_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(WEIGHTS.iterdir())
    monkeypatch.setattr("sys.argv", ["ship", "--smoke", "--out", str(WEIGHTS)])
    with pytest.raises(SystemExit, match="not for the app"):
        recipe.main()
    assert sorted(WEIGHTS.iterdir()) == before
