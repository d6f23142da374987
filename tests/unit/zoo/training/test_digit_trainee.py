"""Each network learns digits, alike from the same seed, whoever else trains, and says when it diverges."""

import math

import numpy as np
import pytest
import torch

from components.live_session import DivergedError
from components.zoo.digits import digits_to_learn, held_out_digits
from components.zoo.training.digit_config import ARCHITECTURES, DigitTrainingConfig
from components.zoo.training.digit_trainee import MEASURED, DigitTrainee

UNITS = {"CNN": 4, "RBF": 100, "SAE": 128}


def trainee(config: DigitTrainingConfig) -> DigitTrainee:
    return DigitTrainee(config, digits_to_learn(), held_out_digits())


def of_kind(network: str, seed: int = 0) -> DigitTrainee:
    return trainee(DigitTrainingConfig(network, UNITS.get(network, 32), rate=0.01, seed=seed))


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_the_held_out_loss_falls(network: str) -> None:
    learning = of_kind(network)
    before = learning.snapshot()
    for _ in range(30):
        learning.step()
    after = learning.snapshot()
    learning.step()
    later = learning.snapshot()
    assert before.iteration == 0
    assert before.losses == ()
    assert after.iteration == 30
    assert [row[0] for row in later.losses] == [30, 31]
    assert later.losses[-1][2] < later.losses[0][1]
    assert all(gradient > 0 for gradient in after.gradients)
    assert not np.array_equal(before.wall.pictures, after.wall.pictures)


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_a_seed_gives_the_same_course_whatever_others_draw(network: str) -> None:
    before = torch.get_rng_state()
    courses = []
    for seed, noise in ((3, 1), (3, 2), (4, 1)):
        torch.manual_seed(noise)
        learning = of_kind(network, seed)
        for _ in range(3):
            learning.step()
            torch.rand(7)
            learning.snapshot()
        courses.append([row[1:] for row in learning.snapshot().losses])
    torch.set_rng_state(before)
    assert courses[0] == courses[1]
    assert courses[0] != courses[2]


def test_looking_changes_nothing() -> None:
    looked, alone = of_kind("CNN"), of_kind("CNN")
    for _ in range(3):
        looked.snapshot()
        looked.step()
        alone.step()
    assert looked.network.training
    for one, other in zip(looked.network.parameters(), alone.network.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_rate_that_explodes_is_named_and_what_is_seen_has_numbers_only() -> None:
    learning = trainee(DigitTrainingConfig("VAE", optimiser="SGD", rate=0.1))
    with pytest.raises(DivergedError, match="learning rate is too high"):
        list(iter(learning.step, "never"))
    seen = learning.snapshot()
    assert np.isfinite(seen.wall.pictures).all()
    assert all(math.isfinite(number) for row in seen.losses for number in row)


def test_no_more_digits_are_learned_than_asked_for() -> None:
    learning = trainee(DigitTrainingConfig(units=256, digits=20, rate=0.01))
    for _ in range(60):
        learning.step()
    ((_, learned, held_out),) = learning.snapshot().losses
    assert learned < 0.5 < held_out
    assert MEASURED == 500
