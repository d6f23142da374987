"""Maps before a change above the same maps after it."""

from collections.abc import Sequence

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.fill import fill

_changed_maps = st.components.v2.component(
    "chalknet_changed_maps",
    html="<section></section>",
    js=together(__file__, "painted.js", "changed_maps.js"),
    css=beside(__file__, ".css"),
)


def changed_maps(picture: bytes, channels: Sequence[int], at_most: int, key: str) -> None:
    """Draw a JPEG of two rows of square maps, one column for each of the channels.

    They are as large as `at_most` of them can be.
    """
    with fill(key):
        _changed_maps(data={"src": data_url(picture), "channels": list(channels), "atMost": at_most}, key=key)
