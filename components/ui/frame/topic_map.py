"""The lecture as a map: its topics are stations on one line, and each opens its page."""

import functools
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain, pairwise, product
from pathlib import Path

import streamlit as st
from PIL import Image, ImageDraw

from components.render.colours import REFERENCE
from components.render.data_url import data_url
from components.render.encode import lossless_webp
from components.topic import Topic
from components.ui.assets import beside

SIDE = 224  # pixels of the drawing where there is no picture
LAYERS = ((36, 3), (112, 5), (188, 2))  # where each stands, and its units

_topic_map = st.components.v2.component(
    "chalknet_topic_map",
    html="<ol></ol>",
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Film:
    """Square frames under each other, as an address that a browser draws."""

    sheet: str
    frames: int
    side: int  # pixels of each


@functools.cache
def film(preview: Path) -> Film:
    """What a topic's page looks like; a plain drawing where there is no such file yet."""
    data = preview.read_bytes() if preview.exists() else _placeholder()
    width, height = Image.open(io.BytesIO(data)).size
    return Film(data_url(data, "webp"), height // width, width)


def _placeholder() -> bytes:
    """Layers of units, each joined to all of the next: a network that has no picture of its own."""
    picture = Image.new("RGBA", (SIDE, SIDE))
    pen = ImageDraw.Draw(picture)
    layers = [[(x, SIDE * (unit + 1) / (units + 1)) for unit in range(units)] for x, units in LAYERS]
    for left, right in pairwise(layers):
        for begin, end in product(left, right):
            pen.line((begin, end), REFERENCE, 2)
    for place in chain(*layers):
        pen.circle(place, SIDE / 22, REFERENCE)
    return lossless_webp(picture)


def topic_map(topics: Sequence[Topic]) -> None:
    """Draw the map; a topic's page is opened on a click."""
    stations = [
        {
            "page": t.script,
            "title": t.title,
            "claim": t.claim,
            "icon": t.icon_name,
            "film": asdict(film(t.preview)),
        }
        for t in topics
    ]
    result = _topic_map(data={"stations": stations}, key="topic map", on_open_change=lambda: None)
    if result.open:
        st.switch_page(result.open)
