"""A screen that is run again alone, without the frame around it, for what is done on it."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components.ui import link, own_data

LOADING = 10  # seconds in which a browser may still load the code of a screen's widgets


@dataclass
class _Frame:
    """What the last run of all of the page has drawn around the screen."""

    screen: str
    begun: float
    complete: bool = False  # so that the next run is one of the screen alone

    def is_outdated(self) -> bool:
        """Whether it shows something else than it should."""
        return st.session_state["screen"] != self.screen or own_data.unguarded()


def alone(screen: Callable[[], None]) -> Callable[[], None]:
    """Let only the screen run when something is done on it; a run of all follows where the frame must change.

    The browser then needn't draw the page anew for every answer, which is the larger part of its work
    (`python -m tests.bench what_if channel_click`). A screen's last word is said in a run of all once more
    while the browser may still be loading, see `link.tell_again`.
    """

    @functools.wraps(screen)
    def framed() -> None:
        _run(screen, _Frame(st.session_state["screen"], time.monotonic()))

    return framed


@st.fragment
def _run(screen: Callable[[], None], frame: _Frame) -> None:
    if not frame.complete:
        screen()
        frame.complete = True
        return
    if frame.is_outdated() or time.monotonic() - frame.begun < LOADING:
        st.rerun()
    screen()
    link.write()
    if frame.is_outdated():
        st.rerun()
