"""A few patients, and a forecaster that learns from them."""

from collections.abc import Iterator
from dataclasses import replace

import torch

from components.rnn.forecast.model import (
    Forecaster,
    ForecasterConfig,
)
from components.rnn.forecast.sequences import fit_scaler, pad_visits
from components.rnn.forecast.training import (
    SequenceTrainConfig,
    TrainedEpoch,
    train_forecaster,
)
from components.rnn.patients import Patient, trial

SOME = trial()[:60]
SCALE = fit_scaler(SOME)
VISITS = pad_visits(SOME, SCALE)
SMALL = ForecasterConfig(hidden=8, head=16)
SHORT = SequenceTrainConfig(epochs=4, batch=16)


def taught(seed: int = 0, patients: tuple[Patient, ...] = SOME) -> list[TrainedEpoch]:
    return list(
        train_forecaster(Forecaster(SMALL, seed), pad_visits(patients, SCALE), replace(SHORT, seed=seed))
    )


def weights(model: Forecaster) -> Iterator[torch.Tensor]:
    yield from model.state_dict().values()
