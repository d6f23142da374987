"""Names with their colours."""

from collections.abc import Mapping

import streamlit as st

from components.ui.assets import beside

_legend = st.components.v2.component(
    "chalknet_legend", html="<ul></ul>", js=beside(__file__, ".js"), css=beside(__file__, ".css")
)


def legend(colours: Mapping[str, str], key: str) -> None:
    """Draw each name beside its colour."""
    _legend(data={"names": list(colours), "colours": list(colours.values())}, key=key)
