"""The avatar generator's training: it can be stopped anywhere and goes on as if it had not been."""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from components.gan.model import Discriminator, GANConfig, Generator, has_spectral_norm
from weights.recipes.avatar_gan import train as training
from weights.recipes.avatar_gan.avatars import (
    TRAITS,
    choose_traits,
    draw_avatars,
    load_avatars,
    visible_labels,
)
from weights.recipes.avatar_gan.train import Losses, Phase, Pictures, Recipe, Run
from weights.recipes.common import gan_training

PHASES = (Phase(2, "hinge", 4), Phase(4, "relativistic", 4), Phase(100, "relativistic", 6))
TINY = Recipe(GANConfig(latent_size=8, width=4), phases=PHASES, bfloat16=False)


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    noise = np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3), dtype=np.uint8)
    return Pictures(training.as_tensor(noise[:32]), training.as_tensor(noise[32:]))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "LOG_EVERY", 2)
    monkeypatch.setattr(training, "LADDER", (0, 4))
    monkeypatch.setattr(gan_training, "STATISTICS_BATCHES", 1)


def weights(run: Run) -> dict[str, Tensor]:
    state = run.battle.state()
    return {
        f"{network}.{name}": tensor
        for network in ("generator", "discriminator", "average")
        for name, tensor in state[network].items()
    }


@pytest.mark.parametrize("stopped", [1, 2, 3, 4, 5])  # before, at and after each change of phase
def test_a_resumed_training_equals_one_in_one_go(tmp_path: Path, pictures: Pictures, stopped: int) -> None:
    whole = Run(tmp_path / "whole", TINY, pictures)
    whole.go(6)
    Run(tmp_path / "parts", TINY, pictures).go(stopped)
    torch.rand(5)  # other random numbers drawn in between must not matter
    resumed = Run(tmp_path / "parts", TINY, pictures)
    resumed.go(6)
    assert resumed.battle.iteration == 6
    expected, found = weights(whole), weights(resumed)
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    assert torch.equal(whole.battle.state()["random"], resumed.battle.state()["random"])


def test_the_log_has_no_row_twice_after_a_kill(tmp_path: Path, pictures: Pictures) -> None:
    run = Run(tmp_path, TINY, pictures)
    run.go(3)
    run.battle.iteration = 4
    run._note(Losses(torch.ones(()), torch.ones(())))  # written after the checkpoint, as before a kill
    Run(tmp_path, TINY, pictures).go(6)
    with (tmp_path / "log.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["iteration"]) for row in rows] == [2, 4, 6]
    assert all(np.isfinite(float(value)) for row in rows for value in row.values())


def test_snapshots_are_plain_networks_in_half_precision(tmp_path: Path, pictures: Pictures) -> None:
    Run(tmp_path, TINY, pictures).go(4)
    for name, network in (("generator", Generator), ("discriminator", Discriminator)):
        stored = load_file(tmp_path / f"{name}_000004.safetensors")
        assert all(tensor.dtype == torch.float16 for tensor in stored.values() if tensor.is_floating_point())
        network(TINY.model).load_state_dict(stored)
    assert Image.open(tmp_path / "samples_000004.png").size == (512, 512)


def test_a_run_without_its_checkpoint_goes_on_from_its_last_networks(
    tmp_path: Path, pictures: Pictures
) -> None:
    Run(tmp_path, TINY, pictures).go(6)
    (tmp_path / "checkpoint.pt").unlink()
    run = Run(tmp_path, TINY, pictures)
    assert run.battle.iteration == 4  # the last rung of the ladder
    assert run.battle.phase == PHASES[2]
    kept = load_file(tmp_path / "generator_000004.safetensors")
    for network in (run.battle.generator, run.battle.average):
        assert all(torch.equal(kept[name], one.half()) for name, one in network.named_parameters())
    run.go(8)
    with (tmp_path / "log.csv").open() as stream:
        assert [int(row["iteration"]) for row in csv.DictReader(stream)] == [2, 4, 6, 8]


def test_a_run_killed_before_its_first_checkpoint_still_begins_with_normalised_spectra(
    tmp_path: Path, pictures: Pictures
) -> None:
    Run(tmp_path, TINY, pictures).go(0)
    (tmp_path / "checkpoint.pt").unlink()
    run = Run(tmp_path, TINY, pictures)
    assert has_spectral_norm(run.battle.discriminator)
    run.go(1)
    assert Run(tmp_path, TINY, pictures).battle.iteration == 1


def test_of_a_finished_run_without_its_checkpoint_nothing_is_left_to_do(
    tmp_path: Path, pictures: Pictures
) -> None:
    recipe = replace(TINY, phases=PHASES[:2])
    Run(tmp_path, recipe, pictures).go(4)
    (tmp_path / "checkpoint.pt").unlink()
    run = Run(tmp_path, recipe, pictures)
    run.go(4)
    assert run.battle.iteration == 4


def test_stopping_leaves_a_checkpoint(tmp_path: Path, pictures: Pictures) -> None:
    run = Run(tmp_path, TINY, pictures)
    run.stop()
    run.go(1000)
    assert run.battle.iteration == 0
    assert run.checkpoint.is_file()


def test_another_recipe_is_refused(tmp_path: Path, pictures: Pictures) -> None:
    Run(tmp_path, TINY, pictures).go(1)
    with pytest.raises(SystemExit, match="another recipe"):
        Run(tmp_path, replace(TINY, seed=1), pictures)


def test_a_step_in_bfloat16_stays_finite(pictures: Pictures) -> None:
    battle = training.Battle(replace(TINY, bfloat16=True), pictures.training)
    for _ in range(3):
        losses = battle.step()
        assert np.isfinite(losses).all()
    assert battle.phase.loss == "relativistic"
    assert all(torch.isfinite(tensor).all() for tensor in battle.generator.state_dict().values())


def test_rate_and_penalty_follow_half_a_cosine(tmp_path: Path, pictures: Pictures) -> None:
    falling = Phase(8, "relativistic", 4, rates=(1e-3, 1e-4), penalties=(1.0, 0.0))
    run = Run(tmp_path, replace(TINY, phases=(Phase(4, "relativistic", 4), falling)), pictures)
    run.go(4)
    seen = []
    for _ in range(4):
        run.battle.step()
        rates = [
            group["lr"].item() for optimiser in run.battle.optimisers for group in optimiser.param_groups
        ]
        seen.append([*rates, run.battle.penalty.item() / TINY.penalty_every])
    assert seen[0] == pytest.approx([1e-3, 1e-3, 1.0])
    assert seen[2] == pytest.approx([5.5e-4, 5.5e-4, 0.5])
    assert seen[3] == pytest.approx([2.318e-4, 2.318e-4, 0.1464], rel=1e-3)


def test_a_resumed_training_still_lets_its_rate_fall(tmp_path: Path, pictures: Pictures) -> None:
    recipe = replace(TINY, phases=(Phase(8, "relativistic", 4, rates=(1e-3, 1e-5)),))
    Run(tmp_path, recipe, pictures).go(2)
    run = Run(tmp_path, recipe, pictures)
    run.go(7)
    assert all(one.param_groups[0]["lr"].item() < 2e-4 for one in run.battle.optimisers)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_replayed_steps_equal_those_that_python_takes(
    tmp_path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu = torch.device("cuda")
    replayed = Run(tmp_path / "replayed", TINY, pictures, gpu)
    replayed.go(20)
    monkeypatch.setattr(training, "Replay", lambda function, _: function)
    taken = Run(tmp_path / "taken", TINY, pictures, gpu)
    taken.go(20)
    expected, found = weights(taken), weights(replayed)
    assert all(torch.allclose(expected[name], found[name], atol=1e-3) for name in expected)


def test_labels_hide_what_the_picture_hides() -> None:
    labels = visible_labels(choose_traits(500, seed=0))
    assert list(labels) == list(TRAITS)
    assert (labels.loc[labels["glasses"] == "sunglasses", "eyes"] == "hidden").all()
    assert (labels.loc[labels["top"] == "bob", "hat colour"] == "hidden").all()
    assert (labels.loc[labels["top"] == "bob", "hair colour"] != "hidden").all()


def test_a_seed_draws_the_same_avatars(tmp_path: Path) -> None:
    drawn = draw_avatars(3, seed=7)
    assert drawn.pictures.shape == (3, 64, 64, 3)
    stored, again = load_avatars(3, 7, tmp_path), load_avatars(3, 7, tmp_path)
    for other in (stored, again):
        assert np.array_equal(drawn.pictures, other.pictures)
        assert drawn.labels.equals(other.labels)
    assert not np.array_equal(drawn.pictures, draw_avatars(3, seed=8).pictures)


def test_a_smoke_run_trains_with_both_losses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["", "--smoke", "--run", str(tmp_path)])
    training.main()
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert state["iteration"] == training.SMOKE.phases[-1].until
    assert state["begun"] == training.SMOKE.phases[-2].until
    assert training.SMOKE.phases[-1].loss == "relativistic"
    assert (tmp_path / "log.csv").is_file()
