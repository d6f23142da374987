"""The sum behind one number of a map, as a widget that follows the pointer.

The browser holds the maps that are looked at and adds up the terms itself, so that the sum is on the screen
at the next frame.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.ui.assets import together
from components.ui.fill import fill_or_grow
from components.ui.theme import diverging_scale

SCRIPTS = ("binary.js", "colours.js", "dom.js", "numbers.js", "signs.js", "channel_sum.js")

_arithmetic = st.components.v2.component(
    "chalknet_arithmetic",
    html='<section class="sums"></section>',
    js=together(__file__, "lifecycle.js", *SCRIPTS, "arithmetic.js"),
    css=together(__file__, "channel_sum.css"),
)


def packed_array(values: NDArray[np.float32]) -> dict[str, Any]:
    """Return an array as the browser takes it: its shape, and its float32 values in base64."""
    data = np.ascontiguousarray(values, "<f4").tobytes()
    return {"shape": list(values.shape), "values": base64.b64encode(data).decode()}


def sums_json(
    sums: Mapping[str, Any], after: Sequence[Mapping[str, Any]], pictures: tuple[str, str]
) -> dict[str, Any]:
    """All that channel_sum.js wants.

    `sums` holds the packed arrays `inputs` (maps, H, W), `weight` (maps, k, k) and `result` (h, w), the
    numbers `bias`, `stride`, `padding`, `dilation`, the `names` of the maps, the name of the picture
    that is `looked_at`, and the `start`, a row and a column. `after` holds the operations on the sum: batch
    norms ("gamma", "beta", "mean", "variance", "eps") and ReLUs ("top"), each with its packed `result`.
    `pictures` are the addresses of two pictures: of the input and of the last result.
    """
    return {
        **sums,
        "after": list(after),
        "input_picture": pictures[0],
        "result_picture": pictures[1],
        "scale": packed_scale(),
    }


def packed_scale() -> str:
    """The colours of signed numbers, 256 times three bytes, in base64."""
    return base64.b64encode(diverging_scale().table.tobytes()).decode()


def arithmetic(data: Mapping[str, Any], key: str) -> None:
    """Draw the input with the window on it, the result with the place in it, and the sum beside them."""
    with fill_or_grow(key):
        _arithmetic(data=dict(data), key=key)
