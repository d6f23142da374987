"""What the views of the training share: the wish, the runs that are kept, and their colours."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.rnn.forecast.live_training import Course, School, Wish, school
from components.rnn.forecast.model import CELLS, Cell, Forecaster
from components.rnn.inspection.gradients import faded
from components.rnn.patients import Numbers, Patient, trial
from components.rnn.screens.state import ensembles
from components.ui import url_state

COLOURS: dict[Cell, str] = {
    "LSTM": "#0072b2",
    "RNN": "#d55e00",
    "GRU": "#009e73",
    "feed-forward": "#cc79a7",
}
MOST_RUNS = 8
STEPS_BACK = 12  # visits that the gradient comes back through, the last included
_RUNS = "lab runs"


@dataclass(frozen=True)
class WishSettings:
    """The network that is to learn: the dropout in hundredths, the rate in ten-thousandths."""

    cell: str = url_state.choice("LSTM", CELLS)
    hidden: int = url_state.integer(32, 2, 64)
    layers: int = url_state.integer(1, 1, 3)
    dropout: int = url_state.integer(40, 0, 60)
    epochs: int = url_state.integer(60, 5, 200)
    rate: int = url_state.integer(30, 3, 300)
    seed: int = url_state.integer(0, 0, 999)


def wish(settings: WishSettings) -> Wish:
    """What the settings ask for."""
    return Wish(
        settings.cell,  # type: ignore[arg-type]  # one of CELLS
        settings.hidden,
        settings.layers,
        settings.dropout / 100,
        settings.epochs,
        settings.rate / 10_000,
        settings.seed,
    )


@dataclass(frozen=True)
class Run:
    """A training that has ended."""

    number: int  # from 1, in the order of the visit
    course: Course
    seconds: float
    cancelled: bool
    fading: Numbers | None  # of its gradient through time; None without a memory

    @property
    def name(self) -> str:
        """How the charts call it."""
        return f"run {self.number}: {self.course.wish.cell}"


def runs() -> list[Run]:
    """This visitor's runs, the newest first."""
    kept: list[Run] = st.session_state.setdefault(_RUNS, [])
    return kept


def keep(course: Course, seconds: float, cancelled: bool) -> None:
    """Keep a run; of too many the oldest is dropped."""
    number = max((run.number for run in runs()), default=0) + 1
    recurrent = course.wish.cell != "feed-forward"
    fading = None
    if recurrent:
        scale = ensembles()[0].scale
        fading = runtime.run_short(faded, course.model, scale, long_patients(), STEPS_BACK)
    runs().insert(0, Run(number, course, seconds, cancelled, fading))
    del runs()[MOST_RUNS:]


def class_room() -> School:
    """The patients of the first fold, learners and held out."""
    return runtime.cached(school, ("the first fold",), ensembles()[0], trial())


def fading(about: str, model: Forecaster) -> Numbers:
    """How the gradient fades on the held-out patients with many visits; remembered by what it is about."""
    scale = ensembles()[0].scale
    return runtime.cached(faded, (about,), model, scale, long_patients(), STEPS_BACK)


def long_patients() -> list[Patient]:
    """The held-out patients with at least STEPS_BACK visits."""
    held_out = ensembles()[0].held_out
    return [patient for patient in trial() if patient.name in held_out and len(patient) >= STEPS_BACK]
