"""*Architecture*: the whole network as a strip, from the pixels to the classes."""

from dataclasses import asdict

import streamlit as st

from components import runtime
from components.cnn.figures import thumbnails
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
from components.cnn.summary import OperationSummary, block_summary
from components.cnn.tracing import as_maps
from components.cnn.widgets.cards import Card, cards
from components.ui import url_state
from components.ui.controls.idea import show_idea
from components.ui.controls.network import own_networks
from components.ui.controls.seen_square import seen_square
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import plain
from components.ui.widgets.class_bars import percent
from components.vision.backbones import DEFAULT

CLAIM = "Pixels become edges, edges become parts, parts become a class."

EXPERIMENTS = (
    Experiment("The first edges", {"block": 0}),
    Experiment("The last parts", {"block": 18}),
    Experiment("A rocket", {"sample": "rocket", "block": 18}),
)
DEFAULTS = asdict(PhotoSettings()) | asdict(LayerSettings())

IDEA = r"""
**Each block** takes the maps of the block before and makes new ones. A card shows the four maps that vary
most on this photo; under its name stand how many maps there are and their height (equal to their width), how
large the square of the photo is that one place of a map depends on (its *receptive field*; “sees it all”
where every place depends on the whole photo), the numbers the block has learned, and the products it sums up.

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
    heading(CLAIM, EXPERIMENTS, DEFAULTS)
    photo_bar(photo)
    with st.container(gap="xsmall"):  # else the projector would have to scroll
        _draw_blocks(shown, here)
        opened, picture = st.columns([12, 3], gap="medium")
    with opened, st.container(gap="xsmall"):
        _draw_operations(shown, here)
    with picture, st.container(gap="xsmall"):
        _draw_photo(shown)


def _draw_blocks(shown: TracedPhoto, here: LayerSelection) -> None:
    found = summaries(shown.trace.graph)
    words = [
        Card(block.name, _lines(block_summary(operations)))
        for block, operations in zip(shown.trace.graph.blocks, found, strict=True)
    ]
    pictures = runtime.cached(
        thumbnails, (*shown.about, "blocks"), [as_maps(result) for result in shown.trace.outputs]
    )
    cards(words, pictures, here.block, pick_block, key="blocks")


def _draw_operations(shown: TracedPhoto, here: LayerSelection) -> None:
    block, found = shown.trace.graph.blocks[here.block], summaries(shown.trace.graph)[here.block]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{block.name}** opened: click an operation. The cards: maps, then weights · multiply-adds.",
            width="content",
        )
        show_idea(IDEA)
    words = [
        Card(operation.kind, (summary.shape_in_words, summary.costs_in_words))
        for operation, summary in zip(block.operations, found, strict=True)
    ]
    pictures = runtime.cached(_operation_thumbnails, (*shown.about, f"block {here.block}"), shown, here)
    cards(words, pictures, here.operation - 1, _open, key="operations")


def _operation_thumbnails(shown: TracedPhoto, here: LayerSelection) -> bytes:
    return thumbnails([as_maps(result) for result in shown.trace.inside(here.block)[1:]])


def _open(number: int) -> None:
    st.session_state.update(screen="Feature maps", operation=number + 1, channel=STRONGEST)


def _lines(summary: OperationSummary) -> tuple[str, ...]:
    return summary.shape_in_words, summary.receptive_field_in_words, summary.costs_in_words


def _draw_photo(shown: TracedPhoto) -> None:
    how = shown.trace.graph.network.backbone.preprocessing
    st.image(seen_square(shown.subject.photo, how), width=150)
    (best, probability), *_ = shown.trace.best(1)
    st.markdown(f"**{plain(best)}**, {percent(probability)}")
    st.caption(shown.subject.credit)


SCREEN = Screen(architecture_screen, (PhotoSettings, LayerSettings), EXPERIMENTS, DEFAULTS)
