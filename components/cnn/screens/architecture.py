"""*Architecture*: the whole network as a strip, from the pixels to the classes."""

from dataclasses import asdict

import streamlit as st

from components import runtime
from components.cnn.figures import channel_thumbnails, thumbnails
from components.cnn.operations import channel_runs
from components.cnn.screens.state import (
    STRONGEST,
    LayerSelection,
    LayerSettings,
    PhotoSettings,
    TracedPhoto,
    automatic_layer,
    graph_of,
    leave_out_layer,
    photo_bar,
    pick_block,
    selected_layer,
    summaries,
    traced_photo,
)
from components.cnn.summary import SIDE, OperationSummary, block_summary
from components.cnn.tracing import as_maps
from components.cnn.widgets.cards import Card, cards
from components.render.colours import Table
from components.ui import url_state
from components.ui.controls.network import own_networks
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.theme import diverging_scale
from components.ui.widgets.class_bars import percent
from components.vision.backbones import DEFAULT
from components.vision.preprocessing import visible_square

CLAIM = "Pixels become edges, edges become parts, parts become a class."

EXPERIMENTS = (
    Experiment(
        "The first edges",
        {"block": 1},
        "Block 1’s maps are weak in even areas and strong, positive or negative, where the brightness "
        "changes: edges, found from 7 × 7 pixels each.",
    ),
    Experiment(
        "The last parts",
        {"sample": "coffee", "block": 18},
        "Each place of these 7 × 7 maps depends on the whole photo; the four shown no longer trace edges, "
        "they fire where the cup is.",
    ),
    Experiment(
        "A rocket",
        {"sample": "rocket", "block": 18},
        "The weights are the same, only the photo is another: now the maps shown fire along the bright "
        "ground, and “drilling platform” wins.",
    ),
)
DEFAULTS = asdict(PhotoSettings()) | asdict(LayerSettings())

IDEA = r"""
**Each block** takes the maps of the block before and makes new ones. A card shows the four maps that vary
most on this photo, and under its name how many maps there are, their height and their width. Click a card to
open the block: beside it stand its operations. As long as each channel is made of the same channel alone, as
by batch norm and ReLU, they show the same four channels. Click an operation to see all its maps.

**The receptive field** is the square of the photo that one place of a map depends on. **Parameters** are the
numbers the block has learned, **multiply-adds** the products it sums up for one photo.

**Dark to light** is an activation from zero up. Where a map has negative values too, **orange** is positive
and **purple** negative.

**MobileNetV2** ([Sandler et al., 2018](https://arxiv.org/abs/1801.04381)) takes a convolution apart into
*inverted residual* blocks. A 1×1 convolution mixes the channels and makes six times as many of them (not in
Block 1); a *depthwise* 3×3 convolution looks at the neighbours within each channel; a second 1×1 convolution
brings them down to few again. That last one is *linear*: no ReLU follows it, since a ReLU on few channels
would throw away what they hold. Where a block leaves size and number alone, its input is added to its result.

**Branches** of a block, such as the ways of an Inception block, stand one after the other, in the order in
which the network computes them, and then what joins them.
"""


def warm() -> None:
    """Summarise the default network, and read the lecturer's own ones."""
    summaries(graph_of(DEFAULT))
    own_networks()


def architecture_screen() -> None:
    """Draw the screen."""
    photo, where = url_state.settings(PhotoSettings), url_state.settings(LayerSettings)
    shown = traced_photo(photo)
    here = selected_layer(where, shown)
    leave_out_layer(automatic_layer(here, shown))
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        network, opened = st.columns([5, 2], gap="small")
        with network:
            _draw_blocks(shown, here)
        with opened:
            _draw_operations(shown, here)
    with place.dock:
        photo_bar(photo)
        block, found = shown.trace.graph.blocks[here.block], summaries(shown.trace.graph)[here.block]
        st.markdown(f"{block.name}: {block_summary(found).costs_in_words}")
        st.caption(shown.subject.credit)


def _draw_blocks(shown: TracedPhoto, here: LayerSelection) -> None:
    """Draw the network from the photo to the best class, a card a block."""
    found = summaries(shown.trace.graph)
    blocks = [
        _card(block.name, block_summary(operations))
        for block, operations in zip(shown.trace.graph.blocks, found, strict=True)
    ]
    (best, probability), *_ = shown.trace.best(1)
    photo = Card("Photo", (f"{SIDE} × {SIDE} pixels",), opens=False)
    answer = Card(best, (percent(probability),), opens=False, pictured=False)
    signed = diverging_scale()
    pictures = runtime.cached(_block_thumbnails, (*shown.about, "blocks", signed.ground), shown, signed.table)
    cards([photo, *blocks, answer], pictures, here.block + 1, _pick_card, key="blocks")


def _pick_card(number: int) -> None:
    pick_block(number - 1)  # the first card is the photo


def _block_thumbnails(shown: TracedPhoto, diverging: Table) -> bytes:
    how = shown.trace.graph.network.backbone.preprocessing
    photo = visible_square(shown.subject.photo.image, how)
    return thumbnails([as_maps(result) for result in shown.trace.outputs], diverging, photo)


def _draw_operations(shown: TracedPhoto, here: LayerSelection) -> None:
    block, found = shown.trace.graph.blocks[here.block], summaries(shown.trace.graph)[here.block]
    field = block_summary(found).receptive_field_in_words
    st.markdown(f"**{block.name} opened**  \nReceptive field: {field}  \nPurple < 0, orange > 0, black: 0.")
    words = [
        _card(operation.kind, summary) for operation, summary in zip(block.operations, found, strict=True)
    ]
    signed = diverging_scale()
    about = (*shown.about, f"block {here.block}", signed.ground)
    pictures = runtime.cached(_operation_thumbnails, about, shown, here, signed.table)
    cards(words, pictures, here.operation - 1, _open, key="operations")


def _card(title: str, summary: OperationSummary) -> Card:
    return Card(title, (summary.shape_in_words,), summary.sentences)


def _operation_thumbnails(shown: TracedPhoto, here: LayerSelection, diverging: Table) -> bytes:
    results = [as_maps(result) for result in shown.trace.inside(here.block)[1:]]
    operations = shown.trace.graph.blocks[here.block].operations
    return channel_thumbnails(channel_runs(operations, results), diverging)


def _open(number: int) -> None:
    st.session_state.update(screen="Feature maps", operation=number + 1, channel=STRONGEST)


SCREEN = Screen(architecture_screen, (PhotoSettings, LayerSettings), EXPERIMENTS, DEFAULTS)
