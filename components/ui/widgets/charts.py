"""Plotly figures in the page's own type and colours, readable on a projector."""

import streamlit as st
from plotly.graph_objects import Figure

from components.render.colours import GRID, TRANSPARENT
from components.ui.fill import fill
from components.ui.frame.projector import projected

# What Plotly spaces its lines by; how large the type is, the page decides (ui/frame/stage.css).
TYPE_PIXELS, PROJECTED_PIXELS = 16, 21


def draw(figure: Figure, key: str) -> None:
    """Draw a figure as large as its room, at first sight without tools and without zoom."""
    figure.update_layout(
        font={
            "family": "Source Sans, sans-serif",
            "size": PROJECTED_PIXELS if projected() else TYPE_PIXELS,
        },
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        dragmode=False,
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=GRID, linecolor=GRID, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=GRID, linecolor=GRID, automargin=True)
    config = {"displayModeBar": False, "scrollZoom": False}
    with fill(key):
        st.plotly_chart(figure, height="stretch", theme=None, key=key, config=config)
