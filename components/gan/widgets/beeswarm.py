"""Two sets of numbers as dots on either side of one axis, each of which can be picked."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.assets import beside, together
from components.ui.events import on_event

_dots = st.components.v2.component(
    "chalknet_dots",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "axes.js", "beeswarm.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Heap:
    """Numbers, what each is read out as, and the place of the one that is looked at, if it is among them."""

    name: str
    colour: str
    values: Sequence[float]
    captions: Sequence[str]
    chosen: int | None


@dataclass(frozen=True)
class Mark:
    """A number that belongs to neither set; beyond the axis it stands at its end, with an arrow."""

    name: str
    value: float


@dataclass(frozen=True)
class Dots:
    """What is drawn: one set above the axis, one below, and marks across both."""

    above: Heap
    below: Heap
    marks: Sequence[Mark]


def dots(shown: Dots, on_pick: Callable[[str, int], None], key: str) -> None:
    """Draw them; a click, or a key, calls `on_pick` with "above" or "below" and the dot's place."""

    def picked(pick: dict[str, Any]) -> None:
        on_pick(str(pick["half"]), int(pick["place"]))

    _dots(data=asdict(shown), key=key, on_pick_change=on_event(key, "pick", picked))
