"""Networks that are trained live."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.live_training import (
    LiveTrainConfig,
    NonFiniteLossError,
    TrainingHistory,
    count_parameters,
    relative_errors,
    split_patients,
    train_live,
)
from components.rnn.forecast.model import CELL_TYPES, CellType, Forecaster
from components.rnn.forecast.training import TrainedEpoch
from components.rnn.patients import trial

FOLD = load_ensembles()[0]
DATA = split_patients(FOLD, trial())
SMALL = LiveTrainConfig("GRU", hidden=4, layers=1, dropout=0.2, epochs=6, learning_rate=0.01, seed=0)


def histories(config: LiveTrainConfig) -> list[TrainingHistory]:
    return list(train_live(DATA, config, threading.Event()))


def test_nothing_is_learned_from_the_held_out_patients() -> None:
    assert len(DATA.held_out) == len(DATA.train_sample) == len(FOLD.held_out)
    assert len(DATA.train) + len(DATA.held_out) == len(trial())
    others = replace(DATA, held_out=replace(DATA.held_out, values=-DATA.held_out.values))
    *_, one = train_live(DATA, SMALL, threading.Event())
    *_, other = train_live(others, SMALL, threading.Event())
    pairs = zip(one.model.state_dict().values(), other.model.state_dict().values(), strict=True)
    assert all(torch.equal(*pair) for pair in pairs)
    assert one.epochs[-1].held_out != other.epochs[-1].held_out


def test_the_ensembles_errors_are_those_of_its_fold() -> None:
    assert DATA.ensemble[0] < 0.95
    assert np.mean(DATA.ensemble) < 0.87


@pytest.mark.parametrize("cell", CELL_TYPES)
def test_every_network_learns(cell: CellType) -> None:
    found = histories(replace(SMALL, cell=cell, epochs=12))
    assert [len(one.epochs) for one in found] == list(range(1, 13))
    first, last = found[0].epochs[0], found[-1].epochs[-1]
    assert first.mean[1] == pytest.approx(1, abs=0.02)  # it begins with the last value
    assert last.mean[1] < 0.97
    assert last.mean[0] < 0.97


def test_what_is_measured_is_the_model_that_is_handed_out() -> None:
    *_, last = histories(SMALL)
    assert last.epochs[-1].held_out == relative_errors(last.model, DATA.held_out)
    assert last.epochs[-1].train == relative_errors(last.model, DATA.train_sample)


def test_the_network_is_as_configured() -> None:
    model = replace(SMALL, cell="LSTM", hidden=10, layers=3, dropout=0.6).model()
    assert isinstance(model, Forecaster)
    assert len(model.rnn) == 3
    assert (model.config.hidden, model.config.dropout, model.config.input_dropout) == (10, 0.6, 0.3)
    assert count_parameters(model) == sum(part.numel() for part in model.state_dict().values())
    assert count_parameters(model) > count_parameters(replace(SMALL, cell="LSTM", hidden=10).model())


def test_the_same_seed_gives_the_same_history_and_another_others() -> None:
    one, same, other = (histories(config)[-1].epochs for config in (SMALL, SMALL, replace(SMALL, seed=1)))
    assert one == same != other


def test_a_training_stops_when_it_is_cancelled() -> None:
    cancelled = threading.Event()
    running = train_live(DATA, SMALL, cancelled)
    next(running)
    cancelled.set()
    assert list(running) == []


def test_the_best_epoch_is_the_one_with_the_least_error() -> None:
    *_, last = histories(replace(SMALL, hidden=32, dropout=0, learning_rate=0.03, epochs=20))
    held_out = [epoch.mean[1] for epoch in last.epochs]
    assert held_out[last.best] == min(held_out)


def test_a_loss_that_is_no_number_ends_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(model: Forecaster, *_: object) -> list[TrainedEpoch]:
        return [TrainedEpoch(1, float("nan"), model)]

    monkeypatch.setattr("components.rnn.forecast.live_training.train_forecaster", lost)
    with pytest.raises(NonFiniteLossError):
        histories(SMALL)
