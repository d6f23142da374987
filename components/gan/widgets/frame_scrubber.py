"""Frame scrubber: a picture at several moments, scrubbed in the browser, with charts and a film strip."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_component = st.components.v2.component(
    "chalknet_frame_scrubber",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("axes.js", "dom.js", "numbers.js", "svg.js", "plot.js"),
        "frame_scrubber.js",
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class FrameCurve:
    """One curve: x is in frames, which need not be whole."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    dashed: bool = False


@dataclass(frozen=True)
class FrameRemark:
    """A moment, in frames, and short lines on what happened from there on."""

    frame: float
    lines: Sequence[str]


@dataclass(frozen=True)
class FrameChart:
    """A chart from its first tick to its last, with named horizontal rules and a moment to remark on."""

    title: str
    curves: Sequence[FrameCurve]
    ticks: Sequence[tuple[float, str]]  # x, in frames like those of the curves, and the label there
    rules: Sequence[tuple[str, float]] = ()
    decades: bool = False  # whether the axis is logarithmic
    remark: FrameRemark | None = None


@dataclass(frozen=True)
class FrameScrubber:
    """Square frames under each other in one WebP, a caption for each, and the charts."""

    frames: bytes
    side: int  # of a frame, in pixels
    captions: Sequence[str]
    along: str  # what the numbers under the charts count
    charts: Sequence[FrameChart]
    words: str  # what the frames show, for screen readers
    strip: bytes  # a smaller WebP for each frame, beside each other in one
    strip_words: str


def frame_scrubber(shown: FrameScrubber, frame: int, on_rest: Callable[[int], None], key: str) -> None:
    """Draw it at a frame. `on_rest` gets the frame at which the slider or the strip is let go."""
    sheets = {
        name: data_url(sheet, "webp") for name, sheet in (("frames", shown.frames), ("strip", shown.strip))
    }
    with fill_or_grow(key):
        _component(
            data=asdict(shown) | sheets | {"frame": frame},
            key=key,
            on_rest_change=on_event(key, "rest", lambda frame: on_rest(int(frame))),
        )
