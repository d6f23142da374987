"""Points of two classes over a network's answer to the whole plane, and what each hidden unit says there."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.ui.acknowledgements import hear, heard
from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.ui.widgets.curves import Plot

SHARED = ("arrows.js", "binary.js", "dom.js", "field.js", "tiling.js")
PLOT = ("axes.js", "numbers.js", "svg.js", "plot.js", "curve_chart.js")
_decision_field = st.components.v2.component(
    "chalknet_decision_field",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", *SHARED, *PLOT, "decision_field.js"),
    css=together(__file__, "curve_chart.css", "decision_field.css"),
)

Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ShownPoints:
    """Points (n, 2), their classes (n,), and which of them are held out (n,)."""

    places: Numbers
    classes: NDArray[np.int64]
    held_out: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class DecisionField:
    """What is drawn: points, the field (h, h) of class 1 from the bottom up, and the fields of units.

    `units` has a field (n, u, u) from -1 to 1 for each hidden layer; `centres` are places of radial basis
    functions with their widths, to be dragged.
    """

    points: ShownPoints
    field: Numbers | None
    units: Sequence[Numbers]
    limit: float  # the field reaches from -limit to limit
    colours: tuple[str, str]  # of the classes
    words: str  # what is to be said above
    drawing: int  # the class of points that a pointer draws, -1 if none
    centres: Sequence[tuple[float, float, float]] = ()
    losses: Plot | None = None


def decision_field(
    shown: DecisionField,
    on_draw: Callable[[int, list[float]], None],
    on_centre: Callable[[int, float, float], None],
    key: str,
) -> None:
    """Draw it. `on_draw` gets the class and places x, y, … of new points, `on_centre` a centre and its place.

    The browser tells a move again until it is answered; each counts once.
    """

    def moved(told: list[dict[str, Any]]) -> None:
        for move in told:
            if int(move["number"]) <= heard(key):
                continue
            hear(key, int(move["number"]))
            if "centre" in move:
                on_centre(int(move["centre"]), float(move["x"]), float(move["y"]))
            else:
                on_draw(int(move["kind"]), [float(place) for place in move["places"]])

    data = {
        "points": [
            [round(float(x), 3), round(float(y), 3), int(kind), int(held_out)]
            for (x, y), kind, held_out in zip(
                shown.points.places, shown.points.classes, shown.points.held_out, strict=True
            )
        ],
        "field": "" if shown.field is None else _packed(shown.field),
        "units": [[_packed((unit + 1) / 2) for unit in layer] for layer in shown.units],
        "limit": shown.limit,
        "colours": list(shown.colours),
        "words": shown.words,
        "drawing": shown.drawing,
        "centres": [list(centre) for centre in shown.centres],
        "losses": asdict(shown.losses) if shown.losses else None,
        "heard": heard(key),
    }
    with fill_or_grow(key):
        _decision_field(data=data, key=key, on_moves_change=on_event(key, "moves", moved))


def _packed(field: Numbers) -> str:
    """Numbers from 0 to 1 as bytes, for a string."""
    return base64.b64encode((field.clip(0, 1) * 255).round().astype(np.uint8).tobytes()).decode()
