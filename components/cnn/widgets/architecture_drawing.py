"""A convolutional network drawn to scale: the photo, a slab for each block, bars for the best classes.

Below it one of the blocks is opened: its operations, one after the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_architecture_drawing = st.components.v2.component(
    "chalknet_architecture_drawing",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "phone.js", "svg.js", "tiling.js"),
        *("slab.js", "slab_rows.js", "slab_labels.js", "slab_figure.js"),
        *("opened_block.js", "forward_pass.js", "architecture_drawing.js"),
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Slab:
    """A block: `channels` maps of `side` × `side` places, one place each for a vector, and what it costs.

    `field` is the side of a place’s receptive field, in pixels of the photo, at most all of them; `kind` is
    written above, where that is of interest.
    """

    name: str
    channels: int
    side: int
    field: float
    words: str
    kind: str = ""


@dataclass(frozen=True)
class Architecture:
    """What is drawn: the photo's side in pixels, the blocks in their order, and the best classes.

    `classes` are names with what is written beside them and how long their bar is, from 0 to 1. `pictures` is
    an image with the photo and a map of each block side by side, all square.
    """

    photo_side: int
    slabs: Sequence[Slab]
    classes: Sequence[tuple[str, str, float]]
    pictures: bytes


@dataclass(frozen=True)
class DrawnOperation:
    """An operation: its kind, the shape of its result, and what it costs."""

    kind: str
    shape: str
    words: str


@dataclass(frozen=True)
class OpenedBlock:
    """The block of that number, from 0, its operations, and an image with maps of each side by side."""

    number: int
    operations: Sequence[DrawnOperation]
    pictures: bytes


@dataclass(frozen=True)
class ComparedNetwork:
    """The shape of another network, with a sentence on the two."""

    sentence: str
    slabs: Sequence[Slab]


def architecture_drawing(
    network: Architecture,
    below: OpenedBlock | ComparedNetwork,
    on_block: Callable[[int], None],
    on_operation: Callable[[int], None],
    key: str,
) -> None:
    """Draw it as large as the room allows, and below it one of its blocks or another network.

    A click on a slab or on an operation calls `on_block` or `on_operation` with its number, from 0, before
    the page is run again.
    """
    data: dict[str, object] = {
        "network": asdict(network) | {"pictures": data_url(network.pictures)},
        "opened": None,
        "compared": None,
    }
    if isinstance(below, OpenedBlock):
        data["opened"] = asdict(below) | {"pictures": data_url(below.pictures)}
    else:
        data["compared"] = asdict(below) | {"photo_side": network.photo_side, "classes": []}
    with fill_or_grow(key):
        _architecture_drawing(
            data=data,
            key=key,
            on_block_change=on_event(key, "block", lambda number: on_block(int(number))),
            on_operation_change=on_event(key, "operation", lambda number: on_operation(int(number))),
        )
