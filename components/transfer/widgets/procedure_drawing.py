"""Transfer learning in one drawing: a frozen network, its old last layer cut off, a new one that learns."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.ui.widgets.slabs import SCRIPTS, STYLES, SlabNetwork, network_json

_procedure_drawing = st.components.v2.component(
    "chalknet_procedure_drawing",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "numbers.js", "phone.js", "svg.js", "tiling.js"),
        *SCRIPTS,
        *("step_player.js", "procedure_drawing.js"),
    ),
    css=together(__file__, *STYLES, "procedure_drawing.css"),
)


@dataclass(frozen=True)
class OldLayer:
    """The last layer that is cut off: its number of classes, and its best one for the photo."""

    classes: int
    best: str
    probability: str


@dataclass(frozen=True)
class NewLayer:
    """The new last layer while it learns: before its first step, and after each of S.

    `frames` is an image, a pixel a weight: the rows of the C classes before the first step, then after it,
    and so on. `features` is one of a row, the values that these weights are for. `all` is the number of
    features there are, `shown` of those that are drawn.
    """

    classes: Sequence[str]
    truth: int
    all: int
    shown: int
    frames: bytes
    features: bytes
    logits: Sequence[Sequence[float]]  # (S + 1, C) of the photo
    probabilities: Sequence[Sequence[float]]  # (S + 1, C)
    accuracies: Sequence[float]  # (S + 1,) on the held-out photos
    losses: Sequence[float]  # (S,) on the photos learned from, before each step


def procedure_drawing(
    frozen: SlabNetwork,
    layers: tuple[OldLayer, NewLayer],
    step: int,
    on_step: Callable[[int], None],
    key: str,
) -> None:
    """Draw it as large as the room allows, after that step.

    When the training rests on another step, `on_step` is called with it before the page is run again.
    """
    old, new = layers
    pictures = {name: data_url(getattr(new, name), "png") for name in ("frames", "features")}
    with fill_or_grow(key):
        _procedure_drawing(
            data={
                "network": network_json(frozen),
                "old": asdict(old),
                "layer": asdict(new) | pictures,
                "step": step,
            },
            key=key,
            on_step_change=on_event(key, "step", lambda number: on_step(int(number))),
        )
