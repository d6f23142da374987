"""*Convolution*: one kernel slides over one's own photo, place by place."""

from dataclasses import asdict

import streamlit as st

from components.cnn.convolution_demo import POOLING, PRESETS, Weights, colour_ranges
from components.cnn.screens.convolution_guess import convolution_guessed
from components.cnn.screens.convolution_state import (
    CHOICES,
    DEFAULTS,
    EDITED,
    LARGEST,
    LEARNED,
    PER_UNIT,
    POOLS,
    ConvolutionDemo,
    ConvolutionSettings,
    filters,
    run_demo,
)
from components.cnn.screens.state import PhotoSettings, photo_bar
from components.cnn.widgets.sliding_window import WindowGeometry, WindowMap, sliding_window
from components.ui import url_state
from components.ui.controls.quiz import show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words
from components.ui.theme import diverging_scale

CLAIM = "Nine numbers decide what a filter sees."

EXPERIMENTS = (
    Experiment(
        "Half the size",
        {"preset": "blur", "stride": 2, "padding": 1},
        "With stride 2 the window stands on every second place only, so the result is half as wide and "
        "half as high.",
    ),
    Experiment(
        "First step of a network",
        {"preset": LEARNED, "padding": 1, "relu": True, "pool": "max", "fine": True},
        "This learned kernel answers to vertical edges; ReLU keeps only the positive sums, and max pooling "
        "halves the map but keeps the strongest ones.",
    ),
    Experiment(
        "Guess: how large, and which?", {"preset": "Sobel y", "stride": 2, "padding": 2, "guess": True}
    ),
)
IDEA = r"""
**A kernel** $w$ of $k$ × $k$ weights slides over the picture $x$. At each place its weights are multiplied
with the values under it, and the products are added up. With stride $s$, padding $p$ and dilation $d$:

$$
y(r, c) = \textstyle\sum_{u=0}^{k-1} \sum_{v=0}^{k-1}\; w(u, v) \cdot x(s r + d u - p,\; s c + d v - p)
$$

Strictly, this is *cross-correlation*: a convolution would turn the kernel by 180°. Since networks learn their
kernels, it makes no difference to them.

**Padding** is a rim of zeros, **stride** the step from place to place, **dilation** the distance between the
places under the kernel. A picture $n$ places wide becomes $\lfloor (n + 2p - d\,(k - 1) - 1) / s \rfloor + 1$
places wide.

**Weights that add up to 1** keep the brightness of even areas, so the result is drawn like the photo. All
other results are drawn in **orange** where they are positive and in **purple** where they are negative; the
strongest colour is for the largest result away from the padding.

**ReLU** replaces negative values by 0; from there on, dark is zero. **Pooling** keeps the largest or the mean
of each square of 2 × 2 places.

**Learned** kernels are those of the network’s first layer: 3 × 3 in MobileNetV2, 7 × 7 in ResNet-18, 11 × 11
in AlexNet. Each has weights for red, green and blue; for this grey picture the three are added up. Filters
that look for colour come close to zero then.
"""


def convolution_screen() -> None:
    """Draw the screen."""
    photo, settings = url_state.settings(PhotoSettings), url_state.settings(ConvolutionSettings)
    demo = run_demo(settings, photo)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        shown = not settings.guess or convolution_guessed(demo)
        if shown:
            _draw(demo)
    with place.dock:
        _pick_kernel(settings, demo)
        if shown:
            st.markdown(f"{_about_kernel(settings, demo)} {_about_sum(demo.config.weights)}")
        _pick_layers()
        if shown:
            st.markdown(_about_size(demo))
        show_tally()
        photo_bar(photo)
        st.caption(demo.subject.credit)


# --- What is chosen -----------------------------------------------------------------------------------


def _pick_kernel(settings: ConvolutionSettings, demo: ConvolutionDemo) -> None:
    st.pills(
        "Kernel",
        CHOICES,
        default=ConvolutionSettings.preset,
        required=True,
        key="preset",
        wrap=True,
        label_visibility="collapsed",
        width="content",
    )
    if settings.preset == LEARNED:
        last = len(filters(demo.network)) - 1
        st.number_input(f"Filter of {demo.network.backbone.name}", 0, last, key="learned")


def _pick_layers() -> None:
    with st.container(horizontal=True, gap="xsmall"):
        _pick("Stride", (1, 2, 3), "stride")
        _pick("Padding", (0, 1, 2), "padding")
        _pick("Dilation", (1, 2, 3), "dilation")
    _pick("Pooling", POOLS, "pool")
    with st.container(horizontal=True, gap="small"):
        st.toggle("ReLU", key="relu")
        st.toggle("Fine picture", key="fine")
        st.toggle("Guess first", key="guess")


def _pick(label: str, options: tuple[str, ...] | tuple[int, ...], key: str) -> None:
    default = DEFAULTS[key]
    st.segmented_control(
        label, options, default=default, required=True, key=key, format_func=_short, width="content"
    )


def _short(option: str | int) -> str:
    return "avg" if option == "average" else str(option)


def _edit(weights: list[float]) -> None:
    kept = [round(min(max(weight * PER_UNIT, -LARGEST), LARGEST)) for weight in weights]
    st.session_state.update({f"k{cell}": weight for cell, weight in enumerate(kept)}, preset=EDITED)


# --- What is drawn ------------------------------------------------------------------------------------


def _draw(demo: ConvolutionDemo) -> None:
    colours = colour_ranges(demo.outputs, demo.config.weights, diverging_scale().table)
    maps = [
        WindowMap(
            output.kind,
            output.values.numpy(),
            WindowGeometry(**asdict(output.window)),
            colour_range.table,
            colour_range.low,
            colour_range.high,
        )
        for output, colour_range in zip(demo.outputs, colours, strict=True)
    ]
    sliding_window(maps, demo.config.weights, _edit, key="sliding window")


def _about_kernel(settings: ConvolutionSettings, demo: ConvolutionDemo) -> str:
    if settings.preset == EDITED:
        return "Your own kernel."
    if settings.preset == LEARNED:
        name, count = demo.network.backbone.name, len(filters(demo.network))
        return f"Filter {st.session_state['learned']} of {name}’s first {count}, its colours added up."
    return PRESETS[settings.preset].about


def _about_sum(weights: Weights) -> str:
    total = sum(weights)
    if abs(total) < 0.005:
        return "The weights add up to 0: even areas become 0."
    if abs(total - 1) < 0.005:
        return "The weights add up to 1: even areas keep their brightness."
    return f"The weights add up to {in_words(total)}."


def _about_size(demo: ConvolutionDemo) -> str:
    window, side = demo.config.window, demo.side
    text = f"**Size** ${window.formula(side)}$"
    if demo.config.pool == "none":
        return text
    width = window.output_size(side)
    return f"{text}, pooled ${POOLING.output_size(width)}$"


SCREEN = Screen(convolution_screen, (PhotoSettings, ConvolutionSettings), EXPERIMENTS, DEFAULTS)
