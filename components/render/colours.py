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

# What a GAN is shown: real images, those that its discriminator wasn't trained on, and generated ones.
REAL, REAL_HELD_OUT, GENERATED = "#d55e00", "#009e73", "#0072b2"

# A classifier on held-out photos: its accuracy, its right answers, and the other things that it rejects.
HELD_OUT, RIGHT, NOVEL = "#2a8bd0", "#2f9e6e", "#b8579b"
LOSS = "#d55e00"
QUERY = "#e6007e"  # the frame of the photo in question, in no class's colour

# What of a network is trained: the last layer, all layers from the learned weights, or from random ones.
FROZEN_FEATURES, FINE_TUNED, FROM_SCRATCH = "#2a8bd0", "#2f9e6e", "#d55e00"

# Cells of recurrent networks, and the network without a memory beside them.
LSTM, RNN, GRU, FEED_FORWARD = "#0072b2", "#d55e00", "#009e73", "#cc79a7"

# A risk as the ensemble, each member and the regression beside it predict it, and the time that it is about.
PREDICTED, MEMBER, REGRESSION = "#0072b2", "rgba(86, 180, 233, 0.5)", "#bb55a5"
HORIZON = "rgba(128, 128, 128, 0.16)"

# How a patient's follow-up ended: with the event, with a transplant, or before anything is known.
EVENT, TRANSPLANT, CENSORED = "#d55e00", "#0072b2", "#8a8f94"

# Evidence: what it says, and what chance would.
EVIDENCE, CHANCE = "#d55e00", "#8a8f94"

REFERENCE = "#8a8f94"  # a line to compare with

# Without a meaning of their own, on light ground and on dark.
NEUTRAL, GRID, TRANSPARENT = "#808080", "rgba(128, 128, 128, 0.4)", "rgba(0,0,0,0)"


def gradient(table: Table) -> list[str]:
    """Nine colours of a table, as hexadecimal strings, to draw its legend."""
    return ["#" + bytes(table[step]).hex() for step in np.linspace(0, 255, 9).astype(int)]


def overlaid(table: Table) -> list[str]:
    """The nine colours as they lie over a photo: the farther from zero, the denser; "#rrggbbaa"."""
    places = np.linspace(0, 1, 9)
    density = np.abs(2 * places - 1) if table is DIVERGING else places
    pairs = zip(gradient(table), (density * 255).round().astype(int), strict=True)
    return [f"{colour}{dense:02x}" for colour, dense in pairs]
