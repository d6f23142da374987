"""Square pictures with their names below, as large as there is room; one is chosen by a click or a key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_shelf = st.components.v2.component(
    "chalknet_shelf",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "dom.js", "painted.js", "phone.js", "tiling.js", "shelf.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Row:
    """A JPEG of square pictures side by side, their names, and how many stand beside each other at most."""

    pictures: bytes
    names: Sequence[str]
    at_most: int | None = None


def _only_shown(place: int) -> None:
    """Nothing follows: there are no clicks."""


def shelf(row: Row, chosen: int | None, on_pick: Callable[[int], None] | None, key: str) -> None:
    """Draw the pictures, the chosen one framed.

    A click calls `on_pick` with the picture's number, from 0, before the page is run again; without it the
    pictures are only shown.
    """
    picked = on_pick or _only_shown
    with fill_or_grow(key):
        _shelf(
            data={
                "src": data_url(row.pictures),
                "names": list(row.names),
                "atMost": row.at_most or len(row.names),
                "chosen": chosen,
                "still": on_pick is None,
            },
            key=key,
            on_pick_change=on_event(key, "pick", lambda number: picked(int(number))),
        )
