"""Cards in rows: a thumbnail, a title and a few short lines each; one is chosen by a click."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_cards = st.components.v2.component(
    "chalknet_cards",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "painted.js", "phone.js", "svg.js", "cards.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Card:
    """The words of one card, and those under the pointer."""

    title: str
    lines: tuple[str, ...]
    hint: str = ""
    opens: bool = True  # whether it can be clicked
    pictured: bool = True  # whether it has a thumbnail; cards without one come last


def cards(
    shown: Sequence[Card], thumbnails: bytes, chosen: int | None, on_pick: Callable[[int], None], key: str
) -> None:
    """Draw the cards as large as the room allows.

    `thumbnails` is a JPEG with their square pictures side by side. A click calls `on_pick` with the card's
    number, from 0, before the page is run again.
    """
    data = {"src": data_url(thumbnails), "cards": [asdict(card) for card in shown], "chosen": chosen}
    with fill_or_grow(key):
        _cards(data=data, key=key, on_pick_change=on_event(key, "pick", lambda number: on_pick(int(number))))
