"""Convolution as a sliding window: maps side by side, filled in place by place."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.render.colours import Table, gradient
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill
from components.ui.theme import diverging_scale

_sliding_window = st.components.v2.component(
    "chalknet_sliding_window",
    html='<section><div class="demo"></div></section>',
    js=together(
        __file__,
        *("lifecycle.js", "binary.js", "colours.js", "numbers.js", "number_field.js", "svg.js"),
        *("sliding_window_maps.js", "sliding_window_sums.js", "sliding_window.js"),
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class WindowGeometry:
    """Geometry of the window of `size` × `size` places that slides over the map before."""

    size: int
    stride: int
    padding: int
    dilation: int


@dataclass(frozen=True)
class WindowMap:
    """A map (h, w), the layer that made it, and its colours from `low` to `high`."""

    kind: str  # "photo", "convolution", "ReLU", "max pool" or "average pool"
    values: NDArray[np.float32]
    geometry: WindowGeometry
    table: Table
    low: float
    high: float


def sliding_window(
    maps: Sequence[WindowMap], weights: Sequence[float], on_edit: Callable[[list[float]], None], key: str
) -> None:
    """Draw the maps: the photo, its convolution with the `weights`, and what follows from that.

    The window is moved in the browser alone. When a weight of a 3 × 3 kernel is edited, `on_edit` gets all
    nine, before the page is run again; a larger kernel can't be edited.
    """

    def edited(weights: list[float]) -> None:
        on_edit([float(weight) for weight in weights])

    data = {
        "maps": [_sent(one) for one in maps],
        "weights": [float(weight) for weight in weights],
        "diverging": _base64(diverging_scale().table),
    }
    with fill(key):
        _sliding_window(data=data, key=key, on_weights_change=on_event(key, "weights", edited))


def _sent(one: WindowMap) -> dict[str, object]:
    height, width = one.values.shape
    return {
        "kind": one.kind,
        "height": height,
        "width": width,
        "values": _base64(one.values),
        "geometry": asdict(one.geometry),
        "table": _base64(one.table),
        "gradient": gradient(one.table),
        "low": one.low,
        "high": one.high,
    }


def _base64(numbers: NDArray[np.float32] | Table) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode()
