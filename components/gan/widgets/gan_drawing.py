"""A GAN's two networks drawn to scale: from the latent to a picture, and from a picture to its score."""

from collections.abc import Callable

import streamlit as st

from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow
from components.ui.widgets.slabs import SCRIPTS, STYLES, SlabNetwork, network_json

_gan_drawing = st.components.v2.component(
    "chalknet_gan_drawing",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("dom.js", "phone.js", "svg.js", "tiling.js"),
        *SCRIPTS,
        "gan_drawing.js",
    ),
    css=together(__file__, *STYLES),
)


def gan_drawing(
    networks: tuple[SlabNetwork, SlabNetwork],
    sentence: str,
    on_layer: Callable[[int], None],
    key: str,
) -> None:
    """Draw generator and discriminator as large as the room allows, under them a sentence on both.

    A click on a layer of the generator calls `on_layer` with its number, from 0, before the page is run
    again; its last, whose maps are the picture, can't be clicked.
    """
    with fill_or_grow(key):
        _gan_drawing(
            data={"networks": [network_json(one) for one in networks], "sentence": sentence},
            key=key,
            on_layer_change=on_event(key, "layer", lambda number: on_layer(int(number))),
        )
