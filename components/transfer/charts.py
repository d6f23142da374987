"""Charts of trainings and evaluations: results in, Plotly figures out."""

from collections.abc import Sequence

from plotly.graph_objects import Figure, Scatter
from plotly.subplots import make_subplots

from components.render.colours import (
    FINE_TUNED,
    FROM_SCRATCH,
    FROZEN_FEATURES,
    HELD_OUT,
    LOSS,
    NEUTRAL,
    NOVEL,
    RIGHT,
)
from components.transfer.learning_curve import SIZES, CurvePoint
from components.transfer.linear_probe import STEPS, ProbeStep
from components.transfer.novelty import RejectionCurve
from components.transfer.race import METHODS, RaceState

ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
METHOD_COLOURS = dict(zip(METHODS, (FROZEN_FEATURES, FINE_TUNED, FROM_SCRATCH), strict=True))
PER_CENT = {"tickformat": ".0%", "range": [0, 1.03]}


def training_chart(steps: Sequence[ProbeStep]) -> Figure:
    """Loss and held-out accuracy against the steps of a training."""
    figure = make_subplots(
        rows=2, shared_xaxes=True, vertical_spacing=0.16, subplot_titles=("held-out accuracy", "loss, nats")
    )
    figure.update_annotations(x=0, xanchor="left", font_size=None)
    numbers = list(range(1, len(steps) + 1))
    accuracies, losses = [step.accuracy for step in steps], [step.loss for step in steps]
    figure.add_trace(_line(numbers, accuracies, HELD_OUT, "held-out accuracy"), row=1, col=1)
    figure.add_trace(_line(numbers, losses, LOSS, "loss"), row=2, col=1)
    figure.update_yaxes(**PER_CENT, dtick=0.5, row=1, col=1)
    figure.update_yaxes(rangemode="tozero", nticks=4, row=2, col=1)
    figure.update_xaxes(range=[0, STEPS + 1], dtick=20)
    figure.update_xaxes(title_text="step", row=2, col=1)
    return figure.update_layout(showlegend=False)


def _line(x: Sequence[float], y: Sequence[float], colour: str, name: str) -> Scatter:
    return Scatter(x=x, y=y, mode="lines", name=name, line={"color": colour, "width": 3})


def rejection_chart(found: RejectionCurve, threshold: float) -> Figure:
    """Coverage, accuracy and rejection against the threshold, with the one that is set."""
    figure = Figure()
    x = list(found.thresholds)
    for y, colour, name in (
        (found.coverage, HELD_OUT, "held-out photos answered (coverage)"),
        (found.accuracy, RIGHT, "of those answers, right"),
        (found.rejected, NOVEL, "other things rejected"),
    ):
        figure.add_trace(_line(x, y, colour, name))
    figure.add_vline(threshold, line={"dash": "dash", "width": 3, "color": NEUTRAL})
    figure.update_yaxes(**PER_CENT, dtick=0.25)
    figure.update_xaxes(title_text="threshold on the cosine distance", rangemode="tozero")
    return figure.update_layout(legend=ABOVE)


def race_chart(state: RaceState, seconds: float) -> Figure:
    """Held-out accuracy of each run against its own time."""
    figure = Figure()
    for run in state.runs:
        x, y = [point.seconds for point in run.points], [point.accuracy for point in run.points]
        figure.add_trace(_line(x, y, METHOD_COLOURS[run.name], run.name).update(mode="lines+markers"))
    figure.update_xaxes(title_text="own training time, s", range=[0, seconds * 1.02])
    figure.update_yaxes(title_text="held-out accuracy", **PER_CENT, dtick=0.25)
    return figure.update_layout(showlegend=False)


def learning_curve_chart(frozen: Sequence[CurvePoint], scratch: Sequence[CurvePoint]) -> Figure:
    """Mean accuracy against training photos a class, with the worst and the best draw."""
    figure = Figure()
    for points, colour, name in (
        (frozen, FROZEN_FEATURES, "frozen features, new last layer"),
        (scratch, FROM_SCRATCH, "from scratch"),
    ):
        low = [point.mean - point.extremes[0] for point in points]
        high = [point.extremes[1] - point.mean for point in points]
        figure.add_trace(
            Scatter(
                x=[point.per_class for point in points],
                y=[point.mean for point in points],
                error_y={"array": high, "arrayminus": low, "thickness": 2, "width": 6},
                mode="lines+markers",
                name=_with_draws(name, points),
                line={"color": colour, "width": 3},
                marker={"size": 9},
            )
        )
    figure.update_xaxes(
        title_text="photos a class to learn from", type="log", tickvals=list(SIZES), range=[-0.1, 1.8]
    )
    figure.update_yaxes(title_text="held-out accuracy", **PER_CENT, dtick=0.25)
    return figure.update_layout(legend=ABOVE, showlegend=True)


def _with_draws(name: str, points: Sequence[CurvePoint]) -> str:
    draws = len(points[0].accuracies) if points else 0
    return f"{name}, {draws} draws" if draws > 1 else name
