"""Room for one element of a picture on a stage: as much as the others leave."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def fill(name: str) -> DeltaGenerator:
    """A container whose one element takes the room that is left.

    A component in it measures that with cqw and cqh; what fills shares the room equally with others in its
    column (ui/frame/stage.css).
    """
    return st.container(key=f"fill-{name}", gap=None)


def fill_or_grow(name: str) -> DeltaGenerator:
    """The same, but on a phone as high as what it shows, in a page that scrolls anyway.

    There cqh is the window's height.
    """
    return fill(f"grows-{name}")
