"""Colours that mean the same on every page, as look-up tables for pictures and as names for charts.

The scales are ColorBrewer's and matplotlib's as Plotly ships them: both are even to the eye and can
be read by colour-blind viewers.
"""

import numpy as np
from numpy.typing import NDArray
from plotly.colors import sample_colorscale, unlabel_rgb

Table = NDArray[np.uint8]  # (256, 3)


def _table(scale: str) -> Table:
    steps = [index / 255 for index in range(256)]
    return np.array([unlabel_rgb(rgb) for rgb in sample_colorscale(scale, steps)], dtype=np.uint8)


SEQUENTIAL = _table("Inferno")  # activations and heat maps: dark is none, light is most
DIVERGING = _table("PuOr_r")  # signed values: purple against, orange for

# One colour a class, for up to ten of them: Tableau's, which stay apart on light and dark ground.
CLASSES = (
    *("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2"),
    *("#b07aa1", "#edc948", "#9c755f", "#ff9da7", "#8a8f94"),
)


def gradient(table: Table) -> list[str]:
    """Nine colours of a table, as hexadecimal strings, to draw its legend."""
    return ["#" + bytes(table[step]).hex() for step in np.linspace(0, 255, 9).astype(int)]


def overlaid(table: Table) -> list[str]:
    """The nine colours as they lie over a photo: the farther from zero, the denser; "#rrggbbaa"."""
    places = np.linspace(0, 1, 9)
    density = np.abs(2 * places - 1) if table is DIVERGING else places
    pairs = zip(gradient(table), (density * 255).round().astype(int), strict=True)
    return [f"{colour}{dense:02x}" for colour, dense in pairs]
