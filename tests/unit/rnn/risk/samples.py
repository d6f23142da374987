"""A few patients, and a hazard model that has learned from them."""

from collections.abc import Iterator
from dataclasses import replace

import torch

from components.rnn.forecast.sequences import fit_scaler, pad_visits
from components.rnn.forecast.training import SequenceTrainConfig
from components.rnn.patients import trial
from components.rnn.risk.model import (
    HazardConfig,
    HazardModel,
    follow_up,
)
from components.rnn.risk.training import train_hazard_model

SOME = trial()[:60]
SCALE = fit_scaler(SOME)
VISITS = pad_visits(SOME, SCALE)
FOLLOW_UP = follow_up(SOME, VISITS)
SMALL = HazardConfig(hidden=4)
SHORT = SequenceTrainConfig(epochs=5, batch=16, learning_rate=1e-2)


def taught(seed: int = 0) -> HazardModel:
    *_, last = train_hazard_model(HazardModel(SMALL, seed), VISITS, FOLLOW_UP, replace(SHORT, seed=seed))
    return last


def weights(model: HazardModel) -> Iterator[torch.Tensor]:
    yield from model.state_dict().values()
