"""A photo with a heat map over it, or over the square that a network sees of it, and a slider for how much
of the heat map is seen.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.colours import Table, overlaid
from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.vision.window import WHOLE, Box

_overlay = st.components.v2.component(
    "chalknet_overlay",
    html='<figure><div class="stage"></div><figcaption></figcaption><label></label></figure>',
    js=together(__file__, "movable_box.js", "heatmap_overlay.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Layers:
    """Two encoded pictures, the scale of the upper one, words for its ends, and thanks.

    The heat map lies over `box` of the photo, whose width to height is `aspect`.
    """

    photo: bytes  # JPEG
    heat: bytes  # PNG
    scale: Table
    ends: tuple[str, str]
    credit: str
    box: Box = WHOLE
    aspect: float = 1.0


def overlay(layers: Layers, opacity: int, on_release: Callable[[int], None], key: str) -> None:
    """Draw the layers, the heat map `opacity` per cent dense.

    The slider is followed in the browser; when it is let go, `on_release` gets its value, before the
    page is run again.
    """
    _draw(layers, opacity, on_release, None, key)


def movable_overlay(
    layers: Layers,
    opacity: int,
    on_release: Callable[[int], None],
    on_move: Callable[[int, int], None],
    key: str,
) -> None:
    """Draw the layers of which the box can be dragged.

    When it is let go, `on_move` gets how far it has gone of the ways that it can go, in per cent from the
    left and from the top.
    """
    _draw(layers, opacity, on_release, on_move, key)


def _draw(
    layers: Layers,
    opacity: int,
    on_release: Callable[[int], None],
    on_move: Callable[[int, int], None] | None,
    key: str,
) -> None:
    data = {
        "photo": data_url(layers.photo),
        "heat": data_url(layers.heat, "png"),
        "scale": overlaid(layers.scale),
        "ends": layers.ends,
        "credit": layers.credit,
        "opacity": opacity,
        "box": asdict(layers.box),
        "aspect": layers.aspect,
        "movable": on_move is not None,
    }
    with fill_or_grow(key):
        _overlay(
            data=data,
            key=key,
            on_opacity_change=on_event(key, "opacity", lambda value: on_release(int(value))),
            on_place_change=on_event(key, "place", lambda place: on_move and on_move(*map(int, place))),
        )
