"""What the app changes in Streamlit's own frame and widgets, for all pages."""

import streamlit as st

from components.ui.assets import style, together

_STYLE = style(__file__)

_frame = st.components.v2.component(
    "chalknet_frame", html="<span></span>", js=together(__file__, "lifecycle.js", "layout.js")
)


def frame() -> None:
    """Mend the frame; to be called once in every run."""
    st.html(_STYLE)
    with st.sidebar:
        _frame(key="frame")
