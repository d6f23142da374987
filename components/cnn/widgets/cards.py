"""Cards in rows: a thumbnail, a title and a few short lines each; one is chosen by a click."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside
from components.ui.events import on_event

_cards = st.components.v2.component(
    "chalknet_cards",
    html="<section><ol></ol></section>",
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Card:
    """The words of one card."""

    title: str
    lines: tuple[str, ...]


def cards(
    shown: Sequence[Card], thumbnails: bytes, chosen: int | None, on_pick: Callable[[int], None], key: str
) -> None:
    """Draw the cards; `thumbnails` is a JPEG with their square pictures side by side.

    A click calls `on_pick` with the card's number, from 0, before the page is run again.
    """

    _cards(
        data={
            "src": data_url(thumbnails),
            "cards": [{"title": card.title, "lines": list(card.lines)} for card in shown],
            "chosen": chosen,
        },
        key=key,
        on_pick_change=on_event(key, "pick", lambda number: on_pick(int(number))),
    )
