"""*Kernels*."""

import streamlit as st


def laboratory_screen() -> None:
    """Draw the screen."""
    st.markdown("In preparation.")
