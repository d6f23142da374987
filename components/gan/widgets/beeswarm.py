"""Beeswarm plot: two sets of numbers as dots on either side of one axis, each of which can be picked."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill

_component = st.components.v2.component(
    "chalknet_beeswarm",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", *("axes.js", "dom.js", "numbers.js", "svg.js"), "beeswarm.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class SwarmSide:
    """One set: its numbers, their captions, and the index of the highlighted one, if it is among them."""

    name: str
    colour: str
    values: Sequence[float]
    captions: Sequence[str]
    chosen: int | None


@dataclass(frozen=True)
class MarkedValue:
    """A line at a number of neither set; beyond the axis it stands at its end, with an arrow."""

    name: str
    value: float


@dataclass(frozen=True)
class Beeswarm:
    """One set above the axis, one below, and marks across both."""

    above: SwarmSide
    below: SwarmSide
    marks: Sequence[MarkedValue]


def beeswarm(shown: Beeswarm, on_pick: Callable[[str, int], None], key: str) -> None:
    """Draw the plot; a click, or a key, calls `on_pick` with "above" or "below" and the dot's index."""

    def picked(pick: dict[str, Any]) -> None:
        on_pick(str(pick["half"]), int(pick["place"]))

    with fill(key):
        _component(data=asdict(shown), key=key, on_pick_change=on_event(key, "pick", picked))
