"""The lecture as a map: its topics are stations on one line, and each opens its page."""

from collections.abc import Sequence

import streamlit as st

from components.ui.scripts import beside
from components.ui.topics import Topic

_topic_map = st.components.v2.component(
    "chalknet_topic_map",
    html="<ol></ol>",
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


def topic_map(topics: Sequence[Topic]) -> None:
    """Draw the map; a topic's page is opened on a click, if it is built."""
    stations = [
        {"page": t.script, "title": t.title, "claim": t.claim, "icon": t.icon_name, "built": t.built}
        for t in topics
    ]
    result = _topic_map(data={"stations": stations}, key="topic map", on_open_change=lambda: None)
    if result.open:
        st.switch_page(result.open)
