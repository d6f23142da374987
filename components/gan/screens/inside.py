"""*Inside*: the generator's maps from 4 × 4 to the picture, channels muted; a transposed convolution."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.figures import (
    counts_picture,
    large_difference,
    large_map,
    large_picture,
    sheet_of,
)
from components.gan.inside import SIZES, importance, maps_of, onward, strongest
from components.gan.screens.desk import FaceSettings, face_settings, generator, identity, latent, show_idea
from components.gan.stamping import INPUT, KERNELS, reached, stamped
from components.render.data_url import data_url
from components.ui import url_state
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.widgets.number_tables import Table, number_tables
from components.ui.widgets.picture_grid import Sheet, picture_grid

MAPS, STAMPS = "Maps", "Deconvolution"
SHOWN, COLUMNS = 60, 10  # channels in the sheet
WORST = 6  # channels whose muting changes the picture most
MOST_CHANNELS = 512
STRONGEST = -1  # instead of a channel
FIELD = 8  # side of the map whose stamps are counted


@dataclass(frozen=True)
class InsideSettings:
    """What is looked at: the stage, a channel, those that are muted; the kernel and the stamps made."""

    inside: str = url_state.choice(MAPS, (MAPS, STAMPS))
    gan_stage: int = url_state.integer(1, 0, len(SIZES) - 2)
    gan_channel: int = url_state.integer(STRONGEST, STRONGEST, MOST_CHANNELS - 1)
    gan_muted: tuple[int, ...] = url_state.int_set(MOST_CHANNELS, MOST_CHANNELS - 1)
    stamp_kernel: int = url_state.integer(3, 3, 4)
    stamps: int = url_state.integer(1, 0, 4)


CLAIM = "From numbers to a face, layer by layer."

DEFAULTS = asdict(FaceSettings()) | asdict(InsideSettings())
EXPERIMENTS = (
    Experiment("4 × 4", {"gan_stage": 0}),
    Experiment("Edges", {"gan_stage": 3}),
    Experiment("Checkerboard", {"inside": STAMPS, "stamps": 4}),
)

IDEA = r"""
**Transposed convolution** (also *deconvolution*). A convolution collects a patch into one number; its
transpose stamps one number over a patch: each input value times the kernel is added to the output, the
stamps $s$ places apart. It does not undo a convolution, as *deconvolution* suggests: it is the transpose, not
the inverse. With kernel $k$, stride $s$ and padding $p$ the side $n$ becomes
$(n-1)\,s - 2p + k$; here $k=4$, $s=2$, $p=1$ doubles it.

**Checkerboard** ([Odena et al., 2016](https://distill.pub/2016/deconv-checkerboard/)). If the stride doesn't
divide the kernel, some places get more stamps than others, and a chequered pattern shows. $k=3$, $s=2$ does
that; $k=4$, $s=2$ gives every place $2\times2$ stamps. Trained weights may be uneven still.

**Architecture** ([Radford et al., 2015](https://arxiv.org/abs/1511.06434)): after each deconvolution a batch
normalisation and a ReLU, after the last a tanh and, once trained, the avatars’ exact colours (see *Explore*).
Mute a channel: its map is set to 0, the layers after it run again. What changes is what depends on it.
"""


@dataclass(frozen=True)
class Stage:
    """The maps (C, h, w) of the chosen stage, and what tells them from others."""

    number: int
    maps: Tensor
    about: tuple[str, ...]


def inside_screen() -> None:
    """Draw the screen."""
    face, settings = face_settings(), url_state.settings(InsideSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
        st.segmented_control(
            "Look at", list(VIEWS), key="inside", required=True, label_visibility="collapsed", width="content"
        )
    VIEWS[settings.inside](face, settings)


# --- The maps -----------------------------------------------------------------------------------------------


def _draw_maps(face: FaceSettings, settings: InsideSettings) -> None:
    about = identity(face)
    found = runtime.cached(maps_of, about, generator(), latent(face))
    number = settings.gan_stage
    stage = Stage(number, found[number], (*about, str(number)))
    sheet, side = st.columns([8, 7], gap="large")
    with sheet:
        _pick_stage(found)
        _draw_sheet(stage, settings)
    with side:
        _draw_channel(stage, settings, found[-1])


def _pick_stage(found: list[Tensor]) -> None:
    def name(number: int) -> str:
        channels, side, _ = found[number].shape
        return f"{side} × {side} ({channels})"

    st.segmented_control(
        "After the layer to",
        range(len(SIZES) - 1),
        format_func=name,
        key="gan_stage",
        required=True,
        wrap=True,
    )


def _draw_sheet(stage: Stage, settings: InsideSettings) -> None:
    channels = strongest(stage.maps, SHOWN)
    picture = runtime.cached(sheet_of, (*stage.about, "sheet"), stage.maps, channels, COLUMNS)
    captions = tuple(f"channel {channel}" for channel in channels)
    crossed = [channel for channel in settings.gan_muted if channel in channels]
    sheet = Sheet(picture, COLUMNS, tuple(channels), captions)
    shown = _channel(stage, settings)
    picture_grid(sheet, shown if shown in channels else None, _open, key="generator maps", crossed=crossed)
    st.markdown(
        f"The {len(channels)} maps with the largest mean activation, each on its own scale. Click one."
    )


def _channel(stage: Stage, settings: InsideSettings) -> int:
    if settings.gan_channel == STRONGEST:
        return strongest(stage.maps, 1)[0]
    return min(settings.gan_channel, len(stage.maps) - 1)


def _open(channel: int) -> None:
    st.session_state["gan_channel"] = channel


def _draw_channel(stage: Stage, settings: InsideSettings, whole: Tensor) -> None:
    channel = _channel(stage, settings)
    muted = tuple(one for one in settings.gan_muted if one < len(stage.maps))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**Channel {channel}**", width="content")
        is_muted = channel in muted
        st.button("Unmute" if is_muted else "Mute", on_click=_toggle, args=(channel, muted))
        st.button("Mute the top six", on_click=_mute, args=(_worst(stage),))
        st.button("Unmute all", on_click=_mute, args=((),), disabled=not muted)
    after = runtime.run_short(onward, generator(), stage.maps, stage.number, muted)
    left, right = st.columns(2, gap="medium")
    largest = float(stage.maps[channel].max())
    with left:
        _show(large_map(stage.maps[channel]), f"Map {channel}, largest {largest:.2f}")
        _show(large_picture(after), f"{len(muted)} muted" if muted else "Nothing muted")
    with right:
        _show(large_picture(whole), "The face")
        _show(large_difference(whole, after), _difference(whole, after))


def _show(picture: bytes, words: str) -> None:
    st.html(SQUARE.format(address=data_url(picture), words=words))


SQUARE = """<figure style="margin:0;width:min(100%,max(9rem,50vh - 10.5rem))">
<img src="{address}" alt="{words}"
style="display:block;width:100%;border-radius:.4rem;image-rendering:pixelated">
<figcaption style="line-height:1.4">{words}</figcaption></figure>"""


def _difference(before: Tensor, after: Tensor) -> str:
    mean = float((after - before).abs().mean()) * 127.5
    return f"Difference: {mean:.1f} of 255"


def _worst(stage: Stage) -> tuple[int, ...]:
    """The channels, among the strongest, whose muting changes the picture most."""
    channels = strongest(stage.maps, SHOWN)
    about = (*stage.about, "importance")
    found = runtime.cached(importance, about, generator(), stage.maps, stage.number, channels)
    return tuple(sorted(channels[place] for place in found.topk(WORST).indices.tolist()))


def _toggle(channel: int, muted: tuple[int, ...]) -> None:
    _mute(tuple(sorted({*muted} ^ {channel})))


def _mute(channels: tuple[int, ...]) -> None:
    st.session_state["gan_muted"] = channels


# --- Stamp by stamp -----------------------------------------------------------------------------------------


def _draw_stamps(_face: FaceSettings, settings: InsideSettings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control("Kernel", list(KERNELS), format_func=_square, key="stamp_kernel", required=True)
        st.slider("Stamps made", 0, INPUT.numel(), key="stamps", width=320)
    made = stamped(settings.stamp_kernel, settings.stamps)
    tables = [
        Table("Input, 2 × 2", _rows(INPUT)),
        Table("Kernel", _rows(KERNELS[settings.stamp_kernel])),
        Table("This stamp: value × kernel", _rows(made.stamp)),
        Table("Sum so far, 4 × 4", _rows(made.total)),
    ]
    number_tables(tables, key="stamp tables")
    st.markdown(_sentence(settings.stamps))
    left, right = st.columns(2, gap="large")
    for column, kernel in ((left, 3), (right, 4)):
        counts = reached(kernel, FIELD)
        inner = sorted({int(value) for value in counts[2:-2, 2:-2].flatten().tolist()})
        words = " or ".join(map(str, inner))
        column.image(counts_picture(counts), width=200)
        column.markdown(f"**Kernel {_square(kernel)}, stride 2:** inside, {words} stamps reach a place.")


def _sentence(stamps: int) -> str:
    if not stamps:
        return "Nothing is stamped yet. Move the slider."
    row, column = divmod(stamps - 1, INPUT.shape[1])
    return (
        f"Stamp {stamps}: the value {INPUT[row, column]:g} of row {row + 1}, column {column + 1}. "
        "Where stamps overlap, they add up; what falls over the rim is cut off."
    )


def _square(side: int) -> str:
    return f"{side} × {side}"


def _rows(values: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())


VIEWS: dict[str, Callable[[FaceSettings, InsideSettings], None]] = {MAPS: _draw_maps, STAMPS: _draw_stamps}


SCREEN = Screen(inside_screen, (FaceSettings, InsideSettings), EXPERIMENTS, DEFAULTS)
