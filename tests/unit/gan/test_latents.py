import math
from dataclasses import replace

import pytest
import torch

from components.gan.latents import (
    COORDINATE_LIMIT,
    STEP_SIZE,
    Direction,
    along,
    sample_latent,
    slerp,
    step_range,
    steps_to,
    with_fixed,
)

SIZE = 16
AXES = [Direction(f"r{number}", f"axis {number}", ("", ""), torch.eye(SIZE)[number]) for number in range(3)]


def test_a_seed_gives_its_latent_and_truncation_shrinks_it() -> None:
    assert torch.equal(sample_latent(5, SIZE), sample_latent(5, SIZE))
    assert not torch.equal(sample_latent(5, SIZE), sample_latent(6, SIZE))
    assert torch.equal(sample_latent(5, SIZE, 0.5), sample_latent(5, SIZE) * 0.5)


def test_steps_move_along_their_own_direction_only() -> None:
    begin = sample_latent(1, SIZE)
    (moved,) = along(begin, AXES[:2], [[8, -4]])
    expected = begin.clone()
    expected[0] += 8 * STEP_SIZE
    expected[1] -= 4 * STEP_SIZE
    assert torch.allclose(moved, expected)


def test_one_place_is_bit_for_bit_that_among_many() -> None:
    begin = sample_latent(1, SIZE)
    oblique = Direction("n0", "", ("", ""), torch.nn.functional.normalize(sample_latent(2, SIZE), dim=0))
    many = along(begin, [oblique, AXES[1]], [[step, 3] for step in range(-40, 40)])
    assert all(
        torch.equal(many[place], along(begin, [oblique, AXES[1]], [[step, 3]])[0])
        for place, step in enumerate(range(-40, 40))
    )


@pytest.mark.parametrize("taken", [0, 7, -13])
def test_a_track_keeps_its_ends_wherever_the_slider_stands(taken: int) -> None:
    begin = sample_latent(1, SIZE)
    here = along(begin, AXES[:1], [[taken]])[0]
    way = step_range(here, taken, AXES[0])
    assert way == step_range(begin, 0, AXES[0])
    assert way.coordinate(taken) == pytest.approx(float(here[0]), abs=1e-5)
    assert -COORDINATE_LIMIT <= way.coordinate(way.lowest) < -COORDINATE_LIMIT + STEP_SIZE
    assert COORDINATE_LIMIT - STEP_SIZE < way.coordinate(way.highest) <= COORDINATE_LIMIT


def test_a_direction_can_end_earlier_but_never_before_where_the_latent_itself_lies() -> None:
    short = replace(AXES[0], limit=2.0)
    way = step_range(torch.zeros(SIZE), 0, short)
    assert (way.coordinate(way.lowest), way.coordinate(way.highest)) == (-2, 2)
    beyond = step_range(-5 * AXES[0].vector, 0, short)
    assert (beyond.coordinate(beyond.lowest), beyond.coordinate(beyond.highest)) == (-5, 2)


def test_the_way_between_two_latents_is_an_arc() -> None:
    a, b = sample_latent(1, SIZE), 1.5 * sample_latent(2, SIZE)
    way = slerp(a, b, 9)
    assert torch.equal(way[0], a)
    assert torch.equal(way[-1], b)
    lengths = way.norm(dim=1)
    assert torch.allclose(lengths, torch.linspace(float(a.norm()), float(b.norm()), 9), atol=1e-4)
    units = way / lengths[:, None]
    angles = (units[1:] * units[:-1]).sum(1).clamp(-1, 1).acos()
    assert float(angles.max() - angles.min()) < 1e-3


@pytest.mark.parametrize("factor", [1.0, 2.0, -1.0])
def test_where_there_is_no_arc_the_way_is_straight(factor: float) -> None:
    a = sample_latent(1, SIZE)
    way = slerp(a, factor * a, 5)
    assert torch.isfinite(way).all()
    assert torch.allclose(way[2], (a + factor * a) / 2, atol=1e-6)


@pytest.mark.parametrize("zero", ["a", "b", "both"])
def test_the_way_from_or_to_the_middle_is_straight(zero: str) -> None:
    a, b = (
        sample_latent(seed, SIZE, 0.0 if zero in (name, "both") else 1.0)
        for seed, name in ((1, "a"), (2, "b"))
    )
    assert torch.allclose(slerp(a, b, 3), torch.stack([a, (a + b) / 2, b]))


def test_kept_coordinates_are_those_of_the_other() -> None:
    like, places = sample_latent(1, SIZE), torch.stack([sample_latent(2, SIZE), sample_latent(3, SIZE)])
    kept = with_fixed(places, like, AXES[:2])
    assert torch.allclose(kept[:, :2], like[:2].expand(2, 2))
    assert torch.equal(kept[:, 2:], places[:, 2:])


def test_steps_to_a_coordinate_end_within_half_a_step() -> None:
    begin, like = sample_latent(1, SIZE), sample_latent(2, SIZE)
    steps = steps_to(begin, like, AXES[2])
    assert math.isclose(float(begin[2]) + steps * STEP_SIZE, float(like[2]), abs_tol=STEP_SIZE / 2 + 1e-6)
