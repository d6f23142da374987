"""Networks that learn before the class."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.live_training import (
    Course,
    Diverged,
    Wish,
    course,
    measured,
    parameters,
    school,
)
from components.rnn.forecast.model import CELLS, Cell, Forecaster
from components.rnn.forecast.training import Epoch
from components.rnn.patients import trial

FOLD = load_ensembles()[0]
SCHOOL = school(FOLD, trial())
SMALL = Wish("GRU", hidden=4, layers=1, dropout=0.2, epochs=6, rate=0.01, seed=0)


def lessons(wish: Wish) -> list[Course]:
    return list(course(SCHOOL, wish, threading.Event()))


def test_nobody_learns_from_the_held_out_patients() -> None:
    assert len(SCHOOL.held_out) == len(SCHOOL.watched) == len(FOLD.held_out)
    assert len(SCHOOL.learners) + len(SCHOOL.held_out) == len(trial())
    others = replace(SCHOOL, held_out=replace(SCHOOL.held_out, values=-SCHOOL.held_out.values))
    *_, one = course(SCHOOL, SMALL, threading.Event())
    *_, other = course(others, SMALL, threading.Event())
    pairs = zip(one.model.state_dict().values(), other.model.state_dict().values(), strict=True)
    assert all(torch.equal(*pair) for pair in pairs)
    assert one.lessons[-1].held_out != other.lessons[-1].held_out


def test_the_ensembles_errors_are_those_of_its_fold() -> None:
    assert SCHOOL.ensemble[0] < 0.95
    assert np.mean(SCHOOL.ensemble) < 0.87


@pytest.mark.parametrize("cell", CELLS)
def test_every_network_learns(cell: Cell) -> None:
    found = lessons(replace(SMALL, cell=cell, epochs=12))
    assert [len(one.lessons) for one in found] == list(range(1, 13))
    first, last = found[0].lessons[0], found[-1].lessons[-1]
    assert first.mean[1] == pytest.approx(1, abs=0.02)  # it begins with the last value
    assert last.mean[1] < 0.97
    assert last.mean[0] < 0.97


def test_what_is_measured_is_the_model_that_is_handed_out() -> None:
    *_, last = lessons(SMALL)
    assert last.lessons[-1].held_out == measured(last.model, SCHOOL.held_out)
    assert last.lessons[-1].learners == measured(last.model, SCHOOL.watched)


def test_the_wish_is_granted() -> None:
    model = replace(SMALL, cell="LSTM", hidden=10, layers=3, dropout=0.6).model()
    assert isinstance(model, Forecaster)
    assert len(model.memory) == 3
    assert (model.config.hidden, model.config.dropout, model.config.input_dropout) == (10, 0.6, 0.3)
    assert parameters(model) == sum(part.numel() for part in model.state_dict().values())
    assert parameters(model) > parameters(replace(SMALL, cell="LSTM", hidden=10).model())


def test_the_same_seed_gives_the_same_lessons_and_another_others() -> None:
    one, same, other = (lessons(wish)[-1].lessons for wish in (SMALL, SMALL, replace(SMALL, seed=1)))
    assert one == same != other


def test_a_course_stops_when_it_is_cancelled() -> None:
    cancelled = threading.Event()
    running = course(SCHOOL, SMALL, cancelled)
    next(running)
    cancelled.set()
    assert list(running) == []


def test_the_best_epoch_is_the_one_with_the_least_error() -> None:
    *_, last = lessons(replace(SMALL, hidden=32, dropout=0, rate=0.03, epochs=20))
    held_out = [lesson.mean[1] for lesson in last.lessons]
    assert held_out[last.best] == min(held_out)


def test_a_loss_that_is_no_number_ends_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(model: Forecaster, *_: object) -> list[Epoch]:
        return [Epoch(1, float("nan"), model)]

    monkeypatch.setattr("components.rnn.forecast.live_training.train", lost)
    with pytest.raises(Diverged):
        lessons(SMALL)
