"""Many small pictures in one large one, of which one is chosen by a click or the arrow keys."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_picture_grid = st.components.v2.component(
    "chalknet_picture_grid",
    html="<section></section>",
    js=together(__file__, "grid_sheet.js", "picture_grid.js"),
    css=together(__file__, "grid_sheet.css", "picture_grid.css"),
)


@dataclass(frozen=True)
class Grid:
    """A JPEG of equally large cells, row by row, and the number that each cell goes by."""

    picture: bytes
    columns: int
    numbers: tuple[int, ...]
    captions: tuple[str, ...] = ()  # what is read out for each cell, if not its number
    smooth: bool = False  # whether the browser may blur it when it is enlarged


def picture_grid(
    sheet: Grid,
    chosen: int | None,
    on_pick: Callable[[int], None],
    key: str,
    *,
    crossed: Collection[int] = (),
) -> None:
    """Draw the sheet, the chosen cell framed, some of them crossed out.

    A click calls `on_pick` with the cell's number before the page is run again.
    """
    data = {
        "src": data_url(sheet.picture),
        "columns": sheet.columns,
        "numbers": list(sheet.numbers),
        "captions": list(sheet.captions),
        "smooth": sheet.smooth,
        "chosen": chosen,
        "crossed": list(crossed),
    }
    with fill_or_grow(key):
        _picture_grid(
            data=data,
            key=key,
            on_pick_change=on_event(key, "pick", lambda number: on_pick(int(number))),
        )
