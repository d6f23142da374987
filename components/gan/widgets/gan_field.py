"""Real and generated points in the plane over the discriminator’s field; real ones can be drawn."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill

_component = st.components.v2.component(
    "chalknet_gan_field",
    html="<section><p></p><canvas></canvas></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("arrows.js", "binary.js", "dom.js", "field.js", "frame_queue.js"),
        "gan_field.js",
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class FieldFrame:
    """Generated points (n, 2) and the field (h, h) of probabilities, from the bottom up, at one moment."""

    number: int  # grows from moment to moment
    generated: NDArray[np.float32]
    field: NDArray[np.float32]
    words: str  # for screen readers


@dataclass(frozen=True)
class GANField:
    """The real points (n, 2), and frames that are played in turn; one alone is shown at once."""

    real: NDArray[np.float32]
    frames: Sequence[FieldFrame]
    limit: float  # the field reaches from -limit to limit
    drawable: bool  # whether a pointer draws real points
    colours: tuple[str, str]  # of real and of generated points


def gan_field(shown: GANField, on_stroke: Callable[[list[float]], None], key: str) -> None:
    """Draw it. `on_stroke` gets the places x, y, x, y, … of a stroke that has been drawn."""

    def drawn(places: list[float]) -> None:
        on_stroke([float(number) for number in places])

    with fill(key):
        _component(
            data={
                "real": _base64(shown.real.astype("<f4")),
                "frames": [_packed(frame) for frame in shown.frames],
                "limit": shown.limit,
                "drawable": shown.drawable,
                "colours": list(shown.colours),
            },
            key=key,
            on_stroke_change=on_event(key, "stroke", drawn),
        )


def _packed(frame: FieldFrame) -> dict[str, str | int | list[str]]:
    return {
        "number": frame.number,
        "generated": _base64(frame.generated.astype("<f4")),
        "field": _base64((frame.field * 255).round().astype(np.uint8)),
        "words": frame.words,
    }


def _base64(numbers: NDArray[np.float32] | NDArray[np.uint8]) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode()
