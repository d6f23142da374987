"""Real and generated points in the plane over a discriminator’s field; real ones can be drawn."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.ui.assets import beside, together
from components.ui.events import on_event

_arena = st.components.v2.component(
    "chalknet_arena",
    html="<section><canvas></canvas></section>",
    js=together(__file__, "lifecycle.js", "gan_field.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Scene:
    """Generated points (n, 2) and the field (h, h) of probabilities, from the bottom up, at one moment."""

    number: int  # grows from moment to moment
    generated: NDArray[np.float32]
    field: NDArray[np.float32]
    words: str  # for who can't see it


@dataclass(frozen=True)
class Arena:
    """The real points (n, 2), and scenes that are played in turn; one alone is shown at once."""

    real: NDArray[np.float32]
    scenes: Sequence[Scene]
    edge: float  # the field reaches from -edge to edge
    drawable: bool  # whether a pointer draws real points
    colours: tuple[str, str]  # of what is real, and of what is generated


def arena(shown: Arena, on_stroke: Callable[[list[float]], None], key: str) -> None:
    """Draw it. `on_stroke` gets the places x, y, x, y, … of a stroke that has been drawn."""

    def drawn(places: list[float]) -> None:
        on_stroke([float(number) for number in places])

    _arena(
        data={
            "real": _base64(shown.real.astype("<f4")),
            "scenes": [_packed(scene) for scene in shown.scenes],
            "edge": shown.edge,
            "drawable": shown.drawable,
            "colours": list(shown.colours),
        },
        key=key,
        on_stroke_change=on_event(key, "stroke", drawn),
    )


def _packed(scene: Scene) -> dict[str, str | int]:
    return {
        "number": scene.number,
        "generated": _base64(scene.generated.astype("<f4")),
        "field": _base64((scene.field * 255).round().astype(np.uint8)),
        "words": scene.words,
    }


def _base64(numbers: NDArray[np.float32] | NDArray[np.uint8]) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode()
