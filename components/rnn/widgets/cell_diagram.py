"""One unit of an LSTM cell, drawn with its numbers at each visit."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill

_cell_diagram = st.components.v2.component(
    "chalknet_cell_diagram",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "focus.js", "numbers.js", "svg.js"),
        *("cell_picture.js", "cell_diagram.js"),
    ),
    css=together(__file__, "cell_picture.css", "cell_diagram.css"),
)


@dataclass(frozen=True)
class CellStep:
    """The numbers of one unit at one visit."""

    input: float
    forget: float
    candidate: float
    output: float
    before: float  # its cell before the visit
    cell: float
    hidden: float


@dataclass(frozen=True)
class CellDiagram:
    """What is drawn: a unit at one of its visits, and the others to choose from."""

    unit: int
    visits: Sequence[str]  # what is said of each
    steps: Sequence[CellStep]
    visit: int  # from 0


def cell_diagram(diagram: CellDiagram, on_pick: Callable[[int], None], key: str) -> None:
    """Draw the cell as large as its room. A click on a visit, and the end of Play, call `on_pick(visit)`."""

    def picked(visit: int) -> None:
        on_pick(int(visit))

    with fill(key):
        _cell_diagram(data=asdict(diagram), key=key, on_pick_change=on_event(key, "pick", picked))
