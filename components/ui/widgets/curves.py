"""A chart of a few curves, cheap enough to be drawn anew several times a second."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import together
from components.ui.fill import fill

_curves = st.components.v2.component(
    "chalknet_curves",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("axes.js", "dom.js", "numbers.js", "svg.js", "plot.js", "curve_chart.js"),
        "curves.js",
    ),
    css=together(__file__, "curve_chart.css", "curves.css"),
)


@dataclass(frozen=True)
class Line:
    """One curve. A faint one is thin; neither that nor one without a name is in the legend."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    dashed: bool = False
    faint: bool = False
    symbol: str = ""  # at some of its points, as Plotly names it


@dataclass(frozen=True)
class ReferenceLine:
    """A horizontal line with its name at the right."""

    name: str
    y: float


@dataclass(frozen=True)
class Plot:
    """What is drawn, and the ends of its axes; `decades` asks for a logarithmic one."""

    x: str
    y: str
    across: tuple[float, float]
    up: tuple[float, float]
    lines: Sequence[Line]
    rules: Sequence[ReferenceLine] = ()
    marks: Sequence[tuple[float, float, str]] = ()  # x, y, and what is written there
    decades: bool = False


def curves(plot: Plot, key: str) -> None:
    """Draw the chart as large as its room."""
    with fill(key):
        _curves(data=asdict(plot), key=key)
