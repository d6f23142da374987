"""The idea behind a screen, with its formulas, on demand."""

from typing import Literal

import streamlit as st


def show_idea(text: str, width: Literal["content", "stretch"] = "content") -> None:
    """Draw the button that opens it; `text` is markdown."""
    with st.popover("The idea", icon=":material/lightbulb:", width=width):
        st.markdown(text)
