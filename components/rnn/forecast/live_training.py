"""A forecaster of any kind learns before the class, and is measured after each epoch."""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from components.rnn.forecast.ensemble import Ensemble, last_values
from components.rnn.forecast.model import MEDIAN, Cell, Forecaster, ForecasterConfig
from components.rnn.forecast.sequences import Visits, read_visits
from components.rnn.forecast.training import AHEAD, Plan, errors, forecasts, train
from components.rnn.patients import Patient

Shares = tuple[float, ...]  # errors one, two … visits ahead (AHEAD), each as a share of the last value's


@dataclass(frozen=True)
class Wish:
    """Which network is to learn, and how."""

    cell: Cell
    hidden: int
    layers: int
    dropout: float
    epochs: int
    rate: float  # of learning, at its height
    seed: int

    def model(self) -> Forecaster:
        """The network before it has learned."""
        return Forecaster(
            ForecasterConfig(
                self.cell, self.hidden, self.layers, input_dropout=self.dropout / 2, dropout=self.dropout
            ),
            self.seed,
        )


@dataclass(frozen=True)
class School:
    """Patients to learn from and patients to be examined on, of whom nothing is learned."""

    learners: Visits
    watched: Visits  # as many of the learners as there are in `held_out`, to be measured like them
    held_out: Visits
    ensemble: Shares  # of the shipped ensemble, which has not seen the held-out patients either


@dataclass(frozen=True)
class Lesson:
    """How far the network is after an epoch."""

    learners: Shares
    held_out: Shares

    @property
    def mean(self) -> tuple[float, float]:
        """For the learners and the held-out patients, the mean over AHEAD."""
        return sum(self.learners) / len(AHEAD), sum(self.held_out) / len(AHEAD)


@dataclass(frozen=True)
class Course:
    """All lessons so far, and the network as it is now."""

    wish: Wish
    lessons: tuple[Lesson, ...]
    model: Forecaster

    @property
    def best(self) -> int:
        """The place of the epoch whose error is smallest for the held-out patients."""
        return min(range(len(self.lessons)), key=lambda place: self.lessons[place].mean[1])


class Diverged(Exception):
    """The loss is no number any more."""


def school(ensemble: Ensemble, patients: Sequence[Patient]) -> School:
    """The patients split as for this ensemble."""
    held_out = [patient for patient in patients if patient.name in ensemble.held_out]
    learners = [patient for patient in patients if patient.name not in ensemble.held_out]
    step = len(learners) / len(held_out)
    watched = [learners[math.floor(step * place)] for place in range(len(held_out))]
    of = (read_visits(some, ensemble.scale) for some in (learners, watched, held_out))
    learned, seen, unseen = of
    medians = [made[..., MEDIAN] for made in ensemble.next_visits(unseen)]
    return School(learned, seen, unseen, _shares(medians, unseen))


def course(school: School, wish: Wish, cancelled: threading.Event) -> Iterator[Course]:
    """Learn as wished, an epoch at a time. Raises Diverged."""
    model = wish.model()
    lessons: list[Lesson] = []
    plan = Plan(epochs=wish.epochs, rate=wish.rate, seed=wish.seed)
    for epoch in train(model, school.learners, plan):
        if not math.isfinite(epoch.loss):
            raise Diverged
        lessons.append(Lesson(measured(epoch.model, school.watched), measured(epoch.model, school.held_out)))
        yield Course(wish, tuple(lessons), epoch.model)
        if cancelled.is_set():
            return


def measured(model: Forecaster, visits: Visits) -> Shares:
    """The error of a forecaster's medians."""
    return _shares([made[..., MEDIAN] for made in forecasts(model, visits)], visits)


def _shares(medians: list[Tensor], visits: Visits) -> Shares:
    last = errors([last_values(visits)] * len(AHEAD), visits).mean
    return tuple((errors(medians, visits).mean / last).tolist())


def parameters(model: torch.nn.Module) -> int:
    """How many numbers a model learns."""
    return sum(parameter.numel() for parameter in model.parameters())
