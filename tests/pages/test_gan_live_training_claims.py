"""The claims of the screen Live training about its experiments, held against the trainings themselves."""

import functools
import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from components.gan.screens.live_training import ANSWER, EXPERIMENTS, IDEA, QUESTIONS
from components.gan.screens.live_training_state import LiveTrainingSettings, train_config
from components.gan.toy_gan import (
    FIELD_LIMIT,
    FIELD_SIDE,
    GENERATOR_LOSSES,
    ToyGAN,
    equilibrium_losses,
    sample_points,
)

CENTRES = torch.tensor([[math.cos(k * math.pi / 4), math.sin(k * math.pi / 4)] for k in range(8)]) * 0.8
NEAR = 0.15  # of a cluster's centre, whose points scatter by 0.04
DRAW = equilibrium_losses("non-saturating")


@dataclass(frozen=True)
class Moment:
    """The places of the points after some iterations, and the discriminator's outputs."""

    covered: int  # clusters that hold at least a hundredth of the generated points
    on_clusters: float  # fraction of the generated points
    spread: float  # standard deviation of the generated points
    at_real: float  # mean of D
    at_generated: float
    doubt: float  # mean of |D - 1/2| at real and generated points
    far: float  # the same, over the places of the field that are far from every real point
    everywhere: float  # the same, over the whole field
    losses: tuple[float, float]  # means of the last 100 iterations
    swing: float  # standard deviation of the discriminator's loss over them


@functools.cache
def trained(title: str, iterations: int, seed: int | None = None) -> tuple[Moment, ...]:
    """Train by an experiment's settings, with a moment every 100 iterations."""
    changes = next(one.changes for one in EXPERIMENTS if one.title == title)
    settings = replace(LiveTrainingSettings(), **changes)
    seed = settings.battle_seed if seed is None else seed
    gan = ToyGAN(torch.from_numpy(sample_points(settings.data)), train_config(settings), seed)
    moments = []
    while gan.iteration < iterations:
        gan.step()
        if gan.iteration % 100 == 0:
            moments.append(moment(gan))
    return tuple(moments)


def moment(gan: ToyGAN) -> Moment:
    snapshot = gan.snapshot()
    generated = torch.from_numpy(snapshot.generated)
    apart, nearest = torch.cdist(generated, CENTRES).min(1)
    counts = torch.bincount(nearest[apart < NEAR], minlength=8)
    with torch.no_grad():
        points = torch.cat([gan.real[: len(generated)], generated])
        doubt = float((gan.discriminator(points).sigmoid() - 0.5).abs().mean())
    line = torch.linspace(-FIELD_LIMIT, FIELD_LIMIT, FIELD_SIDE)
    places = torch.cartesian_prod(line, line).flip(1)  # as the field is read: x runs fastest
    far = (torch.cdist(places, gan.real).min(1).values > NEAR).reshape(FIELD_SIDE, FIELD_SIDE).numpy()
    certainty = np.abs(snapshot.field - 0.5)
    recent = np.array([row[1:] for row in snapshot.losses[-100:]])
    return Moment(
        int((counts >= len(generated) / 100).sum()),
        float((apart < NEAR).float().mean()),
        float(generated.std(0).norm()),
        snapshot.at_real,
        snapshot.at_generated,
        doubt,
        float(certainty[far].mean()),
        float(certainty.mean()),
        (float(recent[:, 0].mean()), float(recent[:, 1].mean())),
        float(recent[:, 0].std()),
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_healthy_points_find_all_clusters_and_d_is_sure_only_where_there_are_none(seed: int) -> None:
    moments = trained("Healthy", 3_000, seed)
    end = moments[-1]
    assert end.covered == 8
    assert end.doubt < 0.08
    assert (end.at_real, end.at_generated) == pytest.approx((0.5, 0.5), abs=0.05)
    assert end.far > 2 * end.doubt
    assert end.everywhere > 1.5 * moments[0].everywhere  # the field grows stronger, not paler
    assert QUESTIONS[1].right == "where no points are"


def test_a_collapsed_run_lies_on_one_moving_spot_under_a_pale_field_with_losses_at_a_draw() -> None:
    moments = trained("Mode collapse", 900)
    real = float(torch.from_numpy(sample_points("ring")).std(0).norm())
    for found in moments[1:]:
        assert found.spread < real / 3
        assert found.covered <= 2
        assert found.everywhere < 0.03  # paler than any healthy field
        assert found.losses == pytest.approx(DRAW, abs=0.05)
    assert {found.on_clusters > 0.3 for found in moments} == {True, False}  # over clusters and empty places
    assert moments[-1].everywhere < trained("Healthy", 3_000, 0)[-1].everywhere / 5


def test_too_strong_a_discriminator_keeps_the_points_on_one_cluster() -> None:
    moments = trained("Strong D", 1_000)
    for found in moments[-4:]:
        assert found.covered == 1
        assert found.on_clusters > 0.9
        assert found.at_real > 0.8
        assert found.at_generated < 0.3


def test_high_rates_make_the_losses_swing_and_few_points_lie_on_clusters() -> None:
    moments = trained("Oscillation", 1_000)
    quiet = trained("Healthy", 3_000, 0)[-1]
    assert all(found.swing > 3 * quiet.swing for found in moments[2:])
    assert sum(found.on_clusters for found in moments[2:]) / len(moments[2:]) < 0.25


@pytest.mark.parametrize("loss", GENERATOR_LOSSES)
def test_the_lines_of_a_draw_are_the_losses_of_a_discriminator_that_says_a_half(loss: str) -> None:
    gan = ToyGAN(
        torch.from_numpy(sample_points("ring")), train_config(replace(LiveTrainingSettings(), loss=loss)), 0
    )
    with torch.no_grad():
        for parameter in gan.discriminator.parameters():
            parameter.zero_()
    snapshot = gan.snapshot()
    assert (snapshot.at_real, snapshot.at_generated) == (0.5, 0.5)
    drawn = equilibrium_losses(gan.config.loss)
    assert drawn.discriminator == pytest.approx(2 * math.log(2))
    assert gan.step() == pytest.approx(drawn, abs=0.02)  # the first iteration begins just there
    assert abs(drawn.generator) == pytest.approx(math.log(2))


def test_the_page_calls_a_pale_field_no_proof() -> None:
    assert "proves nothing" in ANSWER
    assert "don’t prove" in IDEA
    assert "the field fades" not in "".join(one.seen for one in EXPERIMENTS)
