"""Plotly figures of deletion curves and position sweeps."""

from html import escape

from plotly.graph_objects import Figure, Scatter

from components.cnn.shift_equivariance import PositionSweep
from components.render.colours import CHANCE, EVIDENCE
from components.vision.deletion import Chance, Deletion


def deletion_chart(hottest: Deletion, chance: Chance) -> Figure:
    """Deletion curves: probability over the hidden fraction, hottest first and in random orders."""
    figure = Figure()
    for found, colour, name, dash in (
        (hottest, EVIDENCE, "hottest first", "solid"),
        (chance.mean, CHANCE, f"mean of {len(chance.runs)} random orders", "dot"),
    ):
        line = {"color": colour, "width": 3, "dash": dash}
        figure.add_trace(
            Scatter(
                x=found.shares,
                y=found.probabilities,
                mode="lines+markers",
                name=name,
                line=line,
                marker_size=8,
            )
        )
    figure.update_xaxes(title_text="hidden fraction of the photo", tickformat=".0%", range=[-0.02, 1.02])
    figure.update_yaxes(title_text="probability", tickformat=".0%", rangemode="tozero")
    return figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})


def sweep_chart(found: PositionSweep, label: str) -> Figure:
    """Probability of a class over the left edge of the object."""
    line = {"color": EVIDENCE, "width": 3}
    figure = Figure(Scatter(x=found.lefts, y=found.probabilities, mode="lines+markers", line=line))
    figure.update_xaxes(title_text="left edge of the object, pixels", dtick=32)
    figure.update_yaxes(title_text=escape(label, quote=False), tickformat=".0%", rangemode="tozero")
    return figure
