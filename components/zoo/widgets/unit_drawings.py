"""One unit of each of some recurrent networks, drawn as its cell, with its numbers step by step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_unit_drawings = st.components.v2.component(
    "chalknet_unit_drawings",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "numbers.js", "svg.js", "cell_picture.js", "step_player.js"),
        *("unit_shapes.js", "unit_drawings.js"),
    ),
    css=together(__file__, "cell_picture.css", "unit_drawings.css"),
)


@dataclass(frozen=True)
class UnitDrawing:
    """A unit of a network: its kind of cell ("RNN", "LSTM", "GRU"), and its numbers at each step by name.

    `answers` says what the whole network would answer after each step.
    """

    cell: str
    numbers: Mapping[str, Sequence[float]]
    answers: Sequence[str]


@dataclass(frozen=True)
class UnitDrawings:
    """Units that read the same sequence, seen at one of its steps, from 0."""

    units: Sequence[UnitDrawing]
    step: int
    given: str  # an address that holds a picture of the sequence, a column a step
    caption: str  # of that picture
    names: Sequence[str]  # of the steps


def unit_drawings(shown: UnitDrawings, on_step: Callable[[int], None], key: str) -> None:
    """Draw them beside each other. Where the reading rests calls `on_step` with the step, from 0."""
    with fill_or_grow(key):
        _unit_drawings(
            data=asdict(shown),
            key=key,
            on_step_change=on_event(key, "step", lambda step: on_step(int(step))),
        )
