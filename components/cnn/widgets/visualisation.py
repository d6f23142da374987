"""A square picture as large as its room, and a row of small ones below it."""

from collections.abc import Sequence

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside
from components.ui.fill import fill_or_grow
from components.ui.widgets.photo_rows import Captioned

_visualisation = st.components.v2.component(
    "chalknet_visualisation",
    html='<section><img class="large" alt=""><ul></ul></section>',
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


def visualisation(picture: bytes, below: Sequence[Captioned], key: str) -> None:
    """Draw a JPEG large, and others with their captions below it."""
    with fill_or_grow(key):
        _visualisation(
            data={
                "src": data_url(picture),
                "below": [{"src": data_url(one.picture), "caption": one.caption} for one in below],
            },
            key=key,
        )
