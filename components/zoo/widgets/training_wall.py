"""One picture of a network that learns, as large as its room, and what it shows."""

import streamlit as st

from components.ui.assets import beside, together
from components.ui.fill import fill_or_grow

_training_wall = st.components.v2.component(
    "chalknet_training_wall",
    html="<figure><img><figcaption></figcaption></figure>",
    js=together(__file__, "training_wall.js"),
    css=beside(__file__, ".css"),
)


def training_wall(picture: str, words: str, key: str) -> None:
    """Draw a picture, given by an address that holds its data; `words` say what it shows."""
    with fill_or_grow(key):
        _training_wall(data={"picture": picture, "words": words}, key=key)
