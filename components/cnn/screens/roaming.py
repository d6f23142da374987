"""*Roaming*."""

import streamlit as st


def roaming_screen() -> None:
    """Draw the screen."""
    st.markdown("In preparation.")
