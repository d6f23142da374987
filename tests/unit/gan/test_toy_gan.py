"""The toy GAN: its losses, its configuration, and that the points move towards the data."""

import math
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from components.gan.toy_gan import (
    CHART_POINTS,
    DISTRIBUTIONS,
    FIELD_SIDE,
    GENERATOR_LOSSES,
    SHOWN_POINTS,
    LossHistory,
    Points,
    ToyGAN,
    TrainConfig,
    downsampled_losses,
    generator_loss,
    layer_sizes,
    points_from_strokes,
    sample_points,
)
from components.live_session import DivergedError


def toy_gan(config: TrainConfig | None = None, seed: int = 0) -> ToyGAN:
    return ToyGAN(torch.from_numpy(sample_points("ring")), config or TrainConfig(), seed)


def distance(generated: Points, real: Points) -> float:
    """The mean distance from a real point to the nearest generated one."""
    apart = np.linalg.norm(real[:200, None] - generated[None], axis=2)
    return float(apart.min(1).mean())


def test_the_losses_are_those_of_the_paper() -> None:
    logits = torch.tensor([[0.3], [-1.2]])
    p = logits.sigmoid()
    assert torch.allclose(generator_loss(logits, "non-saturating"), -p.log().mean())
    assert torch.allclose(generator_loss(logits, "minimax"), (1 - p).log().mean())


def test_a_seed_gives_the_same_training() -> None:
    one, same, other = toy_gan(seed=3), toy_gan(seed=3), toy_gan(seed=4)
    losses = [[each.step() for _ in range(5)] for each in (one, same, other)]
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]
    assert np.array_equal(one.snapshot().generated, same.snapshot().generated)


def test_both_gradients_are_those_of_the_last_step() -> None:
    gan = toy_gan()
    first = gan.snapshot()
    assert (first.generator_gradient, first.discriminator_gradient) == (None, None)
    gan.step()
    seen = gan.snapshot()
    for network, length in (
        (gan.generator, seen.generator_gradient),
        (gan.discriminator, seen.discriminator_gradient),
    ):
        grads = [one.grad for one in network.parameters() if one.grad is not None]
        weights = torch.cat([one.flatten() for one in grads])
        assert length == pytest.approx(float(weights.norm()), rel=1e-5)


def test_against_a_sure_discriminator_the_minimax_loss_has_hardly_a_gradient() -> None:
    lengths = {}
    for loss in GENERATOR_LOSSES:
        gan = toy_gan(TrainConfig(0.01, 1e-9, 5, loss=loss))
        for _ in range(20):
            gan.step()
        lengths[loss] = gan.snapshot().generator_gradient or 0
    assert lengths["minimax"] < 0.1 * lengths["non-saturating"]


def test_the_sizes_of_the_layers_are_the_networks() -> None:
    gan = toy_gan()
    assert layer_sizes(gan.generator) == (2, 48, 48, 2)
    assert layer_sizes(gan.discriminator) == (2, 48, 48, 1)


def test_networks_initialised_at_once_are_those_of_their_seeds() -> None:
    alone = next(toy_gan().generator.parameters()).detach().clone()
    others: list[bool] = []

    def begin() -> None:
        others.extend(torch.equal(next(toy_gan().generator.parameters()), alone) for _ in range(100))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert others == [True] * 400


def test_the_discriminator_does_not_learn_from_the_generators_loss() -> None:
    gan = toy_gan(TrainConfig(discriminator_rate=0.0))
    before = [parameter.clone() for parameter in gan.discriminator.parameters()]
    moved = [parameter.clone() for parameter in gan.generator.parameters()]
    gan.step()
    assert all(torch.equal(a, b) for a, b in zip(before, gan.discriminator.parameters(), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(moved, gan.generator.parameters(), strict=True))


def test_the_points_move_towards_the_data() -> None:
    gan = toy_gan()
    before = distance(gan.snapshot().generated, sample_points("ring"))
    for _ in range(1_500):
        gan.step()
    assert distance(gan.snapshot().generated, sample_points("ring")) < before / 2


def test_another_configuration_keeps_what_was_learned() -> None:
    gan = toy_gan()
    for _ in range(20):
        gan.step()
    before = gan.snapshot()
    gan.config = replace(gan.config, generator_rate=0.0, discriminator_rate=0.0)
    gan.step()
    after = gan.snapshot()
    assert np.array_equal(before.generated, after.generated)
    assert np.array_equal(before.field, after.field)
    assert after.iteration == 21


def test_a_loss_that_is_no_number_is_noticed() -> None:
    gan = toy_gan(TrainConfig(discriminator_rate=1e20, generator_rate=1e20))
    with pytest.raises(DivergedError):
        list(iter(gan.step, None))


def test_a_snapshot_has_points_a_field_of_probabilities_and_the_losses() -> None:
    gan = toy_gan()
    gan.step()
    snapshot = gan.snapshot()
    assert snapshot.generated.shape == (SHOWN_POINTS, 2)
    assert snapshot.field.shape == (FIELD_SIDE, FIELD_SIDE)
    assert 0 <= snapshot.field.min() <= snapshot.field.max() <= 1
    assert len(snapshot.losses) == 1
    assert snapshot.losses[0][0] == 1


def test_the_field_is_read_from_the_bottom_up() -> None:
    gan = toy_gan()
    with torch.no_grad():
        for parameter in gan.discriminator.parameters():
            parameter.zero_()
        first, _, middle, _, last = gan.discriminator
        first.get_parameter("weight")[0] = torch.tensor([1.0, 10.0])  # rises to the right, more so upwards
        middle.get_parameter("weight")[0, 0] = last.get_parameter("weight")[0, 0] = 1
    field = gan.snapshot().field
    assert field[-1, 0] > field[0, 0]
    assert field[-1, -1] > field[-1, 0]


def test_many_losses_are_averaged() -> None:
    history = [(step, float(step), 1.0) for step in range(1, 4_001)]
    kept = list(downsampled_losses(history))
    assert len(kept) <= CHART_POINTS
    assert kept[-1][0] == 4_000
    assert math.isclose(sum(ours for _, ours, _ in kept) / len(kept), 2_000.5, rel_tol=0.01)


def test_a_long_history_of_losses_is_kept_in_means_over_equally_many_iterations() -> None:
    history = LossHistory(most=8)
    for iteration in range(1, 8):
        history.append((iteration, float(iteration), 1.0))
    assert history.rows == [(iteration, float(iteration), 1.0) for iteration in range(1, 8)]
    for iteration in range(8, 101):
        history.append((iteration, float(iteration), 1.0))
    ends = [iteration for iteration, _, _ in history.rows]
    assert len(ends) < 8
    assert ends == list(range(ends[0], 101, ends[0]))
    assert history.rows[0] == (16, 8.5, 1.0)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_points_lie_inside_the_field(name: str) -> None:
    points = sample_points(name)
    assert points.shape == (2_000, 2)
    assert np.abs(points).max() < 1.2
    assert np.array_equal(points, sample_points(name))


def test_a_drawing_becomes_points_along_it() -> None:
    points = points_from_strokes([[0.0, 0.5, 9.0, -9.0]])  # what is far outside is brought in
    near = np.linalg.norm(points[:, None] - np.array([[0.0, 0.5], [1.0, -1.0]]), axis=2).min(1)
    assert len(points) == 2_000
    assert near.max() < 0.1
