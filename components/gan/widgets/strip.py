"""A row or sheet of generated pictures, as wide as its room, each pixel a sharp square."""

import html
import io

import streamlit as st
from PIL import Image

from components.render.data_url import data_url
from components.ui.assets import style

STYLE = style(__file__)


def strip(sheet: bytes, words: str) -> None:
    """Show a WebP sheet of pictures; `words` tell those who can't see it what it shows.

    The element says how large it is, so that its room is kept while the browser still decodes it.
    """
    width, height = Image.open(io.BytesIO(sheet)).size
    size = f"width='{width}' height='{height}'"
    st.html(f"{STYLE}<img class='strip' {size} src='{data_url(sheet, 'webp')}' alt='{html.escape(words)}'>")
