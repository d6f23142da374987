"""Planes of codes, each with the digit that is decoded under the pointer."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_code_planes = st.components.v2.component(
    "chalknet_code_planes",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "arrows.js", "dom.js", "kept_data.js", "code_planes.js"),
    css=beside(__file__, ".css"),
)

Place = tuple[float, float]  # on a plane, as shares of the way to the right and up


@dataclass(frozen=True)
class CodeWalk:
    """A way across a plane, and what is decoded along it, side by side."""

    way: Sequence[Place]
    film: str  # an address that holds the data


@dataclass(frozen=True)
class CodeDraws:
    """Codes drawn at random: where they lie, and what is decoded from them, DRAWS_IN_ROW in a row."""

    places: Sequence[Place]
    sheet: str  # an address that holds the data


@dataclass(frozen=True)
class PlanePicture:
    """One plane: what is decoded on a grid of it, and where real digits lie."""

    title: str
    words: str  # under the title
    sheet: str  # the name of the decoded digits in one picture, `steps` in a row, the topmost row first
    steps: int
    marks: str  # the name of a list of real digits: shares to the right and up of its code, and its class
    place: Place  # of the cross
    decoded: str  # what is decoded exactly there
    walk: CodeWalk | None
    draws: CodeDraws | None


@dataclass(frozen=True)
class CodePlanes:
    """Planes side by side, and how they are painted."""

    planes: Sequence[PlanePicture]
    colours: Sequence[str]  # of the ten classes
    shows_decoded: bool  # on the planes, instead of where real digits lie


DRAWS_IN_ROW = 8


def code_planes(planes: CodePlanes, on_place: Callable[[int, int, int], None], key: str) -> None:
    """Draw the planes. When the cross of one rests, `on_place` gets its number and the place in per mille."""

    def placed(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_place(int(told["plane"]), int(told["across"]), int(told["up"]))

    data = asdict(planes) | {"heard": heard(key)}
    with fill_or_grow(key):
        _code_planes(data=data, key=key, on_place_change=on_event(key, "place", placed))
