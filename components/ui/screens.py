"""A page's screens: its title, the bar to choose one of them (key `screen`), and the one that is chosen."""

from collections.abc import Callable, Mapping

import streamlit as st

from components.ui import link


def show(title: str, screens: Mapping[str, Callable[[], None]]) -> None:
    """Draw the bar and the chosen screen; the first one is open at first paint."""
    names = tuple(screens)
    left, right = st.columns([3, 10], vertical_alignment="center")
    left.header(title, anchor=False)
    link.warn_of_nonsense("screen", names)
    chosen = right.segmented_control(
        "Screen",
        names,
        default=names[0],
        required=True,
        key="screen",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    screens[chosen]()
    link.write()
