"""A live training is run, paused, stepped, makes room for others, and says when it has diverged."""

import threading
from dataclasses import dataclass

import pytest

from components import live_session
from components.live_session import DivergedError, LiveSession


@dataclass
class Counter:
    """Counts its steps; diverges after so many."""

    iteration: int = 0
    most: int = 1_000_000

    def step(self) -> None:
        if self.iteration == self.most:
            raise DivergedError("Lower the learning rate.")
        self.iteration += 1

    def snapshot(self) -> int:
        return self.iteration


def no_one_waits() -> bool:
    return False


def test_a_frame_has_so_many_steps_which_may_be_changed_and_it_stops_when_cancelled() -> None:
    session, cancelled = LiveSession(Counter(), 2, 0.0), threading.Event()
    session.frame_seconds = 10.0
    frames = session.frames(cancelled)
    cancelled.wait = lambda _seconds: False  # type: ignore[method-assign,assignment,misc]
    assert next(frames) == 2
    session.steps_per_frame = 5
    assert next(frames) == 7
    cancelled.set()
    assert list(frames) == []


def test_a_frame_ends_with_its_time_whatever_is_left_of_its_steps() -> None:
    session = LiveSession(Counter(), 1_000_000, 0.0)
    assert next(session.frames(threading.Event())) == 1


def test_the_last_snapshots_are_given() -> None:
    session, cancelled = LiveSession(Counter(), 1, 0.0), threading.Event()
    seen = session.train(no_one_waits, cancelled)
    for _ in range(9):
        newest = next(seen)
    assert newest == (4, 5, 6, 7, 8, 9)


def test_it_makes_room_when_its_turn_is_over_and_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_session, "TURN_SECONDS", 0.0)
    session = LiveSession(Counter(), 1, 0.0)
    assert len(list(session.train(lambda: True, threading.Event()))) == 1
    assert session.made_room
    assert not session.lock.locked()


def test_one_that_diverges_says_what_to_do() -> None:
    session = LiveSession(Counter(most=3), 1, 0.0)
    assert len(list(session.train(no_one_waits, threading.Event()))) == 3
    assert session.error == "Lower the learning rate."
    session.error = ""
    session.step()
    assert session.error == "Lower the learning rate."


@pytest.mark.parametrize(
    ("steps_per_frame", "first", "second"), [(1, [1, 2, 3, 4], [5, 6, 7, 8]), (3, [3, 4], [7, 8])]
)
def test_it_stops_by_itself_after_each_stretch(
    steps_per_frame: int, first: list[int], second: list[int]
) -> None:
    session = LiveSession(Counter(), steps_per_frame, 10.0, stretch=4)
    cancelled = threading.Event()
    cancelled.wait = lambda _seconds: False  # type: ignore[method-assign,assignment,misc]
    assert list(session.frames(cancelled)) == first
    assert list(session.frames(cancelled)) == second
    session.step()
    assert list(session.frames(cancelled))[-1] == 12


def test_the_newest_snapshot_is_there_from_the_begin_and_after_each_step_frame_and_failure() -> None:
    session = LiveSession(Counter(most=4), 2, 0.0)
    assert session.newest == 0
    session.step()
    assert session.newest == 1
    session.frame_seconds = 10.0
    cancelled = threading.Event()
    cancelled.wait = lambda _seconds: False  # type: ignore[method-assign,assignment,misc]
    frames = session.train(no_one_waits, cancelled)
    assert next(frames)[-1] == session.newest == 3
    assert list(frames) == []
    assert session.newest == 4  # where it diverged
