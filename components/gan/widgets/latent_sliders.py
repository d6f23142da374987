"""A large picture and sliders under which every frame of the way already lies in the browser."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event

_slides = st.components.v2.component(
    "chalknet_slides",
    html="<section data-slides></section>",
    js=together(__file__, "lifecycle.js", "number_field.js", "latent_sliders.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Slider:
    """One slider: where it can go and where it stands, in steps, and the name of its frames."""

    key: str
    name: str
    low: str
    high: str
    lowest: int
    highest: int
    now: int
    zero: float  # what is shown as the value where no step is taken
    about: str  # tells its frames from those at any other place of the other sliders


@dataclass(frozen=True)
class Sheet:
    """Frames of one slider under each other in one picture."""

    about: str
    apart: int  # steps between the frames that the browser has with these
    steps: Sequence[int]
    pictures: str  # an address that holds the data


@dataclass(frozen=True)
class Wanted:
    """The frames that the browser asks for."""

    key: str
    apart: int


@dataclass(frozen=True)
class Slides:
    """What is shown."""

    picture: str  # an address that holds the data
    words: str  # what the picture shows, for who can't see it
    side: int  # of a frame, in pixels
    step: float  # what one step adds to the value
    trained: float  # values further from 0 are marked
    tracks: Sequence[Slider]
    sheet: Sheet | None


def slides(
    shown: Slides, on_want: Callable[[Wanted], None], on_move: Callable[[str, int], None], key: str
) -> None:
    """Draw them. `on_want` is told which frames to send next, `on_move` which slider was let go of where."""

    def want(asked: dict[str, Any]) -> None:
        on_want(Wanted(str(asked["key"]), int(asked["apart"])))

    def move(moved: dict[str, Any]) -> None:
        hear(key, int(moved["number"]))
        on_move(str(moved["key"]), int(moved["step"]))

    data = asdict(shown) | {"heard": heard(key)}
    _slides(
        data=data,
        key=key,
        on_want_change=on_event(key, "want", want),
        on_move_change=on_event(key, "move", move),
    )
