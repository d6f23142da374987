"""Freeze and compare: the present result is pinned, and stands beside every later one."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from components.session import visitor

R = TypeVar("R")
NOW = "now"  # key of the present result


def freeze_button(name: str, result: R) -> None:
    """The button that pins `result`, or lets go of the one pinned under `name`."""
    frozen = visitor().frozen
    if name in frozen:
        st.button(
            "Unfreeze", key=f"unfreeze {name}", icon=":material/close:", on_click=frozen.pop, args=(name,)
        )
    else:
        st.button(
            "Freeze to compare",
            key=f"freeze {name}",
            icon=":material/push_pin:",
            help="It stays beside all later results until this tab is reloaded or closed.",
            on_click=frozen.__setitem__,
            args=(name, result),
        )


def side_by_side(name: str, result: R, draw: Callable[[R, str], None]) -> None:
    """`draw(result, key)`; to its left, if one is pinned under `name`, `draw(frozen, key)`."""
    frozen = visitor().frozen
    if name not in frozen:
        draw(result, NOW)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(":material/push_pin: **Frozen**")
        draw(frozen[name], "frozen")
    with right:
        st.markdown("**Now**")
        draw(result, NOW)
