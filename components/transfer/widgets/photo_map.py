"""Photos at their places on a map; they move where another map puts them."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.fill import fill

_photo_map = st.components.v2.component(
    "chalknet_photo_map",
    html='<section role="img"></section>',
    js=together(__file__, "lifecycle.js", "dom.js", "svg.js", "photo_map.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class MapPhoto:
    """A JPEG at its position on a map."""

    position: tuple[float, float]
    picture: bytes
    colour: str  # of its frame; "" for the page's text colour
    name: str


def photo_map(photos: Sequence[MapPhoto], query: MapPhoto, key: str) -> None:
    """Draw the photos as large as their room allows; the query photo larger and on top."""
    with fill(key):
        _photo_map(data={"photos": [*map(_drawn, photos), _drawn(query)]}, key=key)


def _drawn(photo: MapPhoto) -> dict[str, object]:
    return {
        "src": data_url(photo.picture),
        "position": photo.position,
        "colour": photo.colour,
        "name": photo.name,
    }
