"""The chart of neural networks: a small drawing of each, and the legend of its cells."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.colours import CELL_FAMILIES
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.zoo.chart.cells import KINDS
from components.zoo.chart.graphs import Graph

_network_chart = st.components.v2.component(
    "chalknet_network_chart",
    html="<section></section>",
    js=together(
        __file__, "lifecycle.js", *("dom.js", "focus.js", "svg.js"), "cell_shapes.js", "network_chart.js"
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class ChartEntry:
    """One network on the chart."""

    short: str
    name: str
    graph: Graph
    trained: bool  # whether it can be tried here


def network_chart(entries: Sequence[ChartEntry], on_open: Callable[[str], None], key: str) -> None:
    """Draw the chart as large as its room; a click on a network calls `on_open` with its short name."""
    with fill_or_grow(key):
        _network_chart(
            data={"entries": [asdict(entry) for entry in entries], "kinds": kinds_to_draw()},
            key=key,
            on_open_change=on_event(key, "open", on_open),
        )


def kinds_to_draw() -> dict[str, dict[str, str]]:
    """How each kind of cell is drawn and called, by its letter."""
    return {
        kind.letter: {
            "letter": kind.letter,
            "name": kind.name,
            "shape": kind.shape,
            "colour": CELL_FAMILIES[kind.family],
        }
        for kind in KINDS
    }
