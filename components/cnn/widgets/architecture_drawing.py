"""A convolutional network drawn to scale: the photo, a slab for each block, bars for the best classes.

Below it one of the blocks is opened: its operations, one after the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.ui.widgets.slabs import SCRIPTS, STYLES, SlabNetwork, network_json

_architecture_drawing = st.components.v2.component(
    "chalknet_architecture_drawing",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "phone.js", "svg.js", "tiling.js"),
        *SCRIPTS,
        *("opened_block.js", "architecture_drawing.js"),
    ),
    css=together(__file__, *STYLES, "architecture_drawing.css"),
)


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
    network: SlabNetwork


def architecture_drawing(
    network: SlabNetwork,
    below: OpenedBlock | ComparedNetwork,
    on_block: Callable[[int], None],
    on_operation: Callable[[int], None],
    key: str,
) -> None:
    """Draw it as large as the room allows, and below it one of its blocks or another network.

    A click on a slab or on an operation calls `on_block` or `on_operation` with its number, from 0, before
    the page is run again.
    """
    data: dict[str, object] = {"network": network_json(network), "opened": None, "compared": None}
    if isinstance(below, OpenedBlock):
        data["opened"] = asdict(below) | {"pictures": data_url(below.pictures)}
    else:
        data["compared"] = network_json(below.network) | {"sentence": below.sentence}
    with fill_or_grow(key):
        _architecture_drawing(
            data=data,
            key=key,
            on_block_change=on_event(key, "block", lambda number: on_block(int(number))),
            on_operation_change=on_event(key, "operation", lambda number: on_operation(int(number))),
        )
