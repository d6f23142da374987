"""A pad to draw a digit on, and beside it what each network makes of it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_digit_wall = st.components.v2.component(
    "chalknet_digit_wall",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "arrows.js", "dom.js", "digit_pad.js", "digit_wall.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class ClassifierCard:
    """A classifier's answer: the probability of each digit."""

    short: str
    name: str
    probabilities: Sequence[float]
    words: str  # how sure it is


@dataclass(frozen=True)
class PictureCard:
    """An autoencoder's answer: its picture, and how far off it is in words."""

    short: str
    name: str
    picture: str  # an address that holds the data
    words: str


@dataclass(frozen=True)
class DigitWall:
    """What is on the pad, and the answers to it."""

    strokes: str  # of a drawing (components/zoo/drawn_digit.py), "" if a sample is shown
    picture: str  # what the networks get, as an address that holds the data
    note: str  # what is to be said of it, "" if nothing
    verdict: str  # what the classifiers say together
    classifiers: Sequence[ClassifierCard]
    pictures: Sequence[PictureCard]


def digit_wall(wall: DigitWall, on_draw: Callable[[str], None], key: str) -> None:
    """Draw pad and answers. After each stroke, and when the pad is cleared, `on_draw` gets all strokes."""

    def drawn(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_draw(str(told["strokes"]))

    data = asdict(wall) | {"heard": heard(key)}
    with fill_or_grow(key):
        _digit_wall(data=data, key=key, on_drawing_change=on_event(key, "drawing", drawn))
