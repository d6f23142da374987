"""The table of colours: each has one meaning, the same on every page; docs/architecture.md says it in words.

Lines and marks reach a contrast of 3:1 on light ground and on dark. What stands in one chart stays apart for
colour-blind viewers, and has a dash, a shape or a name too (tests/unit/render/test_colours.py).
The scales are ColorBrewer's and matplotlib's as Plotly ships them, and one of the same hues for dark ground.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from plotly.colors import hex_to_rgb, sample_colorscale, unlabel_rgb

Table = NDArray[np.uint8]  # (256, 3)

# --- Marks and lines ------------------------------------------------------------------------------------

TRUTH = "#8f7d00"  # what was measured or really happened; real data
PREDICTED = "#1f84cc"  # what a model makes: a prediction, a probability, a generated image
HELD_OUT = "#009e73"  # what a model was not trained on, and how it does there
ERROR = "#d62839"  # a loss, a distance, a wrong answer
POSITIVE, NEGATIVE = (
    "#ca6d0d",
    "#8073ac",
)  # a sign alone, in the diverging scale's hues
REFERENCE = "#808080"  # what the others are compared with; unknown; without a meaning of its own

# The same for style sheets, as custom properties of the page: var(--truth).
MEANINGS = {
    "truth": TRUTH,
    "predicted": PREDICTED,
    "held-out": HELD_OUT,
    "error": ERROR,
    "positive": POSITIVE,
    "negative": NEGATIVE,
    "reference": REFERENCE,
}


@dataclass(frozen=True)
class Compared:
    """How one of several methods or networks is drawn: its colour, and Plotly's dash and marker."""

    colour: str
    dash: str
    symbol: str


# Methods or networks that a chart compares, named in its legend.
COMPARED = (
    Compared("#5a5af5", "solid", "circle"),
    Compared("#c2399b", "dash", "square"),
    Compared("#4f9010", "dot", "diamond"),
    Compared("#a26c58", "dashdot", "triangle-up"),
)

# A visitor's classes, up to ten, always with their names: Tableau's, as frames of photos.
CLASSES = (
    *("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2"),
    *("#b07aa1", "#edc948", "#9c755f", "#ff9da7", "#8a8f94"),
)

# Families of cells on the chart of neural networks, told apart by shape and letter too.
CELL_FAMILIES = {
    "input": TRUTH,
    "hidden": REFERENCE,
    "output": PREDICTED,
    "recurrent": COMPARED[1].colour,
    "filter": COMPARED[3].colour,
}


def see_through(colour: str, opacity: float) -> str:
    """A hexadecimal colour as CSS that lets its ground through."""
    return f"rgba{(*hex_to_rgb(colour), opacity)}"


GRID, BAND, TRANSPARENT = see_through(REFERENCE, 0.4), see_through(REFERENCE, 0.16), "rgba(0,0,0,0)"


def custom_properties() -> str:
    """The meanings as CSS for the root of the page."""
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in MEANINGS.items())} }}"


# --- Scales ---------------------------------------------------------------------------------------------


def _table(scale: str | list[str]) -> Table:
    steps = [index / 255 for index in range(256)]
    return np.array([unlabel_rgb(rgb) for rgb in sample_colorscale(scale, steps)], dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class DivergingScale:
    """Colours of signed values, and the ground they are for, by which caches tell pictures apart."""

    ground: Literal["light", "dark"]
    table: Table


SEQUENTIAL = _table("Inferno")  # activations and heat maps: dark is none, light is most
DIVERGING = _table("PuOr_r")  # signed values: purple against, orange for
ON_LIGHT = DivergingScale("light", DIVERGING)
# Zero is as dark as the page, and both ends grow equally light.
ON_DARK = DivergingScale(
    "dark",
    _table(
        [
            *("#d3c4fc", "#ad98f6", "#8572da", "#6152a4", "#40366a"),
            "#1d2023",
            *("#5d3310", "#8e4e13", "#c26b1a", "#f08e39", "#ffbd8b"),
        ]
    ),
)


def ink_on(ground: NDArray[np.uint8]) -> str:
    """The one of black and white that can be read on a colour (3,): its contrast is at least 4.5:1."""
    return "black" if _luminance(ground) > MIDDLE_LUMINANCE else "white"


MIDDLE_LUMINANCE = 0.179  # has the same contrast to black as to white


def _luminance(colour: NDArray[np.uint8]) -> float:
    """The relative luminance of WCAG 2.2."""
    part = colour / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def gradient(table: Table) -> list[str]:
    """Nine colours of a table, as hexadecimal strings, to draw its legend."""
    return ["#" + bytes(table[step]).hex() for step in np.linspace(0, 255, 9).astype(int)]


def overlaid(table: Table) -> list[str]:
    """The nine colours as they lie over a photo: the farther from zero, the denser; "#rrggbbaa"."""
    places = np.linspace(0, 1, 9)
    density = np.abs(2 * places - 1) if table is DIVERGING else places
    pairs = zip(gradient(table), (density * 255).round().astype(int), strict=True)
    return [f"{colour}{dense:02x}" for colour, dense in pairs]
