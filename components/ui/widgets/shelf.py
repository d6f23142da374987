"""Square pictures with their names below, in rows that wrap; one is chosen by a click or a key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside
from components.ui.events import on_event

_shelf = st.components.v2.component(
    "chalknet_shelf",
    html='<section><ol role="list"></ol></section>',
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Row:
    """A JPEG of square pictures side by side, their names, and how many stand beside each other at most."""

    pictures: bytes
    names: Sequence[str]
    at_most: int


def shelf(row: Row, chosen: int | None, on_pick: Callable[[int], None], key: str) -> None:
    """Draw the pictures, the chosen one framed; fewer beside each other where there is less room.

    A click calls `on_pick` with the picture's number, from 0, before the page is run again.
    """

    _shelf(
        data={
            "src": data_url(row.pictures),
            "names": list(row.names),
            "atMost": row.at_most,
            "chosen": chosen,
        },
        key=key,
        on_pick_change=on_event(key, "pick", lambda number: on_pick(int(number))),
    )
