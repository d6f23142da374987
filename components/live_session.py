"""A training that a visitor runs, pauses, steps and runs on."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)

FRAME_SECONDS = 0.1
MOST_STEPS = 10_000  # at a stretch: nobody may be looking any more
RECENT_SNAPSHOTS = 6  # some more than come from one run of the page to the next
TURN_SECONDS = 10.0  # after which a training makes room for others that wait


class DivergedError(ArithmeticError):
    """A loss has blown up, or is no number any more; the text says to a visitor what to do."""


class Trainee(Protocol[S_co]):
    """What is trained, step by step."""

    iteration: int  # steps so far

    def step(self) -> object:
        """Train for one step. Raises DivergedError."""

    def snapshot(self) -> S_co:
        """What is to be seen of it now."""


@dataclass
class LiveSession(Generic[S]):
    """A trainee with the lock under which it is trained: a run just paused may still end its step.

    `newest` is what was to be seen of it last; nobody else looks at it while it learns.
    """

    trainee: Trainee[S]
    steps_per_frame: int  # may be changed at any time
    frame_seconds: float = FRAME_SECONDS
    stretch: int = MOST_STEPS  # it stops by itself after each multiple of so many steps
    lock: threading.Lock = field(default_factory=threading.Lock)
    error: str = ""
    made_room: bool = False  # the training was not over when it stopped
    newest: S = field(init=False)

    def __post_init__(self) -> None:
        self.newest = self.trainee.snapshot()

    def train(self, others_wait: Callable[[], bool], cancelled: threading.Event) -> Iterator[Sequence[S]]:
        """Train until it is cancelled, diverges, or its turn is over while others wait.

        Yields the last RECENT_SNAPSHOTS, again and again.
        """
        recent: deque[S] = deque(maxlen=RECENT_SNAPSHOTS)
        end = time.monotonic() + TURN_SECONDS
        with self.lock:
            try:
                for snapshot in self.frames(cancelled):
                    recent.append(snapshot)
                    yield tuple(recent)
                    if time.monotonic() > end and others_wait():
                        self.made_room = True
                        return
            except DivergedError as error:
                self._end_by(error)

    def frames(self, cancelled: threading.Event) -> Iterator[S]:
        """Yield a snapshot every `frame_seconds`, to the end of the stretch. Raises DivergedError."""
        last = (self.trainee.iteration // self.stretch + 1) * self.stretch
        while self.trainee.iteration < last and not cancelled.is_set():
            started = time.monotonic()
            for _ in range(min(self.steps_per_frame, last - self.trainee.iteration)):
                self.trainee.step()
                if time.monotonic() - started > self.frame_seconds:
                    break
            self.newest = self.trainee.snapshot()
            yield self.newest
            cancelled.wait(max(0.0, self.frame_seconds - (time.monotonic() - started)))

    def step(self) -> None:
        """Train for one step."""
        with self.lock:
            try:
                self.trainee.step()
                self.newest = self.trainee.snapshot()
            except DivergedError as error:
                self._end_by(error)

    def _end_by(self, error: DivergedError) -> None:
        self.error, self.newest = str(error), self.trainee.snapshot()
