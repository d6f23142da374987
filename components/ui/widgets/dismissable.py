"""A warning that stays until it is dismissed."""

from collections.abc import Callable, Hashable

import streamlit as st


def dismissable(sentence: str, icon: str, key: str, on_dismiss: Callable[..., None], *args: Hashable) -> None:
    """Draw a warning, in markdown, and the button (key `dismiss …`) that calls `on_dismiss(*args)`."""
    words, button = st.columns([12, 1], vertical_alignment="center")
    words.warning(sentence, icon=icon)
    button.button("OK", key=f"dismiss {key}", on_click=on_dismiss, args=args)
