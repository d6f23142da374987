"""A wall of generated digits, one of them large with sliders, and what the discriminator says of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_sample_wall = st.components.v2.component(
    "chalknet_sample_wall",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "dom.js", "numbers.js", "sample_wall.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class SlidSheet:
    """The large digit with two of its latent numbers slid; a row has one step of the second number."""

    sheet: str  # all digits in one picture, `steps` in a row
    logits: Sequence[float]  # of the digits, row by row
    steps: int
    reach: float  # how far a number is slid either way
    numbers: tuple[int, int]  # which two of the latent, from 1
    values: tuple[float, float]  # theirs, where nothing is slid
    place: tuple[int, int]  # the present steps


@dataclass(frozen=True)
class SampleWall:
    """Digits at one moment or at several moments of the training, and the discriminator's answers."""

    sheet: str  # a row of digits for each moment in one picture
    logits: Sequence[Sequence[float]]  # for each moment, of each digit
    generated: Sequence[float]  # for each moment, the mean probability of "real" for generated digits
    real: Sequence[float]  # the same for real ones
    captions: Sequence[str]  # of the moments
    moment: int
    sample: int  # the digit that is large
    slid: SlidSheet | None  # none while moments are to be chosen


def sample_wall(wall: SampleWall, on_move: Callable[[str, Sequence[int]], None], key: str) -> None:
    """Draw it. `on_move` gets "sample" with the chosen digit, "moment" with it, or "slid" with two steps."""

    def moved(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_move(str(told["kind"]), [int(value) for value in told["values"]])

    with fill_or_grow(key):
        _sample_wall(
            data=asdict(wall) | {"heard": heard(key)}, key=key, on_move_change=on_event(key, "move", moved)
        )
