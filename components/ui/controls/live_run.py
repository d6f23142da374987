"""A visitor's live training: kept while its settings stay, run, paused, stepped and begun anew by buttons."""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, TypeVar

import streamlit as st

from components import jobs, runtime
from components.live_session import LiveSession

S = TypeVar("S")


def live_session(name: str, about: Hashable, begin: Callable[[], LiveSession[S]]) -> LiveSession[S]:
    """This visitor's training of that name; one that `begin` gives as soon as it is about something else."""
    kept: tuple[Hashable, LiveSession[S]] | None = st.session_state.get(_key(name))
    if kept is None or kept[0] != about:
        jobs.forget(name)
        if kept is not None:
            st.session_state.pop(_at_rest(name), None)
        kept = (about, runtime.run_short(begin))
        st.session_state[_key(name)] = kept
    return kept[1]


def end_training(name: str) -> None:
    """What it is about has been changed while it was watched: the next run of the page begins another."""
    jobs.forget(name)


def is_training(name: str) -> bool:
    """Whether it is under way just now."""
    job = jobs.get(name)
    return job is not None and job.active


def recent_snapshots(name: str, session: LiveSession[S]) -> Sequence[S]:
    """The newest snapshots of a training that is under way, or the one of a paused one."""
    job = jobs.get(name)
    if job is not None and job.active and job.snapshot is not None:
        snapshots: Sequence[S] = job.snapshot
        return snapshots
    return [session.newest]


def draw_live(name: str, seconds: float, draw: Callable[[], None]) -> None:
    """Draw, and while the training is under way again after so many seconds: in one place all the time."""
    if is_training(name):
        st.fragment(_draw_watched, run_every=seconds)(name, draw)
    else:  # what is done to the picture of a paused one is the whole page's affair, not a fragment's
        with st.container():  # as a fragment has one: else the picture would be taken away and made anew
            draw()


def _draw_watched(name: str, draw: Callable[[], None]) -> None:
    """Draw, and when it has ended start the run anew: what a fragment has not drawn by then is taken away."""
    draw()
    if not is_training(name):
        st.rerun()


def turn_words(name: str) -> str:
    """What is to be said while the training waits for its turn."""
    job = jobs.get(name)
    return jobs.waiting_words(job) if job else ""


def begin_by_itself(name: str) -> None:
    """Train to the first stretch's end, unless the visitor has paused it, or begun it anew.

    What was cancelled otherwise, as when the connection was lost for a moment, begins again.
    """
    session, resting = _current(name), is_training(name) or _at_rest(name) in st.session_state
    if not resting and not session.error and session.trainee.iteration < session.stretch:
        start_training(name, "drop")


def resume_turn(name: str) -> None:
    """Queue up again, if the training has made room for others."""
    session = _current(name)
    if session.made_room and not is_training(name):
        session.made_room = False
        start_training(name)


def start_training(name: str, leaving: jobs.Leaving = "stop") -> None:
    """Train, or go on; `leaving` is what the visitor's leaving of the page means for it."""
    session = _current(name)
    st.session_state.pop(_at_rest(name), None)

    def work(cancelled: threading.Event) -> Iterator[Sequence[Any]]:
        return session.train(runtime.others_wait, cancelled)

    jobs.start(name, work, leaving)


def run_buttons(name: str, step: str) -> None:
    """Draw what begins and ends the training; `step` is the button that takes one."""
    training = is_training(name)
    with st.container(horizontal=True, gap="xsmall"):
        if training:
            st.button("Pause", icon=":material/pause:", on_click=_pause, args=(name,))
        else:
            st.button("Run", icon=":material/play_arrow:", on_click=start_training, args=(name,))
        st.button(step, icon=":material/skip_next:", on_click=_step_once, args=(name,), disabled=training)
        st.button("Start again", icon=":material/replay:", on_click=_restart, args=(name,))


def _pause(name: str) -> None:
    """Stop after this step."""
    st.session_state[_at_rest(name)] = True
    job = jobs.get(name)
    if job is not None:
        job.cancel()


def _step_once(name: str) -> None:
    runtime.run_short(_current(name).step)


def _restart(name: str) -> None:
    """Begin anew, from the same seed: before the first step."""
    jobs.forget(name)
    st.session_state.pop(_key(name), None)
    st.session_state[_at_rest(name)] = True


def _current(name: str) -> LiveSession[Any]:
    kept: tuple[Hashable, LiveSession[Any]] = st.session_state[_key(name)]
    return kept[1]


def _at_rest(name: str) -> str:
    return f"{name} at rest"


def _key(name: str) -> str:
    return f"{name} session"
