"""Small pictures in a row that wraps, some of them marked."""

from collections.abc import Sequence

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside
from components.ui.widgets.photo_rows import Captioned

_tiles = st.components.v2.component(
    "chalknet_tiles", html="<ul></ul>", js=beside(__file__, ".js"), css=beside(__file__, ".css")
)


def tiles(pictures: Sequence[Captioned], mark: str, marked: Sequence[bool], key: str) -> None:
    """Draw the pictures with their captions; those that are marked have a frame, and the word `mark`."""
    rows = [
        {
            "src": data_url(tile.picture),
            "caption": tile.caption,
            "mark": mark if is_marked else "",
            "marked": is_marked,
        }
        for tile, is_marked in zip(pictures, marked, strict=True)
    ]
    _tiles(data={"tiles": rows}, key=key)
