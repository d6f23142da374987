"""State that the screens on convolutional networks share: the traced photo and the selected layer."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.cnn.graph import NetworkGraph, split_into_operations
from components.cnn.operations import Operation
from components.cnn.summary import OperationSummary, summarize
from components.cnn.tracing import Trace, as_maps, trace
from components.ui import url_state
from components.ui.controls.network import (
    network,
    network_or_default,
    network_setting,
    pick_any_network,
)
from components.ui.controls.photo import Subject, pick_own, pick_sample, subject
from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.map_strength import strength
from components.vision.samples import BEGINS_WITH, SAMPLES
from components.vision.splitting import UnsupportedArchitectureError

STRONGEST = -1
MOST_BLOCKS, MOST_CHANNELS = 199, 9999  # that a link may name; what there is, the network says
OPACITY = "opacity of heat maps"


@dataclass(frozen=True)
class PhotoSettings:
    """Photo and network."""

    sample: str = url_state.choice(BEGINS_WITH, tuple(SAMPLES))
    model: str = network_setting()


@dataclass(frozen=True)
class LayerSettings:
    """Selected block, operation (from 1; 0 is the block's last) and channel."""

    block: int = url_state.integer(0, 0, MOST_BLOCKS)
    operation: int = url_state.integer(0, 0, 999)
    channel: int = url_state.integer(STRONGEST, STRONGEST, MOST_CHANNELS)


@dataclass(frozen=True)
class TracedPhoto:
    """A photo and its trace through a network."""

    subject: Subject
    trace: Trace

    @property
    def about(self) -> tuple[str, str]:
        """Key under which its pictures are cached."""
        return self.subject.photo.digest, self.trace.graph.network.backbone.name


@dataclass(frozen=True)
class LayerSelection:
    """One operation of one block, and one channel of its result."""

    block: int
    operation: int  # from 1
    channel: int


def graph_of(name: str) -> NetworkGraph:
    """Return the graph of a network, taken apart once for all visitors.

    Raises FileNotFoundError, DamagedWeights, UnsupportedArchitectureError.
    """
    found = runtime.shared(_graph_or_refusal, name)
    if isinstance(found, str):
        raise UnsupportedArchitectureError(found)
    return found


def _graph_or_refusal(name: str) -> NetworkGraph | str:
    try:
        return runtime.run_short(split_into_operations, network(name))
    except UnsupportedArchitectureError as refusal:  # kept as well: the next run needn't try again
        return str(refusal)


def graph_or_default(name: str) -> NetworkGraph:
    """Return the graph of a network; of the default, which is said, if there is none of that one."""
    try:
        return graph_of(network_or_default(name).backbone.name)
    except UnsupportedArchitectureError as refusal:
        elsewhere = "; on Transfer learning it can be used" if name in BACKBONES else ""
        st.info(f"{refusal} This page goes on with {DEFAULT}{elsewhere}.")
        return graph_of(DEFAULT)


def traced_photo(settings: PhotoSettings) -> TracedPhoto:
    """Run the chosen photo through the chosen network; each visitor's last trace is kept."""
    graph, shown = graph_or_default(settings.model), subject(settings.sample)
    about = (shown.photo.digest, graph.network.backbone.name)
    last: TracedPhoto | None = st.session_state.get("traced photo")
    if last is None or last.about != about:
        last = TracedPhoto(shown, runtime.run_short(trace, graph, shown.photo.image))
        st.session_state["traced photo"] = last
    return last


def summaries(graph: NetworkGraph) -> tuple[tuple[OperationSummary, ...], ...]:
    """Summaries of all operations of each block, the same for every photo."""
    return runtime.shared(_summaries, graph.network.backbone.name)


def _summaries(name: str) -> tuple[tuple[OperationSummary, ...], ...]:
    return summarize(graph_of(name))


def selected_layer(settings: LayerSettings, shown: TracedPhoto) -> LayerSelection:
    """Return the layer that the settings ask for; what the network doesn't have becomes its default."""
    blocks = shown.trace.graph.blocks
    block = within(settings.block, len(blocks) - 1, 0, "block")
    last = len(blocks[block].operations)
    operation = within(settings.operation or last, last, last, "operation")
    count = summaries(shown.trace.graph)[block][operation - 1].shape[0]
    channel = within(settings.channel, count - 1, STRONGEST, "channel")
    if channel == STRONGEST:
        channel = _strongest_channel(shown, block, operation)
    return LayerSelection(block, operation, channel)


def automatic_layer(here: LayerSelection, shown: TracedPhoto) -> LayerSelection:
    """Return what is selected by itself: a block's last operation, an operation's strongest channel."""
    last = len(shown.trace.graph.blocks[here.block].operations)
    return LayerSelection(here.block, last, _strongest_channel(shown, here.block, here.operation))


def leave_out_layer(automatic: LayerSelection) -> None:
    """Leave out of the link what is selected by itself."""
    url_state.leave_out(LayerSettings, operation=automatic.operation, channel=automatic.channel)


def follow_layer(here: LayerSelection, automatic: LayerSelection) -> None:
    """Let the controls (keys `block`, `operation`, `channel`) and the link follow what is selected."""
    url_state.follow(LayerSettings, block=here.block, operation=here.operation, channel=here.channel)
    leave_out_layer(automatic)


def _strongest_channel(shown: TracedPhoto, block: int, operation: int) -> int:
    return int(strength(as_maps(shown.trace.inside(block)[operation])).argmax())


def within(asked: int, most: int, default: int, word: str) -> int:
    """Return the number asked for; if there is none such, the default, which is said."""
    if asked <= most:
        return asked
    st.warning(f"There is no {word} {asked} here, so another one is shown.")
    return default


def operation_at(shown: TracedPhoto, where: LayerSelection) -> Operation:
    """Return the selected operation."""
    return shown.trace.graph.blocks[where.block].operations[where.operation - 1]


def channel_name(shown: TracedPhoto, block: int, channel: int) -> str:
    """Name a channel; in the last block it is a class."""
    graph = shown.trace.graph
    is_class = block == len(graph.blocks) - 1
    return graph.network.labels[channel] if is_class else f"channel {channel}"


def pick_block(number: int) -> None:
    """Select another block, its last operation and its strongest channel."""
    st.session_state.update(block=number, operation=0, channel=STRONGEST)


def forget_operation() -> None:
    """Select the last operation and the strongest channel of the block."""
    st.session_state.update(operation=0, channel=STRONGEST)


def forget_channel() -> None:
    """Select the strongest channel of the operation."""
    st.session_state["channel"] = STRONGEST


def photo_bar(settings: PhotoSettings) -> None:
    """Draw the controls for the photo and the network, in the dock."""
    pick_sample(PhotoSettings.sample)
    with st.popover("Photo, network", icon=":material/add_a_photo:"):
        pick_own()
        pick_any_network(settings.model)


def opacity() -> int:
    """Opacity of heat maps over a photo, in per cent."""
    return int(st.session_state.get(OPACITY, 70))


def keep_opacity(chosen: int) -> None:
    """Keep the opacity of heat maps for all these screens."""
    st.session_state[OPACITY] = chosen
