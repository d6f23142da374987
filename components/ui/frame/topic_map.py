"""The lecture as a map: its topics are stations on one line, and each opens its page."""

import functools
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st
from PIL import Image

from components.render.data_url import data_url
from components.topics import Topic, preview
from components.ui.assets import beside

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


@functools.cache
def film(folder: str) -> Film:
    """What a topic's page looks like. Raises FileNotFoundError."""
    data = preview(folder).read_bytes()
    width, height = Image.open(io.BytesIO(data)).size
    return Film(data_url(data, "webp"), height // width)


def topic_map(topics: Sequence[Topic]) -> None:
    """Draw the map; a topic's page is opened on a click, if it is built."""
    stations = [
        {
            "page": t.script,
            "title": t.title,
            "claim": t.claim,
            "icon": t.icon_name,
            "film": asdict(film(t.folder)) if t.built else None,
        }
        for t in topics
    ]
    result = _topic_map(data={"stations": stations}, key="topic map", on_open_change=lambda: None)
    if result.open:
        st.switch_page(result.open)
