"""*Architecture*: the whole network drawn to scale, from the pixels to the classes."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from components import runtime
from components.cnn.alexnet import alexnet_layers
from components.cnn.figures import channel_thumbnails, strongest_maps
from components.cnn.operations import channel_runs
from components.cnn.screens.architecture_zoom import NETWORK, ZoomSettings, network_zoom, take_zoom
from components.cnn.screens.state import (
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
from components.cnn.widgets.architecture_drawing import (
    ComparedNetwork,
    DrawnOperation,
    OpenedBlock,
    architecture_drawing,
)
from components.render.colours import Table
from components.ui import url_state
from components.ui.controls.network import own_networks
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.theme import diverging_scale
from components.ui.widgets.class_bars import percent
from components.ui.widgets.slabs import Given, Slab, SlabNetwork
from components.vision.backbones import DEFAULT
from components.vision.preprocessing import visible_square

BEST = 5  # classes that are named
PHOTO = Given(3, SIDE)
PARTS = ("input layer", "feature-extraction layers", "classification layers")
SHORT = {"Convolution": "conv", "Pooling": "pool", "Linear": "linear"}
PATTERN = (
    "AlexNet’s shape, drawn without values, is the general pattern: convolutions with ReLU, a pooling layer "
    "after some of them, then fully connected layers."
)
DIFFERS = (
    "MobileNetV2, above, has strides of 2 instead of pooling layers, except for the last, and its blocks 1 "
    "to 17 end without a ReLU (linear bottlenecks)."
)


@dataclass(frozen=True)
class CompareSettings:
    """Whether AlexNet is drawn in the place of the opened block."""

    alexnet: bool = url_state.boolean()


ADDED = "The block’s input is added to its result. "
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
        "they respond where the cup is.",
    ),
    Experiment(
        "A rocket",
        {"sample": "rocket", "block": 18},
        "The weights are the same, only the photo has changed: now the maps shown respond along the bright "
        "ground, and “drilling platform” wins.",
    ),
    Experiment(
        "One number",
        {"block": 3, "operation": 4, "stop": "sum"},
        "One of 451,584 numbers of this operation: nine products, added up, then batch norm and ReLU6; "
        "zoom out to see where it stands.",
    ),
    Experiment(
        "AlexNet’s shape",
        {"alexnet": True},
        "AlexNet makes its maps smaller by three pooling layers; MobileNetV2 by five strides of 2, and it "
        "pools only once, at the end.",
    ),
)
DEFAULTS = (
    asdict(PhotoSettings()) | asdict(LayerSettings()) | asdict(CompareSettings()) | asdict(ZoomSettings())
)

IDEA = r"""
**Each block** takes the maps of the block before and makes new ones. The higher a slab, the larger its maps;
the deeper, the more channels. On its right face lies its strongest map, the one that varies most on this
photo. Click a slab to open its block: below it stand its operations with four maps each. As long as an
operation makes each channel from that channel alone, as batch norm and ReLU do, they show the same four
channels.

**Zoom in** with the wheel, with two fingers, or by the names above: from the network into a block, into one
of its operations with all its maps, into one channel with its kernel, down to the sum behind one number. Each
stop is a link, and Back leads to the one before.

**What comes out** are 1,000 logits, one for each class, and softmax makes probabilities of them: the bars are
the five best. **What is learned** are the kernels and biases of all blocks. There is no memory: each photo is
answered by itself.

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
    compare = url_state.settings(CompareSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        below = _compared(shown) if compare.alexnet else _opened(shown, here)
        stop = url_state.settings(ZoomSettings)
        zoom = network_zoom(shown, here, replace(stop, stop=NETWORK) if compare.alexnet else stop)
        architecture_drawing(_network(shown), below, zoom, (_pick, _go), key="architecture")
    with place.dock:
        photo_bar(photo)
        st.toggle("AlexNet below", key="alexnet", on_change=_leave_block)
        st.caption(shown.subject.credit)


def _network(shown: TracedPhoto) -> SlabNetwork:
    """The network from the photo to the best classes, a slab a block."""
    blocks = zip(shown.trace.graph.blocks, summaries(shown.trace.graph), strict=True)
    slabs = [_slab(block.name, block_summary(operations)) for block, operations in blocks]
    best = [(name, percent(share), share) for name, share in shown.trace.best(BEST)]
    signed = diverging_scale()
    pictures = runtime.cached(_slab_pictures, (*shown.about, "slabs", signed.ground), shown, signed.table)
    return SlabNetwork(PHOTO, slabs, PARTS, pictures, best)


def _slab(name: str, summary: OperationSummary, kind: str = "") -> Slab:
    words = f"{summary.maps_in_words}. {summary.sentences}"
    field = min(summary.receptive_field.size, SIDE)
    return Slab(name, summary.shape[0], summary.places, words, field, kind)


def _slab_pictures(shown: TracedPhoto, diverging: Table) -> bytes:
    how = shown.trace.graph.network.backbone.preprocessing
    photo = visible_square(shown.subject.photo.image, how)
    return strongest_maps([as_maps(result) for result in shown.trace.outputs], diverging, photo)


def _compared(shown: TracedPhoto) -> ComparedNetwork:
    """AlexNet, and where this network differs from its pattern."""
    slabs = [_slab(layer.name, layer.summary, SHORT[layer.kind]) for layer in alexnet_layers()]
    name = shown.trace.graph.network.backbone.name
    differs = f" {DIFFERS}" if name == DEFAULT else ""
    return ComparedNetwork(f"{PATTERN}{differs}", SlabNetwork(PHOTO, slabs, PARTS))


def _opened(shown: TracedPhoto, here: LayerSelection) -> OpenedBlock:
    """The selected block, with four maps after each of its operations."""
    block, found = shown.trace.graph.blocks[here.block], summaries(shown.trace.graph)[here.block]
    operations = [
        DrawnOperation(operation.kind, summary.shape_in_words, _said_of(operation.kind, summary))
        for operation, summary in zip(block.operations, found, strict=True)
    ]
    signed = diverging_scale()
    about = (*shown.about, f"block {here.block}", signed.ground)
    pictures = runtime.cached(_operation_pictures, about, shown, here, signed.table)
    return OpenedBlock(here.block, operations, pictures)


def _said_of(kind: str, summary: OperationSummary) -> str:
    return f"{ADDED}{summary.sentences}" if kind == "add" else summary.sentences


def _operation_pictures(shown: TracedPhoto, here: LayerSelection, diverging: Table) -> bytes:
    results = [as_maps(result) for result in shown.trace.inside(here.block)[1:]]
    operations = shown.trace.graph.blocks[here.block].operations
    return channel_thumbnails(channel_runs(operations, results), diverging)


def _pick(number: int) -> None:
    """Open a block."""
    pick_block(number)
    st.session_state["alexnet"] = False


def _leave_block() -> None:
    """Look at the whole network: what is compared stands below it."""
    st.session_state["stop"] = NETWORK


def _go(told: dict[str, Any]) -> None:
    """Go in or out."""
    take_zoom(told)
    st.session_state["alexnet"] = False


SCREEN = Screen(
    architecture_screen, (PhotoSettings, LayerSettings, CompareSettings, ZoomSettings), EXPERIMENTS, DEFAULTS
)
