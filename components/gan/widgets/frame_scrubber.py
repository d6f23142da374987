"""A picture at several moments, scrubbed in the browser alone, beside charts with a cursor."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event

_film = st.components.v2.component(
    "chalknet_film",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "axes.js", "frame_scrubber.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Curve:
    """One curve: its places are in frames, which need not be whole."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str


@dataclass(frozen=True)
class Chart:
    """A chart from its first tick to its last, with named horizontal rules; `decades`: a logarithmic axis."""

    title: str
    curves: Sequence[Curve]
    ticks: Sequence[tuple[float, str]]  # places, in frames like those of the curves, and what stands there
    rules: Sequence[tuple[str, float]] = ()
    decades: bool = False


@dataclass(frozen=True)
class Film:
    """Square frames under each other in one WebP, a caption for each, and the charts."""

    frames: bytes
    side: int  # of a frame, in pixels
    captions: Sequence[str]
    charts: Sequence[Chart]
    words: str  # what the frames show, for who can't see them


def film(shown: Film, frame: int, on_rest: Callable[[int], None], key: str) -> None:
    """Draw the film at a frame. `on_rest` gets the frame at which the slider is let go."""

    data = asdict(shown) | {"frames": data_url(shown.frames, "webp"), "frame": frame}
    _film(data=data, key=key, on_rest_change=on_event(key, "rest", lambda frame: on_rest(int(frame))))
