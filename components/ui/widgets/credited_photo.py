"""A square photo and whom it is owed to, as large as its room allows."""

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.fill import fill_or_grow

_credited_photo = st.components.v2.component(
    "chalknet_credited_photo",
    html="<figure></figure>",
    js=together(__file__, "dom.js", "credited_photo.js"),
    css=beside(__file__, ".css"),
)


def credited_photo(photo: bytes, credit: str, key: str) -> None:
    """Draw a JPEG."""
    with fill_or_grow(key):
        _credited_photo(data={"src": data_url(photo), "credit": credit}, key=key)
