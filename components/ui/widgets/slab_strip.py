"""One network drawn to scale, a row of slabs of which one is chosen, above what that one is opened to."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.ui.widgets.slabs import SCRIPTS, STYLES, SlabNetwork, network_json

_slab_strip = st.components.v2.component(
    "chalknet_slab_strip",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "phone.js", "svg.js", "tiling.js"),
        *SCRIPTS,
        "slab_strip.js",
    ),
    css=together(__file__, *STYLES),
)


@dataclass(frozen=True)
class ChosenSlab:
    """The number of a slab, from 0, and how many of the first ones can be chosen."""

    number: int
    of: int


def slab_strip(network: SlabNetwork, chosen: ChosenSlab, on_slab: Callable[[int], None], key: str) -> None:
    """Draw it as large as the room allows. A click calls `on_slab` with a slab's number, from 0."""
    with fill_or_grow(key):
        _slab_strip(
            data={"network": network_json(network), "chosen": chosen.number, "choices": chosen.of},
            key=key,
            on_slab_change=on_event(key, "slab", lambda number: on_slab(int(number))),
        )
