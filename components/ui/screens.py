"""A page's screens: its title, the bar to choose one of them (key `screen`), and the one that is chosen."""

from collections.abc import Callable, Mapping

import streamlit as st

from components.ui import link


def show(title: str, screens: Mapping[str, Callable[[], None]]) -> None:
    """Draw the bar and the chosen screen; the first one is open at first paint."""
    names = tuple(screens)
    link.warn_of_nonsense("screen", names)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(title, anchor=False, width="content")
        chosen = st.segmented_control(
            "Screen",
            names,
            default=names[0],
            required=True,
            key="screen",
            bind="query-params",
            label_visibility="collapsed",
            width="content",
            wrap=True,
        )
    screens[chosen]()
    link.write()
