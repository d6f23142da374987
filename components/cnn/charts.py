"""Plotly figures of deletion curves, position sweeps and equivariance errors."""

from collections.abc import Sequence
from html import escape

from plotly.graph_objects import Bar, Figure, Scatter

from components.cnn.shift_equivariance import PositionSweep, ShiftError
from components.render.colours import ERROR, PREDICTED, REFERENCE
from components.vision.deletion import Chance, Deletion


def deletion_chart(hottest: Deletion, chance: Chance) -> Figure:
    """Deletion curves: probability over the hidden fraction, hottest first and in random orders."""
    figure = Figure()
    for found, colour, name, dash in (
        (hottest, PREDICTED, "hottest first", "solid"),
        (chance.mean, REFERENCE, f"mean of {len(chance.runs)} random orders", "dot"),
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
    line = {"color": PREDICTED, "width": 3}
    figure = Figure(Scatter(x=found.lefts, y=found.probabilities, mode="lines+markers", line=line))
    figure.update_xaxes(title_text="left edge of the object, pixels", dtick=32)
    figure.update_yaxes(title_text=escape(label, quote=False), tickformat=".0%", rangemode="tozero")
    return figure


def shift_error_chart(found: Sequence[ShiftError]) -> Figure:
    """Equivariance error of a block over the shift, in pixels."""
    names = [f"{one.shift} px" for one in found]
    errors = [one.error for one in found]
    texts = [f"{error:.2f}" for error in errors]
    figure = Figure(Bar(x=names, y=errors, text=texts, textposition="outside", marker_color=ERROR))
    figure.update_traces(cliponaxis=False)
    figure.update_xaxes(title_text="shift of the object")
    figure.update_yaxes(title_text="difference from the moved map", range=[0, 1.1 * max(1.0, *errors)])
    return figure
