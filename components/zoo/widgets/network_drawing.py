"""One network, drawn large: its cells can be asked what they do."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill
from components.zoo.chart.graphs import Graph
from components.zoo.widgets.network_chart import kinds_to_draw

_network_drawing = st.components.v2.component(
    "chalknet_network_drawing",
    html="<section></section>",
    js=together(
        __file__, "lifecycle.js", "dom.js", "focus.js", "svg.js", "cell_shapes.js", "network_drawing.js"
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Flow:
    """What flows through a network: beside its drawing, under its columns and in its cells."""

    input: str  # the picture that it gets, as an address that holds the data; "" if it gets none
    output: str  # the picture that it gives; "" if it gives none
    captions: Sequence[str]  # of the columns, from left to right
    labels: Sequence[str]  # of the last column's cells
    fills: Sequence[float]  # of each cell, from 0 to 1
    between: tuple[int, str] | None = None  # how many columns stand before a picture in the middle, and it


@dataclass(frozen=True)
class NetworkDrawing:
    """What is drawn: the graph, what flows through it, and which cell is chosen."""

    graph: Graph
    flow: Flow | None
    chosen: int  # place of the chosen cell in the graph, -1 if none is


def network_drawing(drawing: NetworkDrawing, on_choose: Callable[[int], None], key: str) -> None:
    """Draw the network as large as its room; a click on a cell calls `on_choose` with its place."""

    def chosen(place: float) -> None:
        on_choose(int(place))

    with fill(key):
        _network_drawing(
            data=asdict(drawing) | {"kinds": kinds_to_draw()},
            key=key,
            on_choice_change=on_event(key, "choice", chosen),
        )
