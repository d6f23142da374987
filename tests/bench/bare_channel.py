"""The reference page for `channel_click`: a click on the tiles shows another picture; no forward pass."""

from pathlib import Path

import streamlit as st

from components.ui.widgets.picture_grid import Grid, picture_grid

TILES = Path(__file__).with_name("map_sheet.jpg")
COLUMNS = 20


def choose(number: int) -> None:
    """What a click does."""
    st.session_state["channel"] = number


channel = st.session_state.get("channel", 0)
picture_grid(Grid(TILES.read_bytes(), COLUMNS, tuple(range(384))), channel, choose, key="sheet")
st.subheader(f"Channel {channel}", anchor=False)
st.image(TILES.read_bytes())
