"""*Generator*: its feature maps from 4 × 4 to the picture, channels ablated; a transposed convolution."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.choices import load_choices
from components.gan.figures import (
    counts_jpeg,
    difference_jpeg,
    feature_map_jpeg,
    feature_map_sheet,
    generated_jpeg,
)
from components.gan.generator_maps import (
    MAP_SIDES,
    channel_importance,
    resume_with_ablation,
    strongest_channels,
)
from components.gan.model import Generator
from components.gan.screens.checkpoint_state import MomentSettings, pick_moment
from components.gan.screens.drawn_generator import GeneratedFace, drawn_generator, generated_face
from components.gan.screens.state import FaceSettings, face_settings
from components.gan.transposed_conv import INPUT, KERNELS, contribution_counts, partial_sum
from components.render.data_url import data_url
from components.ui import url_state
from components.ui.assets import style
from components.ui.fill import fill, fill_or_grow
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import Stage, stage
from components.ui.theme import diverging_scale
from components.ui.widgets.number_tables import Table, number_tables
from components.ui.widgets.picture_grid import Grid, picture_grid
from components.ui.widgets.slab_strip import ChosenSlab, slab_strip

MAPS, TRANSPOSED = "Maps", "Deconvolution"
VIEW_NAMES = {MAPS: "Feature maps", TRANSPOSED: "Transposed convolution"}
SHOWN, COLUMNS = 60, 10  # channels in the sheet
MOST_IMPORTANT = 6  # channels whose ablation changes the picture most
MOST_CHANNELS = 512
STRONGEST = -1  # instead of a channel
COUNTED_SIDE = 8  # of the map whose contributions are counted


@dataclass(frozen=True)
class GeneratorSettings:
    """The layer, its channel, those ablated; kernel and contributions of the transposed convolution."""

    inside: str = url_state.choice(MAPS, (MAPS, TRANSPOSED))
    gan_stage: int = url_state.integer(1, 0, len(MAP_SIDES) - 2)
    gan_channel: int = url_state.integer(STRONGEST, STRONGEST, MOST_CHANNELS - 1)
    gan_muted: tuple[int, ...] = url_state.int_set(MOST_CHANNELS, MOST_CHANNELS - 1)
    stamp_kernel: int = url_state.integer(3, 3, 4)
    stamps: int = url_state.integer(1, 0, 4)


CLAIM = "From numbers to a face, layer by layer."

DEFAULTS = asdict(FaceSettings()) | asdict(GeneratorSettings()) | asdict(MomentSettings())
EXPERIMENTS = (
    Experiment(
        "Broken glasses",
        {"gan_muted": load_choices().glasses_channels},
        "With these channels muted the glasses break, and the mouth stays: what changes is what depends "
        "on them.",
    ),
    Experiment(
        "4 × 4",
        {"gan_stage": 0},
        "In maps of 4 × 4 numbers nobody sees a face: all that makes it is there, but spread over many "
        "channels.",
    ),
    Experiment(
        "Edges",
        {"gan_stage": 3},
        "At 32 × 32 many maps show the outlines of the face: the later the layer, the finer what it draws.",
    ),
    Experiment(
        "Checkerboard",
        {"inside": TRANSPOSED, "stamps": 4},
        "With kernel 3 and stride 2, some places get more contributions than others, a checkerboard; "
        "with kernel 4, all but the rim get four.",
    ),
)

IDEA = r"""
**Transposed convolution** (also *deconvolution*). A convolution collects a patch into one number; its
transpose spreads one number over a patch: each input value times the kernel is a contribution to the output.
The contributions begin $s$ places apart, and add up where they overlap. It does not undo a convolution, as
*deconvolution* suggests: it is the transpose, not the inverse. With kernel $k$, stride $s$ and padding $p$
the side $n$ becomes $(n-1)\,s - 2p + k$; here $k=4$, $s=2$, $p=1$ doubles it. What falls over the rim is cut
off.

**Checkerboard** ([Odena et al., 2016](https://distill.pub/2016/deconv-checkerboard/)). If the stride doesn't
divide the kernel, some places get more contributions than others, and a chequered pattern shows. $k=3$, $s=2$
does that; $k=4$, $s=2$ gives every place $2\times2$. Trained weights may be uneven still.

**Architecture** ([Radford et al., 2015](https://arxiv.org/abs/1511.06434)): after each transposed convolution
a batch normalisation and a ReLU, after the last a tanh and, once trained, the avatars’ exact colours (see
*Explore*). The sheet shows the maps with the largest mean activation, each on its own scale. Mute (*ablate*)
a channel: its map is set to 0, the layers after it run again. What changes is what depends on it
([Bau et al., 2019](https://arxiv.org/abs/1811.10597)).
"""


@dataclass(frozen=True)
class LayerMaps:
    """The maps (C, h, w) after the chosen layer of a generator, and their cache key."""

    generator: Generator
    layer: int
    maps: Tensor
    key: tuple[str, ...]


def generator_screen() -> None:
    """Draw the screen."""
    face, settings = face_settings(), url_state.settings(GeneratorSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.dock:
        st.segmented_control(
            "Look at",
            list(VIEWS),
            format_func=VIEW_NAMES.__getitem__,
            key="inside",
            required=True,
            label_visibility="collapsed",
            wrap=True,
        )
    VIEWS[settings.inside](place, face, settings)


def _figure(picture: bytes, words: str) -> str:
    return FIGURE.format(address=data_url(picture), words=words)


STYLE = style(__file__)
FIGURE = """<figure><img src="{address}" alt="{words}"><figcaption>{words}</figcaption></figure>"""


# --- The maps -----------------------------------------------------------------------------------------------


def _draw_maps(place: Stage, face: FaceSettings, settings: GeneratorSettings) -> None:
    made = generated_face(face, url_state.settings(MomentSettings).moment)
    all_maps, layer = list(made.maps), settings.gan_stage
    chosen = LayerMaps(made.generator, layer, all_maps[layer], (*made.key, str(layer)))
    muted = tuple(one for one in settings.gan_muted if one < len(chosen.maps))
    with place.picture, st.container(key="stretch-generator", gap="xsmall"):
        _draw_network(made, layer)
        sheet, side = st.columns([3, 2] if not muted else [1, 1], gap="small")
        with sheet:
            _draw_sheet(chosen, settings)
        with side:
            _draw_channel(chosen, _channel(chosen, settings), muted, all_maps[-1])
    with place.dock:
        _pick_layer(all_maps)
        pick_moment()
        _mute_controls(chosen, _channel(chosen, settings), muted)


def _draw_network(face: GeneratedFace, layer: int) -> None:
    chosen = ChosenSlab(layer, len(MAP_SIDES) - 1)
    slab_strip(drawn_generator(face), chosen, _open_layer, key="generator strip")


def _open_layer(layer: int) -> None:
    st.session_state.update(gan_stage=layer, gan_channel=STRONGEST)


def _pick_layer(all_maps: list[Tensor]) -> None:
    def name(layer: int) -> str:
        channels, side, _ = all_maps[layer].shape
        return f"{side} × {side} ({channels})"

    st.segmented_control(
        "After the layer to",
        range(len(MAP_SIDES) - 1),
        format_func=name,
        key="gan_stage",
        required=True,
        wrap=True,
    )


def _draw_sheet(chosen: LayerMaps, settings: GeneratorSettings) -> None:
    channels = strongest_channels(chosen.maps, SHOWN)
    signed = diverging_scale()
    about = (*chosen.key, "sheet", signed.ground)
    picture = runtime.cached(feature_map_sheet, about, chosen.maps, channels, COLUMNS, signed.table)
    captions = tuple(f"channel {channel}" for channel in channels)
    crossed = [channel for channel in settings.gan_muted if channel in channels]
    sheet = Grid(picture, COLUMNS, tuple(channels), captions)
    shown = _channel(chosen, settings)
    picture_grid(sheet, shown if shown in channels else None, _open, key="generator maps", crossed=crossed)
    st.markdown(f"The {len(channels)} strongest of {len(chosen.maps)} maps: click one")


def _channel(chosen: LayerMaps, settings: GeneratorSettings) -> int:
    if settings.gan_channel == STRONGEST:
        return strongest_channels(chosen.maps, 1)[0]
    return min(settings.gan_channel, len(chosen.maps) - 1)


def _open(channel: int) -> None:
    st.session_state["gan_channel"] = channel


def _mute_controls(chosen: LayerMaps, channel: int, muted: tuple[int, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**Channel {channel}**", width="content")
        is_muted = channel in muted
        st.button("Unmute" if is_muted else "Mute", on_click=_toggle, args=(channel, muted))
        st.button("Mute the top six", on_click=_mute, args=(_most_important(chosen),))
        st.button("Unmute all", on_click=_mute, args=((),), disabled=not muted)


def _draw_channel(chosen: LayerMaps, channel: int, muted: tuple[int, ...], original: Tensor) -> None:
    """Draw the channel's map over the face, and beside them what muting changes, if anything is muted."""
    channel_map = chosen.maps[channel]
    drawn = feature_map_jpeg(channel_map, diverging_scale().table)
    figures = [
        _figure(drawn, f"Map {channel}, largest {float(channel_map.max()):.2f}"),
        _figure(generated_jpeg(original), "The face"),
    ]
    if muted:
        after = runtime.run_short(resume_with_ablation, chosen.generator, chosen.maps, chosen.layer, muted)
        figures.insert(1, _figure(difference_jpeg(original, after), _difference(original, after)))
        figures.append(_figure(generated_jpeg(after), f"{len(muted)} muted"))
    with fill_or_grow("maps and faces"):
        st.html(f"{STYLE}<div class='squares' style='--down: {len(figures) // 2}'>{''.join(figures)}</div>")


def _difference(before: Tensor, after: Tensor) -> str:
    mean = float((after - before).abs().mean()) * 127.5
    return f"Difference: {mean:.1f} of 255"


def _most_important(chosen: LayerMaps) -> tuple[int, ...]:
    """Return the channels, among the strongest, whose ablation changes the picture most."""
    channels = strongest_channels(chosen.maps, SHOWN)
    key = (*chosen.key, "importance")
    importance = runtime.cached(
        channel_importance, key, chosen.generator, chosen.maps, chosen.layer, channels
    )
    return tuple(sorted(channels[place] for place in importance.topk(MOST_IMPORTANT).indices.tolist()))


def _toggle(channel: int, muted: tuple[int, ...]) -> None:
    _mute(tuple(sorted({*muted} ^ {channel})))


def _mute(channels: tuple[int, ...]) -> None:
    st.session_state["gan_muted"] = channels


# --- Transposed convolution ---------------------------------------------------------------------------------


def _draw_transposed_conv(place: Stage, _face: FaceSettings, settings: GeneratorSettings) -> None:
    with place.dock:
        st.segmented_control("Kernel", list(KERNELS), format_func=_square, key="stamp_kernel", required=True)
        st.slider("Input values so far", 0, INPUT.numel(), key="stamps")
    result = partial_sum(settings.stamp_kernel, settings.stamps)
    tables = [
        Table("Input, 2 × 2", _rows(INPUT)),
        Table("Kernel", _rows(KERNELS[settings.stamp_kernel])),
        Table("Value × kernel", _rows(result.contribution)),
        Table("Sum so far, 4 × 4", _rows(result.total)),
    ]
    with place.picture, st.container(key="stretch-contributions"):
        number_tables(tables, key="contribution tables", size="max(0.875rem, min(2.45cqw, 4.5cqh))")
        st.markdown(_sentence(settings.stamps))
        with fill("contribution counts"):
            st.html(f"{STYLE}<div class='squares counts'>{''.join(map(_counts, KERNELS))}</div>")


def _counts(kernel: int) -> str:
    counts = contribution_counts(kernel, COUNTED_SIDE)
    inner = sorted({int(value) for value in counts[2:-2, 2:-2].flatten().tolist()})
    words = f"Kernel {_square(kernel)}, stride 2: {' or '.join(map(str, inner))} contributions overlap"
    return _figure(counts_jpeg(counts), words)


def _sentence(count: int) -> str:
    if not count:
        return "No contribution yet. Move the slider."
    row, column = divmod(count - 1, INPUT.shape[1])
    return f"Contribution {count}: the value {INPUT[row, column]:g} of row {row + 1}, column {column + 1}"


def _square(side: int) -> str:
    return f"{side} × {side}"


def _rows(values: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())


VIEWS: dict[str, Callable[[Stage, FaceSettings, GeneratorSettings], None]] = {
    MAPS: _draw_maps,
    TRANSPOSED: _draw_transposed_conv,
}


SCREEN = Screen(generator_screen, (FaceSettings, GeneratorSettings, MomentSettings), EXPERIMENTS, DEFAULTS)
