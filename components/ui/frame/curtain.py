"""Shows a screen once all of it has arrived, so that it does not build up part by part before the class.

A screen reader is told that it is there.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.ui.assets import together

_curtain = st.components.v2.component(
    "chalknet_curtain",
    html="<span></span>",
    js=together(__file__, "lifecycle.js", "arrival.js", "curtain.js"),
)


def screen_place(name: str) -> DeltaGenerator:
    """The place of a screen, hidden by stage.css until `lift` is called in it, for two seconds at most."""
    return st.container(key=f"screen-{name}")


def lift(name: str, page: str) -> None:
    """Show the screen, and say its name and its page's title; to be called last in its place."""
    with st.container(key="curtain"):
        _curtain(data=f"{name}, {page}", key=f"shown {name}, {page}")
