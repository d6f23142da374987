"""A photo with a heat map over it, and a slider for how much of the heat map is seen."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components.render.colours import Table, overlaid
from components.render.data_url import data_url
from components.ui.assets import beside
from components.ui.events import on_event
from components.ui.fill import fill

_overlay = st.components.v2.component(
    "chalknet_overlay",
    html='<figure><div class="stage"></div><figcaption></figcaption><label></label></figure>',
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Layers:
    """Two encoded pictures of one square, the scale of the upper one, words for its ends, and thanks."""

    photo: bytes  # JPEG
    heat: bytes  # PNG
    scale: Table
    ends: tuple[str, str]
    credit: str


def overlay(layers: Layers, opacity: int, on_release: Callable[[int], None], key: str) -> None:
    """Draw the layers, the heat map `opacity` per cent dense.

    The slider is followed in the browser; when it is let go, `on_release` gets its value, before the
    page is run again.
    """
    data = {
        "photo": data_url(layers.photo),
        "heat": data_url(layers.heat, "png"),
        "scale": overlaid(layers.scale),
        "ends": layers.ends,
        "credit": layers.credit,
        "opacity": opacity,
    }
    with fill(key):
        _overlay(
            data=data,
            key=key,
            on_opacity_change=on_event(key, "opacity", lambda value: on_release(int(value))),
        )
