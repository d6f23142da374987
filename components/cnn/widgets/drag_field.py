"""An object on a plain background, dragged with the pointer, a finger or the arrow keys."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill

_drag_field = st.components.v2.component(
    "chalknet_drag_field",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", *("arrows.js", "dom.js", "signs.js"), "drag_field.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Response:
    """A square picture beside the field, a JPEG, and its title."""

    picture: bytes
    title: str
    signed: bool  # whether its colours are those of signs


@dataclass(frozen=True)
class DragField:
    """A square field, an object on it, and what stands beside it; lengths are in the field's pixels."""

    side: int
    background: tuple[int, int, int]
    picture: bytes  # of the object, a PNG
    size: int
    left: int
    top: int
    title: str
    response: Response | None = None


def drag_field(field: DragField, on_move: Callable[[int, int], None], key: str) -> None:
    """Draw the field. The object follows the pointer at once.

    While it moves, `on_move` gets its left and top now and then, before the fragment or page is run again.
    """

    def moved(place: tuple[float, float]) -> None:
        left, top = place
        on_move(int(left), int(top))

    response = field.response
    with fill(key):
        _drag_field(
            data={
                "side": field.side,
                "background": f"rgb{field.background}",
                "picture": data_url(field.picture, "png"),
                "size": field.size,
                "left": field.left,
                "top": field.top,
                "title": field.title,
                "response": response and asdict(response) | {"picture": data_url(response.picture)},
            },
            key=key,
            on_place_change=on_event(key, "place", moved),
        )
