"""Editor of a data set's classes, one row of photos a class: move and remove photos, rename a class."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.render.data_url import data_url
from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_class_editor = st.components.v2.component(
    "chalknet_class_editor",
    html='<section><div class="bar" hidden></div><ol></ol></section>',
    js=together(__file__, "lifecycle.js", *("dom.js", "focus.js", "phone.js", "svg.js"), "class_editor.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class ClassRow:
    """A class with its colour, and its photos as JPEGs by their ids."""

    id: int
    name: str
    colour: str
    photos: Mapping[str, bytes]


def class_editor(rows: Sequence[ClassRow], on_edit: Callable[[dict[str, Any]], None], key: str) -> None:
    """Draw the rows. An edit calls `on_edit` before the page is run again, with one of

    {"do": "move", "photos": [ids], "to": class id}, {"do": "remove", "photos": [ids]},
    {"do": "rename", "class": class id, "to": text}, {"do": "drop", "class": class id}.
    """

    def edited(edit: dict[str, Any]) -> None:
        hear(key, heard(key) + 1)
        on_edit(dict(edit))

    data = {
        "heard": heard(key),  # another one after each edit: one that was refused is drawn anew too
        "rows": [
            {
                "id": row.id,
                "name": row.name,
                "colour": row.colour,
                "photos": [{"id": name, "src": data_url(jpeg)} for name, jpeg in row.photos.items()],
            }
            for row in rows
        ],
    }
    with fill_or_grow(key):
        _class_editor(data=data, key=key, on_edit_change=on_event(key, "edit", edited))
