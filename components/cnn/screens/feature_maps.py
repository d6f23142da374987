"""*Feature maps*: all maps of one operation, and one of them opened."""

from dataclasses import asdict, dataclass, replace

import streamlit as st
import torch

from components import runtime
from components.cnn.figures import MapSheet, ScaleScope, framed_photo, kernel_picture, map_sheet, overlay_png
from components.cnn.learned_kernels import Kernel, as_colours, heaviest, kernel_behind
from components.cnn.screens.sample_patches import strongest_patches
from components.cnn.screens.state import (
    STRONGEST,
    LayerSelection,
    LayerSettings,
    PhotoSettings,
    TracedPhoto,
    automatic_layer,
    channel_name,
    follow_layer,
    forget_channel,
    forget_operation,
    keep_opacity,
    opacity,
    operation_at,
    photo_bar,
    selected_layer,
    summaries,
    traced_photo,
)
from components.cnn.tracing import as_maps, influence
from components.render.colours import DIVERGING, SEQUENTIAL
from components.session import visitor
from components.ui import url_state
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.pacing import paint_this_first
from components.ui.text import in_words, plain
from components.ui.theme import diverging_scale
from components.ui.widgets.heatmap_overlay import Layers, overlay
from components.ui.widgets.number_tables import Table, number_tables
from components.ui.widgets.picture_grid import Grid, picture_grid
from components.ui.widgets.shelf import shelf
from components.vision.map_strength import strength
from components.vision.preprocessing import visible_square

INDEX, STRENGTH, WEAKNESS, INFLUENCE = "number", "strength", "weakness", "influence"
WEAK = 0.05  # of the lowest value, upside down
ORDERS = (INDEX, STRENGTH, WEAKNESS, INFLUENCE)
SCALES: tuple[ScaleScope, ...] = ("map", "layer", "network")
PHOTO, KERNEL, PATCHES = BESIDE = ("photo", "kernel", "patches")
LARGE = 1.25  # rem, of the kernel's numbers


@dataclass(frozen=True)
class FeatureMapSettings:
    """Order of the maps, what one colour scale is for, and what of the open channel stands beside them."""

    order: str = url_state.choice(INDEX, ORDERS)
    scale: str = url_state.choice("map", SCALES)
    channel_as: str = url_state.choice(PHOTO, BESIDE)


CLAIM = "Each channel looks for one thing, everywhere in the picture."

DEFAULTS = asdict(PhotoSettings()) | asdict(LayerSettings()) | asdict(FeatureMapSettings())
EXPERIMENTS = (
    Experiment(
        "32 edge and colour filters",
        {"block": 0, "operation": 3},
        "Each of the 32 learned kernels makes a map of its own from the same photo: some follow edges, "
        "others brightness or a colour.",
    ),
    Experiment(
        "What made it a cat",
        {"sample": "cat", "block": 18, "order": INFLUENCE},
        "No single map decides: in order of influence, the first maps raise the logit of “Egyptian cat”, "
        "the last lower it, each only a little.",
    ),
    Experiment(
        "Silent maps",
        {"sample": "coffee", "block": 18, "order": WEAKNESS, "scale": "layer"},
        "The first maps are zero everywhere: what their channels look for isn’t in this photo, "
        "and ReLU6 makes their negative sums zero; other samples wake them.",
    ),
)

IDEA = r"""
**A channel** of a convolution slides one kernel over all maps $x_i$ before it and writes what it finds at
each place into a map of its own:

$$
y_{k}(r, c) = b_k + \textstyle\sum_i \sum_{u, v}\; w_{k,i}(u, v) \cdot x_i(r + u,\, c + v)
$$

**Strength** is the standard deviation of a map over its places. **Influence** is how much the map adds to the
logit of the best class, to first order: gradient times activation, summed over its places
([Molchanov et al., 2017](https://arxiv.org/abs/1611.06440)).

**The square** on the photo is the receptive field of the place where the channel fires most: the network
could not see anything outside it when it wrote that number. The patches are the same squares in the sample
photos.
"""


def feature_maps_screen() -> None:
    """Draw the screen."""
    photo, where = url_state.settings(PhotoSettings), url_state.settings(LayerSettings)
    how = url_state.settings(FeatureMapSettings)
    shown = traced_photo(photo)
    here = selected_layer(where, shown)
    maps = as_maps(shown.trace.inside(here.block)[here.operation])
    order = _order(shown, here, how.order, maps)
    if how.order != INDEX and where.channel == STRONGEST:
        here = replace(here, channel=order[0])
    _follow(shown, here, how, order)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    view = _view(shown, here, maps)
    with place.picture:
        sheet, beside = st.columns([1, 1] if "channel" in visitor().frozen else [3, 2], gap="medium")
        with beside:
            _draw_beside(shown, here, view, how.channel_as)
        paint_this_first()
        with sheet:
            _draw_sheet(shown, here, _coloured(shown, here, how, maps, order), order)
    with place.dock:
        _pick_layer(shown, here)
        st.segmented_control(
            "Beside the maps", BESIDE, key="channel_as", default=PHOTO, required=True, wrap=True
        )
        freeze_button("channel", view)
        with st.popover("Order, colours", icon=":material/sort:"):
            st.selectbox("Order by", ORDERS, key="order", on_change=forget_channel)
            st.selectbox("One colour scale per", SCALES, key="scale")
        photo_bar(photo)


# --- All maps -----------------------------------------------------------------------------------------


def _follow(
    shown: TracedPhoto, here: LayerSelection, how: FeatureMapSettings, order: tuple[int, ...]
) -> None:
    """Let controls and link follow the layer; of sorted maps the first is selected by itself."""
    automatic = automatic_layer(here, shown)
    follow_layer(here, automatic if how.order == INDEX else replace(automatic, channel=order[0]))


def _pick_layer(shown: TracedPhoto, here: LayerSelection) -> None:
    blocks, found = shown.trace.graph.blocks, summaries(shown.trace.graph)
    st.selectbox(
        "Block",
        range(len(blocks)),
        format_func=lambda number: blocks[number].name,
        key="block",
        on_change=forget_operation,
    )
    operations = blocks[here.block].operations
    st.selectbox(
        "Operation",
        range(1, len(operations) + 1),
        format_func=lambda number: f"{number} {operations[number - 1].kind}",
        key="operation",
        on_change=forget_channel,
    )
    summary = found[here.block][here.operation - 1]
    st.number_input(f"Channel, 0 to {summary.shape[0] - 1}", 0, summary.shape[0] - 1, key="channel")
    st.caption(summary.receptive_field_sentence)


def _coloured(
    shown: TracedPhoto,
    here: LayerSelection,
    how: FeatureMapSettings,
    maps: torch.Tensor,
    order: tuple[int, ...],
) -> MapSheet:
    # A map of one place has nothing but its value to show.
    scale = "layer" if maps[0].numel() == 1 else next(scale for scale in SCALES if scale == how.scale)
    signed = diverging_scale()
    about = (*shown.about, f"{here.block}.{here.operation}", how.order, scale, signed.ground)
    return runtime.cached(map_sheet, about, maps, order, scale, shown.trace.top, signed.table)


def _draw_sheet(shown: TracedPhoto, here: LayerSelection, drawn: MapSheet, order: tuple[int, ...]) -> None:
    summary = summaries(shown.trace.graph)[here.block][here.operation - 1]
    maps = as_maps(shown.trace.inside(here.block)[here.operation])
    silent = int((maps.abs().amax((1, 2)) == 0).sum())
    words = f"**{shown.trace.graph.blocks[here.block].name}, {operation_at(shown, here).kind}**"
    words += f": {summary.maps_in_words}."
    st.markdown(f"{words} {silent} of them are zero everywhere on this photo." if silent else words)
    names = tuple(channel_name(shown, here.block, number) for number in order)
    picture_grid(Grid(drawn.picture, drawn.columns, order, names), here.channel, _pick_channel, key="sheet")


def _order(shown: TracedPhoto, here: LayerSelection, by: str, maps: torch.Tensor) -> tuple[int, ...]:
    if by == INDEX:
        return tuple(range(len(maps)))
    if by in (STRENGTH, WEAKNESS):
        return tuple(strength(maps).argsort(descending=by == STRENGTH).tolist())
    wanted = int(shown.trace.probabilities.argmax())
    about = (*shown.about, f"{here.block}.{here.operation}")
    adds = runtime.cached(influence, about, shown.trace, here.block, here.operation, wanted)
    return tuple(adds.argsort(descending=True).tolist())


def _pick_channel(number: int) -> None:
    st.session_state["channel"] = number


# --- One channel --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChannelView:
    """Map of one channel on the photo, with its title and a sentence."""

    title: str
    words: str
    layers: Layers


def _view(shown: TracedPhoto, here: LayerSelection, maps: torch.Tensor) -> ChannelView:
    one = maps[here.channel]
    row, column = divmod(int(one.argmax()), one.shape[1])
    summary = summaries(shown.trace.graph)[here.block][here.operation - 1]
    corners = summary.receptive_field.square(row, column)
    signed = bool(one.min() < 0)
    layers = Layers(
        runtime.cached(_framed, (*shown.about, str(corners)), shown, corners),
        overlay_png(one),
        DIVERGING if signed else SEQUENTIAL,
        ("negative", "positive") if signed else ("none", "most"),
        shown.subject.credit,
    )
    name = channel_name(shown, here.block, here.channel)
    title = f"{name[0].upper()}{name[1:]}, {operation_at(shown, here).kind}"
    return ChannelView(title, _peak_in_words(one, row, column), layers)


def _framed(shown: TracedPhoto, corners: tuple[float, float, float, float]) -> bytes:
    how = shown.trace.graph.network.backbone.preprocessing
    return framed_photo(visible_square(shown.subject.photo.image, how), corners)


def _peak_in_words(one: torch.Tensor, row: int, column: int) -> str:
    most, least = float(one[row, column]), float(one.min())
    if one.abs().max() == 0:
        return "This channel is silent: it is zero everywhere on this photo."
    if one.numel() == 1:
        return f"Its one value is **{in_words(most)}**."
    if most < WEAK * abs(least):
        low = f"in row {row}, column {column} (the square), and goes down to {in_words(least)}"
        return f"It hardly fires: it reaches **{in_words(most)}** at most, {low}."
    return f"It fires most, **{in_words(most)}**, in row {row}, column {column}: the square on the photo."


def _draw_beside(shown: TracedPhoto, here: LayerSelection, view: ChannelView, what: str) -> None:
    graph = shown.trace.graph
    if what == PHOTO:
        side_by_side("channel", view, _draw_view)
        return
    st.subheader(plain(view.title), anchor=False)
    if what == KERNEL:
        _draw_kernel(kernel_behind(graph.blocks[here.block], here.operation, here.channel))
        return
    found = strongest_patches(graph, (here.block, here.operation, here.channel))
    black = "; black lies beyond the photo" if found.beyond else ""
    st.markdown(f"The patches of the sample photos that activate it most{black}:")
    shelf(found.row(), None, None, key="patches")


def _draw_view(view: ChannelView, key: str) -> None:
    st.subheader(plain(view.title), anchor=False)
    st.markdown(view.words)
    overlay(view.layers, opacity(), keep_opacity, key=f"channel map {key}")


def _draw_kernel(found: Kernel | None) -> None:
    if found is None:
        st.markdown("No single kernel made this map: results are added, put together or pooled here.")
        return
    side = found.weight.shape[1]
    if side == 1:
        terms = "  \n".join(f"{in_words(float(w), '+.2f')} × map {i}" for i, w in heaviest(found, 5))
        st.markdown(f"It mixes {len(found.weight)} maps, most of all  \n{terms}")
        return
    picture = kernel_picture(as_colours(found)) if len(found.weight) == 3 else None
    if side == 3:
        number_tables(_tables(found), key="kernel numbers", picture=picture, size=LARGE)
        return
    number_tables([], key="kernel numbers", picture=picture)
    with st.popover(f"The numbers, {side} × {side}", icon=":material/grid_on:", width="content"):
        number_tables(_tables(found), key="all kernel numbers")


def _tables(found: Kernel) -> list[Table]:
    names = ("red", "green", "blue") if len(found.weight) == 3 else None
    chosen = list(enumerate(found.weight)) if len(found.weight) <= 3 else heaviest(found, 3)
    return [
        Table(
            names[number] if names else "Its kernel" if found.depthwise else f"for map {number}",
            tuple(tuple(row) for row in weight.tolist()),
        )
        for number, weight in chosen
    ]


SCREEN = Screen(
    feature_maps_screen, (PhotoSettings, LayerSettings, FeatureMapSettings), EXPERIMENTS, DEFAULTS
)
