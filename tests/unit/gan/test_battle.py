"""The battle on points: its losses, its rules, and that it goes somewhere."""

import math
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from components.gan.battle import (
    GRID,
    KEPT_LOSSES,
    SHAPES,
    SHOWN,
    Battle,
    Diverged,
    Orders,
    Points,
    Rules,
    campaign,
    drawn,
    generator_loss,
    shape,
    thinned,
)


def battle(rules: Rules | None = None, seed: int = 0) -> Battle:
    return Battle(torch.from_numpy(shape("ring")), rules or Rules(), seed)


def distance(generated: Points, real: Points) -> float:
    """The mean distance from a real point to the nearest generated one."""
    apart = np.linalg.norm(real[:200, None] - generated[None], axis=2)
    return float(apart.min(1).mean())


def test_the_losses_are_those_of_the_paper() -> None:
    logits = torch.tensor([[0.3], [-1.2]])
    chance = logits.sigmoid()
    assert torch.allclose(generator_loss(logits, "non-saturating"), -chance.log().mean())
    assert torch.allclose(generator_loss(logits, "minimax"), (1 - chance).log().mean())


def test_a_seed_gives_the_same_battle() -> None:
    one, same, other = battle(seed=3), battle(seed=3), battle(seed=4)
    scores = [[each.round() for _ in range(5)] for each in (one, same, other)]
    assert scores[0] == scores[1]
    assert scores[0] != scores[2]
    assert np.array_equal(one.view().generated, same.view().generated)


def test_battles_that_begin_at_once_begin_as_their_seeds_say() -> None:
    alone = next(battle().generator.parameters()).detach().clone()
    others: list[bool] = []

    def begin() -> None:
        others.extend(torch.equal(next(battle().generator.parameters()), alone) for _ in range(100))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert others == [True] * 400


def test_the_discriminator_does_not_learn_from_the_generators_loss() -> None:
    fought = battle(Rules(discriminator_rate=0.0))
    before = [parameter.clone() for parameter in fought.discriminator.parameters()]
    moved = [parameter.clone() for parameter in fought.generator.parameters()]
    fought.round()
    assert all(torch.equal(a, b) for a, b in zip(before, fought.discriminator.parameters(), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(moved, fought.generator.parameters(), strict=True))


def test_the_points_move_towards_the_data() -> None:
    fought = battle()
    before = distance(fought.view().generated, shape("ring"))
    for _ in range(1_500):
        fought.round()
    assert distance(fought.view().generated, shape("ring")) < before / 2


def test_new_rules_keep_what_was_learned() -> None:
    fought = battle()
    for _ in range(20):
        fought.round()
    before = fought.view()
    fought.obey(replace(fought.rules, generator_rate=0.0, discriminator_rate=0.0))
    fought.round()
    after = fought.view()
    assert np.array_equal(before.generated, after.generated)
    assert np.array_equal(before.field, after.field)
    assert after.step == 21


def test_a_loss_that_is_no_number_is_noticed() -> None:
    fought = battle(Rules(discriminator_rate=1e20, generator_rate=1e20))
    with pytest.raises(Diverged):
        list(iter(fought.round, None))


def test_a_campaign_looks_up_its_orders_and_stops_when_told() -> None:
    fought, cancelled = battle(), threading.Event()
    orders = Orders(fought.rules, rounds=2)
    views = campaign(fought, orders, cancelled)
    assert next(views).step == 2
    orders.rules, orders.rounds = replace(fought.rules, generator_rate=0.5), 1
    assert next(views).step == 3
    assert fought.rules.generator_rate == 0.5
    cancelled.set()
    assert list(views) == []


def test_a_view_has_points_a_field_of_probabilities_and_the_losses() -> None:
    fought = battle()
    fought.round()
    view = fought.view()
    assert view.generated.shape == (SHOWN, 2)
    assert view.field.shape == (GRID, GRID)
    assert 0 <= view.field.min() <= view.field.max() <= 1
    assert len(view.history) == 1
    assert view.history[0][0] == 1


def test_the_field_is_read_from_the_bottom_up() -> None:
    fought = battle()
    with torch.no_grad():
        for parameter in fought.discriminator.parameters():
            parameter.zero_()
        first, _, middle, _, last = fought.discriminator
        first.get_parameter("weight")[0] = torch.tensor([1.0, 10.0])  # rises to the right, more so upwards
        middle.get_parameter("weight")[0, 0] = last.get_parameter("weight")[0, 0] = 1
    field = fought.view().field
    assert field[-1, 0] > field[0, 0]
    assert field[-1, -1] > field[-1, 0]


def test_many_losses_are_thinned_to_means() -> None:
    history = [(step, float(step), 1.0) for step in range(1, 4_001)]
    kept = list(thinned(history))
    assert len(kept) <= KEPT_LOSSES
    assert kept[-1][0] == 4_000
    assert math.isclose(sum(ours for _, ours, _ in kept) / len(kept), 2_000.5, rel_tol=0.01)


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_lie_inside_the_arena(name: str) -> None:
    points = shape(name)
    assert points.shape == (2_000, 2)
    assert np.abs(points).max() < 1.2
    assert np.array_equal(points, shape(name))


def test_a_drawing_becomes_points_along_it() -> None:
    points = drawn([[0.0, 0.5, 9.0, -9.0]])  # what is far outside is brought in
    near = np.linalg.norm(points[:, None] - np.array([[0.0, 0.5], [1.0, -1.0]]), axis=2).min(1)
    assert len(points) == 2_000
    assert near.max() < 0.1
