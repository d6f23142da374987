"""Training a hazard model."""

import torch

from components.rnn.forecast.training import SequenceTrainConfig
from components.rnn.risk.model import (
    HazardModel,
    hazard_loss,
)
from components.rnn.risk.training import train_hazard_model
from tests.unit.rnn.risk.samples import FOLLOW_UP, SMALL, VISITS, taught, weights


def test_the_same_seed_gives_the_same_weights_and_another_one_others() -> None:
    first, again, other = taught(1), taught(1), taught(2)
    assert all(map(torch.equal, weights(first), weights(again)))
    assert not all(map(torch.equal, weights(first), weights(other)))


def test_learning_lowers_the_loss() -> None:
    before = hazard_loss(HazardModel(SMALL)(VISITS), VISITS, FOLLOW_UP)
    *_, last = train_hazard_model(
        HazardModel(SMALL), VISITS, FOLLOW_UP, SequenceTrainConfig(epochs=20, batch=16, learning_rate=1e-2)
    )
    assert hazard_loss(last(VISITS), VISITS, FOLLOW_UP) < 0.8 * before
