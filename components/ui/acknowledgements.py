"""Which of the browser's moves a component's answer knows of.

The browser numbers what it tells. An answer that was on its way when something moved on would set it back: so
each answer says up to which move Python has heard, and the browser keeps its own place against an older one.
"""

import streamlit as st


def hear(key: str, number: int) -> None:
    """A move of the component `key` has arrived."""
    st.session_state[_name(key)] = number


def heard(key: str) -> int:
    """The number of the last move of the component `key` that has arrived, 0 before the first."""
    number: int = st.session_state.get(_name(key), 0)
    return number


def _name(key: str) -> str:
    return f"moves heard of {key}"
