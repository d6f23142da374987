"""Pictures equally high, as large as their room lets them: beside each other, or in a high room stacked."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import style
from components.ui.fill import fill

STYLE = style(__file__)


@dataclass(frozen=True)
class Pictured:
    """A WebP of sharp pixels with words above it; `alt` tells those who can't see it what it shows."""

    picture: bytes
    aspect: float  # width by height
    alt: str
    words: str
    at_right: str = ""  # above its right end
    small: str = ""  # a second line

    @property
    def figure(self) -> str:
        """It as HTML."""
        words, at_right, small, alt = map(html.escape, (self.words, self.at_right, self.small, self.alt))
        caption = f"<figcaption><b>{words}</b><b>{at_right}</b><small>{small}</small></figcaption>"
        image = f"<img src='{data_url(self.picture, 'webp')}' alt='{alt}'>"
        return f"<figure style='--aspect: {self.aspect:.4f}'>{caption}{image}</figure>"


ROW = """<div class='picture-row' style='--count: {}; --across: {:.4f}; --widest: {:.4f}; --lines: {}'>
{figures}</div>"""


def picture_row(row: Sequence[Pictured], key: str) -> None:
    """Draw the row."""
    lines = 2 if any(one.small for one in row) else 1
    aspects = [one.aspect for one in row]
    figures = "".join(one.figure for one in row)
    room = (len(row), sum(aspects), max(aspects), lines)
    with fill(key):
        st.html(STYLE + ROW.format(*room, figures=figures))
