"""The browser's history: a page, a screen, and each choice by one click are steps to go back to."""

import streamlit as st

from components.ui import url_state
from components.ui.assets import beside

_LANDINGS, _PAGE = "pages entered", "page entered last"

_address = st.components.v2.component(
    "chalknet_address", html="<span hidden></span>", js=beside(__file__, ".js")
)


def watch_address(page: str) -> None:
    """Let the browser decide what is a step; to be called when all of `page` and its link have been sent."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_LANDINGS] = st.session_state.get(_LANDINGS, 0) + 1
    data = {"landings": st.session_state[_LANDINGS], "mending": url_state.mending()}
    _address(data=data, key="address")
