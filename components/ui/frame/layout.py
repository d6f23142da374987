"""What the app changes in the behaviour of Streamlit's own frame, for all pages."""

import streamlit as st

from components.ui.assets import together

_frame = st.components.v2.component(
    "chalknet_frame", html="<span></span>", js=together(__file__, "lifecycle.js", "phone.js", "layout.js")
)


def frame() -> None:
    """Mend the frame; to be called once in every run."""
    with st.sidebar:
        _frame(key="frame")
