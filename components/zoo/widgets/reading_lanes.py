"""Networks that read the same sequence, one lane each, along one axis of time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import beside, together
from components.ui.fill import fill_or_grow

_reading_lanes = st.components.v2.component(
    "chalknet_reading_lanes",
    html="<section></section>",
    js=together(__file__, "dom.js", "svg.js", "reading_lanes.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Lane:
    """One network: what is said of it, and its pictures along the time, as addresses that hold their data.

    `gradient` goes from 0 (none that can be seen) to 1 (the largest) for each step.
    """

    name: str
    words: str
    classes: str  # the probability of each digit, 0 at the top, after each step
    states: str  # its hidden units, after each step
    gradient: Sequence[float]


@dataclass(frozen=True)
class ReadingLanes:
    """What is read, from the first step on the left to the last, and who reads it."""

    given: str  # an address that holds a picture
    caption: str
    share: float  # of the time that the digit takes; the rest is the gap
    lanes: Sequence[Lane]


def reading_lanes(shown: ReadingLanes, key: str) -> None:
    """Draw them below each other, as wide as the room."""
    with fill_or_grow(key):
        _reading_lanes(data=asdict(shown), key=key)
