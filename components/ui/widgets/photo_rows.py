"""Photos, each beside the photos that it resembles most; its label can be put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_photo_rows = st.components.v2.component(
    "chalknet_photo_rows",
    html="<ol></ol>",
    js=together(__file__, "dom.js", "focus.js", "photo_rows.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Captioned:
    """A JPEG and the words under it."""

    picture: bytes
    caption: str


@dataclass(frozen=True)
class PhotoLine:
    """A photo and its neighbours. `label` is its class as it stands; "" where there is none to put right."""

    name: str
    photo: Captioned
    neighbours: tuple[Captioned, ...]
    label: str = ""


def photo_rows(
    lines: Sequence[PhotoLine], labels: Sequence[str], on_relabel: Callable[[str, str], None], key: str
) -> None:
    """Draw the lines; choosing another of `labels` for one calls `on_relabel(name, label)`."""

    def relabelled(choice: dict[str, Any]) -> None:
        on_relabel(str(choice["name"]), str(choice["label"]))

    data = {
        "labels": list(labels),
        "lines": [
            {
                "name": line.name,
                "label": line.label,
                "photo": _with_url(line.photo),
                "neighbours": [_with_url(neighbour) for neighbour in line.neighbours],
            }
            for line in lines
        ],
    }
    with fill_or_grow(key):
        _photo_rows(data=data, key=key, on_label_change=on_event(key, "label", relabelled))


def _with_url(captioned: Captioned) -> dict[str, str]:
    return {"src": data_url(captioned.picture), "caption": captioned.caption}
