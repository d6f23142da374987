"""State that the views of the training share: the settings, the runs that are kept, and their colours."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.render import colours
from components.rnn.forecast.live_training import DataSplit, LiveTrainConfig, TrainingHistory, split_patients
from components.rnn.forecast.model import CELL_TYPES, CellType, Forecaster
from components.rnn.inspection.gradients import gradient_norms_through_time
from components.rnn.patients import Numbers, Patient, trial
from components.rnn.screens.state import ensembles
from components.ui import url_state

COLOURS: dict[CellType, str] = {
    "LSTM": colours.LSTM,
    "RNN": colours.RNN,
    "GRU": colours.GRU,
    "feed-forward": colours.FEED_FORWARD,
}
MOST_RUNS = 8
STEPS_BACK = 12  # visits that the gradient is traced through, the last included
_RUNS = "rnn runs"


@dataclass(frozen=True)
class LiveTrainSettings:
    """The network to train: the dropout in hundredths, the learning rate in ten-thousandths."""

    cell: str = url_state.choice("LSTM", CELL_TYPES)
    hidden: int = url_state.integer(32, 2, 64)
    layers: int = url_state.integer(1, 1, 3)
    dropout: int = url_state.integer(40, 0, 60)
    epochs: int = url_state.integer(60, 5, 200)
    rate: int = url_state.integer(30, 3, 300)
    seed: int = url_state.integer(0, 0, 999)


def live_train_config(settings: LiveTrainSettings) -> LiveTrainConfig:
    """Return the configuration that the settings ask for."""
    return LiveTrainConfig(
        settings.cell,  # type: ignore[arg-type]  # one of CELL_TYPES
        settings.hidden,
        settings.layers,
        settings.dropout / 100,
        settings.epochs,
        settings.rate / 10_000,
        settings.seed,
    )


@dataclass(frozen=True)
class FinishedRun:
    """A training that has ended."""

    number: int  # from 1, in the order of the visit
    history: TrainingHistory
    seconds: float
    cancelled: bool
    gradient_norms: Numbers | None  # through time; None of a feed-forward network

    @property
    def name(self) -> str:
        """Its name in the charts."""
        return f"run {self.number}: {self.history.config.cell}"


def runs() -> list[FinishedRun]:
    """This visitor's runs, the newest first."""
    kept: list[FinishedRun] = st.session_state.setdefault(_RUNS, [])
    return kept


def keep_run(history: TrainingHistory, seconds: float, cancelled: bool) -> None:
    """Keep a run; of too many the oldest is dropped."""
    number = max((run.number for run in runs()), default=0) + 1
    recurrent = history.config.cell != "feed-forward"
    gradient_norms = None
    if recurrent:
        scale = ensembles()[0].scale
        gradient_norms = runtime.run_short(
            gradient_norms_through_time, history.model, scale, long_patients(), STEPS_BACK
        )
    runs().insert(0, FinishedRun(number, history, seconds, cancelled, gradient_norms))
    del runs()[MOST_RUNS:]


def data_split() -> DataSplit:
    """The patients of the first fold, for training and held out."""
    return runtime.cached(split_patients, ("the first fold",), ensembles()[0], trial())


def gradient_norms(about: str, model: Forecaster) -> Numbers:
    """A network's gradient norms through time, on held-out patients with many visits; cached by `about`."""
    scale = ensembles()[0].scale
    return runtime.cached(gradient_norms_through_time, (about,), model, scale, long_patients(), STEPS_BACK)


def long_patients() -> list[Patient]:
    """The held-out patients with at least STEPS_BACK visits."""
    held_out = ensembles()[0].held_out
    return [patient for patient in trial() if patient.name in held_out and len(patient) >= STEPS_BACK]
