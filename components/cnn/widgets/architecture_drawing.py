"""A convolutional network drawn to scale, and the way into it: a block, an operation, a channel, a sum.

At first stand the photo, a slab for each block and bars for the best classes; below them one of the blocks is
opened. Each picture lies in a place of the one before: js/zoom.js goes from one into the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.cnn.widgets.arithmetic import SCRIPTS as SUM_SCRIPTS
from components.cnn.widgets.arithmetic import packed_scale
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
        *("phone.js", "svg.js", "tiling.js"),
        *SUM_SCRIPTS,
        *SCRIPTS,
        *("grid_sheet.js", "zoom.js"),
        *("opened_block.js", "opened_channel.js", "architecture_drawing.js"),
    ),
    css=together(
        __file__,
        *STYLES,
        *("grid_sheet.css", "zoom.css"),
        *("opened_channel.css", "channel_sum.css", "architecture_drawing.css"),
    ),
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


@dataclass(frozen=True)
class OpenedOperation:
    """All maps of an operation: the address of a sheet of cells, row by row, and what each cell is."""

    src: str
    columns: int
    numbers: Sequence[int]
    captions: Sequence[str]
    chosen: int
    smooth: bool = False


@dataclass(frozen=True)
class DrawnSource:
    """A map that a channel is made of: its name, its picture's address, its kernel's rows, if it has one.

    `single` is what is written in the place of a picture where the map is one number.
    """

    name: str
    picture: str
    kernel: Sequence[Sequence[float]]
    single: str


@dataclass(frozen=True)
class OpenedChannel:
    """What a channel is made of, how many more maps that are, the steps, and its map: rows and columns."""

    sources: Sequence[DrawnSource]
    left_out: str
    steps: Sequence[str]
    title: str
    picture: str
    shape: tuple[int, int]
    single: str


@dataclass(frozen=True)
class NetworkZoom:
    """How far in the drawing stands, and what is there, as deep as one stop more.

    `turn` is the number of the browser's request that this answers. `path` are the numbers of block,
    operation and channel, from 0, `place` is a row and a column of the channel's map. `names` are those of
    the stops that there are, `said` three texts for each: its name, a sentence, and a smaller one.
    """

    turn: int
    stop: int
    path: tuple[int, int, int]
    place: tuple[int, int]
    names: Sequence[str]
    said: Sequence[tuple[str, str, str]]
    operation: OpenedOperation | None = None
    channel: OpenedChannel | None = None
    sum: Mapping[str, Any] | None = None


def architecture_drawing(
    network: SlabNetwork,
    below: OpenedBlock | ComparedNetwork,
    zoom: NetworkZoom,
    told: tuple[Callable[[int], None], Callable[[dict[str, Any]], None]],
    key: str,
) -> None:
    """Draw it as large as the room allows.

    Before the page is run again, `told` hears of a click on a slab, with its number from 0, and of a way in
    or out: { turn, stop, path, place } as in NetworkZoom, None for what is left open.
    """
    on_block, on_zoom = told
    data: dict[str, object] = {
        "network": network_json(network),
        "opened": None,
        "compared": None,
        "zoom": asdict(zoom) | {"scale": packed_scale()},
    }
    if isinstance(below, OpenedBlock):
        data["opened"] = asdict(below) | {"pictures": data_url(below.pictures)}
    else:
        data["compared"] = network_json(below.network) | {"sentence": below.sentence}
    with fill_or_grow(key):
        _architecture_drawing(
            data=data,
            key=key,
            on_block_change=on_event(key, "block", lambda number: on_block(int(number))),
            on_zoom_change=on_event(key, "zoom", on_zoom),
        )
