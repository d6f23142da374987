"""Four digits in a square, each with its words; the second one can be blacked out by a brush."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_noise_pictures = st.components.v2.component(
    "chalknet_noise_pictures",
    html="<ol></ol>",
    js=together(__file__, "lifecycle.js", "arrows.js", "dom.js", "digit_pad.js", "noise_pictures.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class CaptionedPicture:
    """A digit and its words."""

    title: str
    words: str
    picture: str  # an address that holds the data


@dataclass(frozen=True)
class NoisePictures:
    """The four digits, and the strokes of the brush on the second one (components/zoo/brush.py)."""

    pictures: Sequence[CaptionedPicture]
    strokes: str  # "" if there are none


def noise_pictures(shown: NoisePictures, on_brush: Callable[[str], None], key: str) -> None:
    """Draw them, two in a row, as large as the room.

    After each stroke, and when the brush is cleared, `on_brush` gets all strokes.
    """

    def brushed(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_brush(str(told["strokes"]))

    with fill_or_grow(key):
        _noise_pictures(
            data=asdict(shown) | {"heard": heard(key)},
            key=key,
            on_brush_change=on_event(key, "brush", brushed),
        )
