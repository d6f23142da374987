"""A row or sheet of generated pictures, as wide as its room, each pixel a sharp square."""

import html

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import style

STYLE = style(__file__)


def strip(sheet: bytes, words: str) -> None:
    """Show a WebP sheet of pictures; `words` tell those who can't see it what it shows."""
    st.html(f"{STYLE}<img class='strip' src='{data_url(sheet, 'webp')}' alt='{html.escape(words)}'>")
