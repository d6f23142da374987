"""A large picture and sliders through the latent space, whose frames lie in the browser beforehand."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_component = st.components.v2.component(
    "chalknet_latent_sliders",
    html="<section data-latent-sliders></section>",
    js=together(__file__, "lifecycle.js", "dom.js", "number_field.js", "latent_sliders.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class LatentSlider:
    """One slider: its range and its value in steps, and the key of its frames."""

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
class FrameSheet:
    """Sprite sheet of one slider: its frames under each other in one picture."""

    about: str
    stride: int  # steps between the frames that the browser has with these
    steps: Sequence[int]
    pictures: str  # an address that holds the data


@dataclass(frozen=True)
class FrameRequest:
    """Request of the browser for the frames of one slider."""

    key: str
    stride: int


@dataclass(frozen=True)
class LatentSliders:
    """The picture, its sliders, and frames that were requested."""

    picture: str  # an address that holds the data
    words: str  # what the picture shows, for who can't see it
    side: int  # of a frame, in pixels
    step: float  # what one step adds to the value
    trained: float  # values further from 0 are marked
    sliders: Sequence[LatentSlider]
    sheet: FrameSheet | None


def latent_sliders(
    shown: LatentSliders,
    on_request: Callable[[FrameRequest], None],
    on_move: Callable[[str, int], None],
    key: str,
) -> None:
    """Draw them. `on_request` gets the frames to send next, `on_move` the slider let go of and its steps."""

    def request(asked: dict[str, Any]) -> None:
        on_request(FrameRequest(str(asked["key"]), int(asked["stride"])))

    def move(moved: dict[str, Any]) -> None:
        hear(key, int(moved["number"]))
        on_move(str(moved["key"]), int(moved["step"]))

    data = asdict(shown) | {"heard": heard(key)}
    with fill_or_grow(key):
        _component(
            data=data,
            key=key,
            on_request_change=on_event(key, "request", request),
            on_move_change=on_event(key, "move", move),
        )
