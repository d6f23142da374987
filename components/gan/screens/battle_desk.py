"""The battle that a visitor has: its settings, the networks, and how it is run, paused and begun anew."""

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import streamlit as st
import torch

from components import jobs, runtime
from components.gan.battle import (
    LOSSES,
    SHAPES,
    Battle,
    Diverged,
    Orders,
    Rules,
    View,
    campaign,
    drawn,
    shape,
)
from components.ui import url_state

JOB, _FIGHT, _STROKES = "battle", "battle at hand", "battle strokes"
DRAWING = "my drawing"
RATES = ("0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "100")
RECENT = 6  # views that are kept: some more than come from one run of the page to the next
MOST_PLACES = 4_000  # numbers of all strokes together
TURN_SECONDS = 10.0  # after which a battle makes room for others who wait
BLANK = (0.0, 0.0)  # what is learned before anything is drawn
TOO_FAST = "A loss has blown up: a learning rate is too high. Lower it and press Start again."


@dataclass(frozen=True)
class BattleSettings:
    """What is learned, by which rules, and how quickly it is shown."""

    data: str = url_state.choice("ring", (*SHAPES, DRAWING))
    d_rate: str = url_state.choice("0.001", RATES)
    g_rate: str = url_state.choice("0.001", RATES)
    d_steps: int = url_state.integer(1, 1, 10)
    g_steps: int = url_state.integer(1, 1, 10)
    loss: str = url_state.choice(LOSSES[0], LOSSES)
    momentum: str = url_state.choice("0.5", ("0", "0.5", "0.9"))
    rounds: int = url_state.integer(20, 1, 100)
    battle_seed: int = url_state.integer(0, 0, 999)


@dataclass
class Fight:
    """A battle with the lock under which it is fought: a run that was just paused may still end its round."""

    battle: Battle
    orders: Orders
    lock: threading.Lock = field(default_factory=threading.Lock)
    trouble: str = ""
    made_room: bool = False  # the battle was not over when it stopped

    def advance(self, cancelled: threading.Event) -> Iterator[Sequence[View]]:
        """Fight on, until it is told to stop, or a loss blows up, or its turn is over and others wait.

        Gives the last few views, again and again.
        """
        recent: deque[View] = deque(maxlen=RECENT)
        end = time.monotonic() + TURN_SECONDS
        with self.lock:
            try:
                for view in campaign(self.battle, self.orders, cancelled):
                    recent.append(view)
                    yield tuple(recent)
                    if time.monotonic() > end and runtime.others_wait():
                        self.made_room = True
                        return
            except Diverged:
                self.trouble = TOO_FAST

    def once(self) -> None:
        """One round."""
        with self.lock:
            self.battle.obey(self.orders.rules)
            try:
                self.battle.round()
            except Diverged:
                self.trouble = TOO_FAST

    def look(self) -> View:
        """What there is to see now."""
        return self.battle.view()


def rules(settings: BattleSettings) -> Rules:
    """The rules that the settings ask for."""
    return Rules(
        float(settings.d_rate),
        float(settings.g_rate),
        settings.d_steps,
        settings.g_steps,
        settings.loss,  # type: ignore[arg-type]  # one of LOSSES
        float(settings.momentum),
    )


def strokes() -> tuple[float, ...]:
    """The places x, y, x, y, … that this visitor has drawn."""
    kept: tuple[float, ...] = st.session_state.get(_STROKES, ())
    return kept


def fight(settings: BattleSettings) -> Fight:
    """This visitor's battle; another one as soon as other points or another seed are asked for."""
    about = (settings.data, settings.battle_seed, strokes() if settings.data == DRAWING else ())
    kept: tuple[object, Fight] | None = st.session_state.get(_FIGHT)
    if kept is None or kept[0] != about:
        jobs.forget(JOB)
        kept = (about, runtime.run_short(_begun, settings, strokes()))
        st.session_state[_FIGHT] = kept
    return kept[1]


def _begun(settings: BattleSettings, places: tuple[float, ...]) -> Fight:
    points = drawn([places or BLANK]) if settings.data == DRAWING else shape(settings.data)
    battle = Battle(torch.from_numpy(points), rules(settings), settings.battle_seed)
    return Fight(battle, Orders(rules(settings), settings.rounds))


def orders(settings: BattleSettings) -> None:
    """Let the battle go on by the settings, also while it runs."""
    own = fight(settings).orders
    own.rules, own.rounds = rules(settings), settings.rounds


def running() -> bool:
    """Whether the battle is being fought just now."""
    job = jobs.get(JOB)
    return job is not None and job.active


def run() -> None:
    """Fight on."""
    jobs.start(JOB, _at_hand().advance)


def take_next_turn() -> None:
    """Queue up again, if the battle has made room for others."""
    own = _at_hand()
    if own.made_room and not running():
        own.made_room = False
        run()


def pause() -> None:
    """Stop after this round."""
    job = jobs.get(JOB)
    if job is not None:
        job.cancel()


def step() -> None:
    """One round."""
    runtime.run_short(_at_hand().once)


def restart() -> None:
    """Begin the battle anew, from the same seed."""
    jobs.forget(JOB)
    st.session_state.pop(_FIGHT, None)


def draw_stroke(places: list[float]) -> None:
    """Add what was drawn."""
    st.session_state[_STROKES] = (*strokes(), *places)[:MOST_PLACES]


def wipe() -> None:
    """Forget what was drawn."""
    st.session_state[_STROKES] = ()


def _at_hand() -> Fight:
    kept: tuple[object, Fight] = st.session_state[_FIGHT]
    return kept[1]
