"""What a component or a widget tells: a click, a stroke, another choice.

What comes from a page that has just been left is dropped: its parts are still to be seen while the next page
is on its way, but Streamlit has forgotten their keys, and nobody waits for what would come of it.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st


def on_event(key: str, name: str, act: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands what the component `key` tells as its event `name` to `act`."""

    def hear() -> None:
        told = st.session_state.get(key)
        if told is not None and told.get(name) is not None:
            act(told[name])

    return hear


def on_value(key: str, act: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands the new value of the widget `key` to `act`."""

    def hear() -> None:
        if key in st.session_state:
            act(st.session_state[key])

    return hear
