"""The order in which things come to the screen."""

import time

import streamlit as st

GAP_SECONDS = 0.03
_OPENING = "this run opens the screen"


def note_opening(opens: bool) -> None:
    """Say whether this run opens the screen, which is then hidden until it is whole."""
    st.session_state[_OPENING] = opens


def paint_this_first() -> None:
    """Let the browser paint what has been drawn so far before it gets the rest, where it is seen.

    Streamlit's page puts everything that arrives within some ten milliseconds into one rendering, so
    an answer sent together with pictures and controls appears only when all of those are laid out.
    With this gap it appears about a quarter earlier (`make bench`, classify_page), the rest 30 ms later.
    """
    if not st.session_state.get(_OPENING):
        time.sleep(GAP_SECONDS)
