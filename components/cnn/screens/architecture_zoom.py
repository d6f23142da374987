"""The way into the drawn network: a block, one of its operations, one channel, and one of its sums."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from torch import Tensor

from components import runtime
from components.cnn.channel_sources import ChannelSources, SourceMap, channel_sources
from components.cnn.figures import wide_map_sheet
from components.cnn.screens.channel_sum import channel_sum, input_names, map_url
from components.cnn.screens.state import (
    STRONGEST,
    LayerSelection,
    TracedPhoto,
    channel_name,
    operation_at,
    summaries,
)
from components.cnn.summary import OperationSummary, block_summary, maps_in_words
from components.cnn.tracing import as_maps
from components.cnn.widgets.architecture_drawing import (
    DrawnSource,
    NetworkZoom,
    OpenedChannel,
    OpenedOperation,
)
from components.render.data_url import data_url
from components.ui import url_state
from components.ui.text import in_words
from components.ui.theme import diverging_scale
from components.ui.widgets.class_bars import percent

STOPS = NETWORK, BLOCK, OPERATION, CHANNEL, SUM = ("network", "block", "operation", "channel", "sum")
MOST_SOURCES = 5  # maps that are drawn beside their kernels
LARGEST_PLACE = 999
TAKEN = {
    "add": "the numbers of the maps are added",
    "multiply": "the numbers of the maps are multiplied",
    "concatenate": "the number of the one map, which is put behind others",
    "max pool": "the largest number of a window",
    "average pool": "the mean of a window",
}
TURN = "turn of the zoom"  # which of the browser's requests was answered last


@dataclass(frozen=True)
class ZoomSettings:
    """How far in the drawing stands, and the place of the open channel's map; -1 is where it fires most."""

    stop: str = url_state.choice(NETWORK, STOPS)
    map_row: int = url_state.integer(-1, -1, LARGEST_PLACE)
    map_column: int = url_state.integer(-1, -1, LARGEST_PLACE)


def network_zoom(shown: TracedPhoto, here: LayerSelection, where: ZoomSettings) -> NetworkZoom:
    """What the drawing needs as far in as it stands, and for the next stop."""
    found = channel_sources(shown.trace, here.block, here.operation, here.channel, MOST_SOURCES)
    names = _names(shown, here, found)
    stop = min(STOPS.index(where.stop), len(names) - 1)
    depth = stop + 1
    values = shown.trace.inside(here.block)
    maps = as_maps(values[here.operation])
    own = maps[here.channel].cpu()
    return NetworkZoom(
        turn=st.session_state.get(TURN, 0),
        stop=stop,
        path=(here.block, here.operation - 1, here.channel),
        place=_place(own, where),
        names=names,
        said=_said(shown, here, values, found),
        operation=_opened_operation(shown, here, maps) if depth >= STOPS.index(OPERATION) else None,
        channel=_opened_channel(own, found) if depth >= STOPS.index(CHANNEL) else None,
        sum=_sum(shown, here, found) if depth >= STOPS.index(SUM) else None,
    )


def take_zoom(told: dict[str, Any]) -> None:
    """Stand where the browser's zoom stands; what it leaves open, the network's own numbers choose."""
    block, operation, channel = told["path"]
    row, column = told["place"] or (-1, -1)
    st.session_state.update(
        {
            TURN: told["turn"],
            "stop": STOPS[told["stop"]],
            "block": block,
            "operation": 0 if operation is None else operation + 1,
            "channel": STRONGEST if channel is None else channel,
            "map_row": row,
            "map_column": column,
        }
    )


# --- What is said --------------------------------------------------------------------------------------


def _names(shown: TracedPhoto, here: LayerSelection, found: ChannelSources) -> tuple[str, ...]:
    """The stops by the names of what stands there; the last only if the channel is made of sums."""
    block = shown.trace.graph.blocks[here.block].name
    operation = operation_at(shown, here).kind
    names = ("Network", block, f"{here.operation} {operation}", channel_name(shown, here.block, here.channel))
    return (*names, "Sum") if found.arithmetic else names


def _said(
    shown: TracedPhoto, here: LayerSelection, values: tuple[Tensor, ...], found: ChannelSources
) -> tuple[tuple[str, str, str], ...]:
    """At each stop what stands there, what is to be said of it, and how it is to be read."""
    costs = summaries(shown.trace.graph)[here.block]
    block, step = shown.trace.graph.blocks[here.block], operation_at(shown, here)
    kind, own = step.kind, costs[here.operation - 1]
    name = channel_name(shown, here.block, here.channel)
    each = "Each square is one number." if own.places == 1 else "Each small picture is one map."
    four = each if own.places == 1 else "Of each operation four maps are shown; one is marked."
    return (
        ("", "", ""),
        (block.name, _becomes((0,), values, block_summary(costs)), four),
        (f"{block.name}, {kind}", _becomes(step.inputs, values, own), each),
        (f"{name[0].upper()}{name[1:]}, {kind}", _formed(kind, found, own.places == 1), _learned(found)),
        ("Sum", _summed(shown, here, name), "All numbers are the network’s own."),
    )


def _becomes(sources: tuple[int, ...], values: tuple[Tensor, ...], made: OperationSummary) -> str:
    """What goes in, what comes out, and what that costs."""
    taken = " and ".join(maps_in_words(tuple(values[source].shape[1:])) for source in sources)
    return f"{taken}, become {made.maps_in_words}. {made.sentences}"


def _formed(kind: str, found: ChannelSources, single: bool) -> str:
    where = "" if single else "at each place "
    if found.arithmetic:
        return f"{where}{', then '.join(found.steps)}."
    return f"{where}{TAKEN.get(kind, f'{kind} of the one number there')}."


def _learned(found: ChannelSources) -> str:
    if not found.arithmetic:
        return "No kernel is learned here, so there is no sum of products to open."
    also = ", and batch norm’s scale and shift" if "batch norm" in found.steps else ""
    return (
        f"Learned are the kernel’s weights, orange above 0 and purple below{also}. Click a place to open it."
    )


def _summed(shown: TracedPhoto, here: LayerSelection, name: str) -> str:
    trace = shown.trace
    if here.block < len(trace.graph.blocks) - 1:
        return "move over one of the two pictures, or use the arrow keys."
    share, count = percent(float(trace.probabilities[here.channel])), len(trace.graph.network.labels)
    return f"the logit of “{name}”. Softmax of all {count:,} logits makes {share} of it."


# --- What is drawn -------------------------------------------------------------------------------------


def _opened_operation(shown: TracedPhoto, here: LayerSelection, maps: Tensor) -> OpenedOperation:
    numbers = tuple(range(len(maps)))
    signed = diverging_scale()
    about = (*shown.about, f"{here.block}.{here.operation}", "zoom", signed.ground)
    sheet = runtime.cached(wide_map_sheet, about, maps, signed.table)
    names = tuple(channel_name(shown, here.block, number) for number in numbers)
    return OpenedOperation(data_url(sheet.picture), sheet.columns, numbers, names, here.channel)


def _opened_channel(own: Tensor, found: ChannelSources) -> OpenedChannel:
    summed = found.arithmetic
    names = dict(zip(summed.numbers, input_names(summed), strict=True)) if summed else {}
    left_out = found.count - len(found.maps)
    shape = (own.shape[0], own.shape[1])
    title = f"The map that is made, {shape[0]} × {shape[1]}, at most {in_words(float(own.max()))}"
    return OpenedChannel(
        sources=[_source(one, names.get(one.number) or _origin(one)) for one in found.maps],
        left_out=f"and {left_out} more, given less weight" if left_out else "",
        steps=found.steps,
        title="The number that is made" if own.numel() == 1 else title,
        picture=map_url(own),
        shape=shape,
        single=_single(own),
    )


def _source(one: SourceMap, name: str) -> DrawnSource:
    kernel = () if one.kernel is None else tuple(tuple(row) for row in one.kernel.tolist())
    return DrawnSource(name, map_url(one.values), kernel, _single(one.values))


def _origin(one: SourceMap) -> str:
    return f"map {one.number} of {f'operation {one.origin}' if one.origin else 'the block’s input'}"


def _single(one: Tensor) -> str:
    """The number of a map of one place, which has nothing else to show."""
    return in_words(float(one)) if one.numel() == 1 else ""


def _sum(shown: TracedPhoto, here: LayerSelection, found: ChannelSources) -> dict[str, Any] | None:
    return channel_sum(shown, here, found.arithmetic) if found.arithmetic else None


def _place(own: Tensor, where: ZoomSettings) -> tuple[int, int]:
    """The place of the map that the link names; where there is none such, the one with the largest number."""
    rows, columns = own.shape
    if 0 <= where.map_row < rows and 0 <= where.map_column < columns:
        return where.map_row, where.map_column
    row, column = divmod(int(own.argmax()), columns)
    return row, column
