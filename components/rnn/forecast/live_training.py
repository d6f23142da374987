"""Training a forecaster of any kind on the screen, with its errors after each epoch."""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from components.rnn.forecast.ensemble import Ensemble, last_value_baseline
from components.rnn.forecast.model import MEDIAN, CellType, Forecaster, ForecasterConfig
from components.rnn.forecast.sequences import PaddedVisits, pad_visits
from components.rnn.forecast.training import (
    AHEAD,
    SequenceTrainConfig,
    absolute_errors,
    forecast_next_visits,
    train_forecaster,
)
from components.rnn.patients import Patient

RelativeErrors = tuple[float, ...]  # one, two … visits ahead (AHEAD), each divided by that of the last value


@dataclass(frozen=True)
class LiveTrainConfig:
    """The network to train, and how."""

    cell: CellType
    hidden: int
    layers: int
    dropout: float
    epochs: int
    learning_rate: float  # at its height
    seed: int

    def model(self) -> Forecaster:
        """Return the untrained network."""
        return Forecaster(
            ForecasterConfig(
                self.cell, self.hidden, self.layers, input_dropout=self.dropout / 2, dropout=self.dropout
            ),
            self.seed,
        )


@dataclass(frozen=True)
class DataSplit:
    """Patients to train on, and held-out patients, on whom the network is measured only."""

    train: PaddedVisits
    train_sample: PaddedVisits  # as many of `train` as there are in `held_out`, to be measured like them
    held_out: PaddedVisits
    ensemble: RelativeErrors  # of the shipped ensemble, which has not seen the held-out patients either


@dataclass(frozen=True)
class EpochMetrics:
    """The errors after an epoch, on training patients and on held-out ones."""

    train: RelativeErrors
    held_out: RelativeErrors

    @property
    def mean(self) -> tuple[float, float]:
        """The means over AHEAD: of the training and of the held-out patients."""
        return sum(self.train) / len(AHEAD), sum(self.held_out) / len(AHEAD)


@dataclass(frozen=True)
class TrainingHistory:
    """The metrics of all epochs so far, and the network as it is now."""

    config: LiveTrainConfig
    epochs: tuple[EpochMetrics, ...]
    model: Forecaster

    @property
    def best(self) -> int:
        """The index of the epoch with the smallest error on the held-out patients."""
        return min(range(len(self.epochs)), key=lambda epoch: self.epochs[epoch].mean[1])


class NonFiniteLossError(Exception):
    """The loss is infinite or not a number: the training has diverged."""


def split_patients(ensemble: Ensemble, patients: Sequence[Patient]) -> DataSplit:
    """Split the patients as for this ensemble."""
    held_out = [patient for patient in patients if patient.name in ensemble.held_out]
    train = [patient for patient in patients if patient.name not in ensemble.held_out]
    step = len(train) / len(held_out)
    sample = [train[math.floor(step * number)] for number in range(len(held_out))]
    seen, sampled, unseen = (pad_visits(some, ensemble.scale) for some in (train, sample, held_out))
    medians = [quantiles[..., MEDIAN] for quantiles in ensemble.predict_next_visits(unseen)]
    return DataSplit(seen, sampled, unseen, _relative(medians, unseen))


def train_live(
    data: DataSplit, config: LiveTrainConfig, cancelled: threading.Event
) -> Iterator[TrainingHistory]:
    """Train a network, and yield its history after each epoch. Raises NonFiniteLossError."""
    epochs: list[EpochMetrics] = []
    optimisation = SequenceTrainConfig(
        epochs=config.epochs, learning_rate=config.learning_rate, seed=config.seed
    )
    for epoch in train_forecaster(config.model(), data.train, optimisation):
        if not math.isfinite(epoch.loss):
            raise NonFiniteLossError
        epochs.append(
            EpochMetrics(
                relative_errors(epoch.model, data.train_sample), relative_errors(epoch.model, data.held_out)
            )
        )
        yield TrainingHistory(config, tuple(epochs), epoch.model)
        if cancelled.is_set():
            return


def relative_errors(model: Forecaster, visits: PaddedVisits) -> RelativeErrors:
    """Return the errors of a forecaster's medians relative to those of repeating the last value."""
    return _relative([quantiles[..., MEDIAN] for quantiles in forecast_next_visits(model, visits)], visits)


def _relative(medians: list[Tensor], visits: PaddedVisits) -> RelativeErrors:
    last = absolute_errors([last_value_baseline(visits)] * len(AHEAD), visits).mean
    return tuple((absolute_errors(medians, visits).mean / last).tolist())


def count_parameters(model: torch.nn.Module) -> int:
    """Return how many numbers a model learns."""
    return sum(parameter.numel() for parameter in model.parameters())
