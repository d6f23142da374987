"""*Arithmetic*: the sum behind one number of a map."""

from dataclasses import asdict, replace

import streamlit as st

from components.cnn.arithmetic import (
    channel_arithmetic,
    summing_operation_behind,
    summing_operations,
)
from components.cnn.operations import Block
from components.cnn.screens.channel_sum import channel_sum
from components.cnn.screens.state import (
    LayerSelection,
    LayerSettings,
    PhotoSettings,
    TracedPhoto,
    follow_layer,
    forget_channel,
    forget_operation,
    photo_bar,
    selected_layer,
    summaries,
    traced_photo,
)
from components.cnn.widgets.arithmetic import arithmetic
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage

CLAIM = "Every number in a map is a sum. Point at one and read it."

DEFAULTS = asdict(PhotoSettings()) | asdict(LayerSettings())
EXPERIMENTS = (
    Experiment(
        "The first layer, in colour",
        {"block": 0, "operation": 1},
        "The sum runs over 27 products, a window of 3 × 3 in each of red, green and blue; "
        "batch norm and ReLU6 follow.",
    ),
    Experiment(
        "Within one map",
        {"block": 1, "operation": 1},
        "A depthwise convolution adds up nine products from one map only: it looks at the neighbours "
        "but does not mix channels.",
    ),
    Experiment(
        "Across 960 maps",
        {"block": 15, "operation": 7},
        "A 1×1 convolution adds up one product from each of 960 maps at the same place: it mixes channels "
        "but does not look at the neighbours.",
    ),
)

IDEA = r"""
**The sum.** At each place of the window the number seen is multiplied with the kernel’s weight there, over
all maps that the channel looks at, and all these products are added up. Beyond the rim the network sees zeros
(*padding*). With *stride* 2 the window moves two places at a time.

**Batch norm** ([Ioffe and Szegedy, 2015](https://arxiv.org/abs/1502.03167)) moves and scales each channel by
four numbers: the mean $\mu$ and variance $\sigma^2$ that the sums had in training, and the learned $\gamma$
and $\beta$.

$$
z = \gamma\,\frac{y - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta
$$

**ReLU6** keeps what lies between 0 and 6: $\min(\max(z, 0), 6)$.
"""


def arithmetic_screen() -> None:
    """Draw the screen."""
    photo, where = url_state.settings(PhotoSettings), url_state.settings(LayerSettings)
    shown = traced_photo(photo)
    here = _on_a_sum(shown, selected_layer(where, shown))
    follow_layer(here, _automatic(shown, here))
    found = channel_arithmetic(shown.trace, here.block, here.operation, here.channel)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        arithmetic(channel_sum(shown, here, found), key="arithmetic")
    with place.dock:
        _pick(shown, here)
        photo_bar(photo)


def _on_a_sum(shown: TracedPhoto, here: LayerSelection) -> LayerSelection:
    """Return the layer itself, or the convolution or linear layer before it."""
    blocks = shown.trace.graph.blocks
    behind = summing_operation_behind(blocks[here.block], here.operation)
    if behind is None and summing_operations(blocks[here.block]):
        return LayerSelection(here.block, summing_operations(blocks[here.block])[0], 0)
    if behind is None:
        st.caption("This block adds up no products: it only takes means. The next one does.")
        return LayerSelection(here.block + 1, summing_operations(blocks[here.block + 1])[0], 0)
    count = summaries(shown.trace.graph)[here.block][behind - 1].shape[0]
    return LayerSelection(here.block, behind, min(here.channel, count - 1))


def _automatic(shown: TracedPhoto, here: LayerSelection) -> LayerSelection:
    """Return what is selected by itself in the block; else, as the link names the operation, the channel."""
    of_block = _on_a_sum(shown, selected_layer(LayerSettings(here.block), shown))
    if here == of_block:
        return of_block
    of_operation = _on_a_sum(shown, selected_layer(LayerSettings(here.block, here.operation), shown))
    return replace(of_operation, operation=0)  # none, they count from 1


def _pick(shown: TracedPhoto, here: LayerSelection) -> None:
    blocks = shown.trace.graph.blocks
    count = summaries(shown.trace.graph)[here.block][here.operation - 1].shape[0]
    st.selectbox(
        "Block",
        [number for number, block in enumerate(blocks) if summing_operations(block)],
        format_func=lambda number: blocks[number].name,
        key="block",
        on_change=forget_operation,
    )
    st.selectbox(
        "Operation",
        summing_operations(blocks[here.block]),
        format_func=lambda number: _name(blocks[here.block], number),
        key="operation",
        on_change=forget_channel,
    )
    st.number_input(f"Channel, 0 to {count - 1}", 0, count - 1, key="channel")


def _name(block: Block, number: int) -> str:
    return f"{number} {block.operations[number - 1].kind}"


SCREEN = Screen(arithmetic_screen, (PhotoSettings, LayerSettings), EXPERIMENTS, DEFAULTS)
