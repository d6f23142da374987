"""What the theme of this visitor's page asks of pictures."""

import streamlit as st

from components.render.colours import ON_DARK, ON_LIGHT, DivergingScale
from components.ui.assets import together
from components.ui.events import on_event

_KEY = "theme"
_watch = st.components.v2.component(
    "chalknet_theme", html="<span hidden></span>", js=together(__file__, "lifecycle.js", "theme.js")
)


def diverging_scale() -> DivergingScale:
    """The scale of signed values for this visitor's ground; for the light one while it isn't known."""
    return ON_DARK if st.context.theme.type == "dark" else ON_LIGHT


def watch_theme() -> None:
    """Have the page drawn anew when its ground changes; to be called at the end of every run."""
    _watch(data=diverging_scale().ground, key=_KEY, on_ground_change=on_event(_KEY, "ground", _drawn_anew))


def _drawn_anew(_ground: str) -> None:
    """The run that follows knows the new theme: nothing else is to be done."""
