"""Charts of trainings and evaluations: results in, Plotly figures out."""

from collections.abc import Sequence

from plotly.graph_objects import Figure, Scatter
from plotly.subplots import make_subplots

from components.render.colours import COMPARED, ERROR, HELD_OUT, REFERENCE, Compared
from components.transfer.learning_curve import SIZES, CurvePoint
from components.transfer.linear_probe import STEPS, ProbeStep
from components.transfer.novelty import RejectionCurve
from components.transfer.race import METHODS, RaceState

ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
DRAWN_AS = dict(zip(METHODS, COMPARED, strict=False))
FROZEN, _, FROM_SCRATCH = DRAWN_AS.values()
PER_CENT = {"tickformat": ".0%", "range": [0, 1.03]}


def training_chart(steps: Sequence[ProbeStep], tested: str) -> Figure:
    """Loss, and accuracy on what was `tested` (photos in words), against the steps of a training."""
    figure = make_subplots(
        rows=2, shared_xaxes=True, vertical_spacing=0.16, subplot_titles=(f"{tested} right", "loss")
    )
    figure.update_annotations(x=0, xanchor="left", font_size=None)
    numbers = list(range(1, len(steps) + 1))
    accuracies, losses = [step.accuracy for step in steps], [step.loss for step in steps]
    figure.add_trace(_line(numbers, accuracies, HELD_OUT, "accuracy"), row=1, col=1)
    figure.add_trace(_line(numbers, losses, ERROR, "loss"), row=2, col=1)
    figure.update_yaxes(**PER_CENT, dtick=0.5, row=1, col=1)
    figure.update_yaxes(rangemode="tozero", nticks=4, row=2, col=1)
    figure.update_xaxes(range=[0, STEPS + 1], dtick=20)
    figure.update_xaxes(title_text="step", row=2, col=1)
    return figure.update_layout(showlegend=False)


def _line(x: Sequence[float], y: Sequence[float], colour: str, name: str, dash: str = "solid") -> Scatter:
    return Scatter(x=x, y=y, mode="lines", name=name, line={"color": colour, "width": 3, "dash": dash})


def _compared(x: Sequence[float], y: Sequence[float], how: Compared, name: str) -> Scatter:
    line = _line(x, y, how.colour, name, how.dash)
    return line.update(mode="lines+markers", marker={"symbol": how.symbol, "size": 9})


def rejection_chart(found: RejectionCurve, threshold: float) -> Figure:
    """Coverage, accuracy and rejection against the threshold, with the one that is set."""
    figure = Figure()
    x = list(found.thresholds)
    for y, colour, name, dash in (
        (found.coverage, HELD_OUT, "held-out photos answered (coverage)", "solid"),
        (found.accuracy, HELD_OUT, "of those answers, right", "dash"),
        (found.rejected, COMPARED[1].colour, "other things rejected", "dot"),
    ):
        figure.add_trace(_line(x, y, colour, name, dash))
    figure.add_vline(threshold, line={"dash": "dash", "width": 3, "color": REFERENCE})
    figure.update_yaxes(**PER_CENT, dtick=0.25)
    figure.update_xaxes(title_text="threshold on the cosine distance", rangemode="tozero")
    return figure.update_layout(legend=ABOVE)


def race_chart(state: RaceState, seconds: float) -> Figure:
    """Held-out accuracy of each run against its own time."""
    figure = Figure()
    for run in state.runs:
        x, y = [point.seconds for point in run.points], [point.accuracy for point in run.points]
        figure.add_trace(_compared(x, y, DRAWN_AS[run.name], run.name))
    figure.update_xaxes(title_text="own training time, s", range=[0, seconds * 1.02])
    figure.update_yaxes(title_text="held-out accuracy", **PER_CENT, dtick=0.25)
    return figure.update_layout(showlegend=False)


def learning_curve_chart(frozen: Sequence[CurvePoint], scratch: Sequence[CurvePoint]) -> Figure:
    """Mean accuracy against training photos a class, with the worst and the best draw."""
    figure = Figure()
    for points, how, name in (
        (frozen, FROZEN, "frozen features, new last layer"),
        (scratch, FROM_SCRATCH, "from scratch"),
    ):
        low = [point.mean - point.extremes[0] for point in points]
        high = [point.extremes[1] - point.mean for point in points]
        x, y = [point.per_class for point in points], [point.mean for point in points]
        extremes = {"array": high, "arrayminus": low, "thickness": 2, "width": 6}
        figure.add_trace(_compared(x, y, how, _with_draws(name, points)).update(error_y=extremes))
    figure.update_xaxes(
        title_text="photos a class to learn from", type="log", tickvals=list(SIZES), range=[-0.1, 1.8]
    )
    figure.update_yaxes(title_text="held-out accuracy", **PER_CENT, dtick=0.25)
    return figure.update_layout(legend=ABOVE, showlegend=True)


def _with_draws(name: str, points: Sequence[CurvePoint]) -> str:
    draws = len(points[0].accuracies) if points else 0
    return f"{name}, {draws} draws" if draws > 1 else name
