"""*Wishes*."""

import streamlit as st


def wishes_screen() -> None:
    """Draw the screen."""
    st.markdown("In preparation.")
