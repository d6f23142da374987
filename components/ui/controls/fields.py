"""Controls side by side, which on a narrow window go on in the next line (frame.css)."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def fields(name: str, widths: Sequence[int]) -> list[DeltaGenerator]:
    """A column for each of `widths`, which are relative; the name tells the row from others of the screen."""
    with st.container(key=f"fields {name}"):
        return st.columns(widths, gap="small", vertical_alignment="bottom")
