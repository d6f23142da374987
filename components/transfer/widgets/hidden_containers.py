"""Containers out of sight, but still on the page, so that what was begun in them goes on."""

from collections.abc import Sequence

import streamlit as st

from components.ui.assets import beside

_hidden = st.components.v2.component(
    "chalknet_hidden_containers", html="<span hidden></span>", js=beside(__file__, ".js")
)


def hide_containers(containers: Sequence[str], key: str) -> None:
    """Keep the containers with these keys out of sight."""
    _hidden(data={"containers": list(containers)}, key=key)
