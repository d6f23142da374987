"""Small pictures in a row that wraps, some of them marked."""

from collections.abc import Sequence
from contextlib import nullcontext

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.fill import fill_or_grow
from components.ui.widgets.photo_rows import Captioned

_tiles = st.components.v2.component(
    "chalknet_tiles",
    html="<ul></ul>",
    js=together(__file__, "lifecycle.js", "dom.js", "phone.js", "svg.js", "tiles.js"),
    css=beside(__file__, ".css"),
)


def tiles(
    pictures: Sequence[Captioned], mark: str, marked: Sequence[bool], key: str, *, fills: bool = False
) -> None:
    """Draw the pictures with their captions; those that are marked have a frame, and the word `mark`.

    Those that fill are as large as the room that is left to them allows.
    """
    rows = [
        {
            "src": data_url(tile.picture),
            "caption": tile.caption,
            "mark": mark if is_marked else "",
            "marked": is_marked,
        }
        for tile, is_marked in zip(pictures, marked, strict=True)
    ]
    with fill_or_grow(key) if fills else nullcontext():
        _tiles(data={"tiles": rows, "fills": fills}, key=key)
