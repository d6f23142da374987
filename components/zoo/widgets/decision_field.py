"""Points of two classes over a network's answer to the whole plane, and what each hidden unit says there."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

SHARED = ("arrows.js", "binary.js", "dom.js", "field.js", "tiling.js")
PLOT = ("axes.js", "numbers.js", "svg.js", "plot.js")
_decision_field = st.components.v2.component(
    "chalknet_decision_field",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", *SHARED, *PLOT, "loss_curves.js", "decision_field.js"),
    css=beside(__file__, ".css"),
)

Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ShownPoints:
    """Points (n, 2), their classes (n,), and which of them are held out (n,)."""

    places: Numbers
    classes: NDArray[np.int64]
    held_out: NDArray[np.bool_]


@dataclass(frozen=True)
class ShownLosses:
    """Rows of the epoch, the loss on points learned from and on those held out, and the colours of both."""

    rows: Sequence[tuple[int, float, float]]
    colours: tuple[str, str]


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
    losses: ShownLosses | None = None


def decision_field(
    shown: DecisionField,
    on_draw: Callable[[list[float]], None],
    on_centre: Callable[[int, float, float], None],
    key: str,
) -> None:
    """Draw it. `on_draw` gets places x, y, … of new points, `on_centre` the number and place of a centre."""

    def drawn(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_draw([float(place) for place in told["places"]])

    def moved(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_centre(int(told["centre"]), float(told["x"]), float(told["y"]))

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
        _decision_field(
            data=data,
            key=key,
            on_places_change=on_event(key, "places", drawn),
            on_centre_change=on_event(key, "centre", moved),
        )


def _packed(field: Numbers) -> str:
    """Numbers from 0 to 1 as bytes, for a string."""
    return base64.b64encode((field.clip(0, 1) * 255).round().astype(np.uint8).tobytes()).decode()
