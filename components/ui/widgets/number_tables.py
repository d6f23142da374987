"""Small tables of numbers, each cell in the colour of its value."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.theme import diverging_scale

_number_tables = st.components.v2.component(
    "chalknet_number_tables",
    html="<section></section>",
    js=together(__file__, "colours.js", "numbers.js", "number_tables.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Table:
    """A title and rows of numbers."""

    title: str
    rows: tuple[tuple[float, ...], ...]


def number_tables(
    tables: Sequence[Table], key: str, picture: bytes | None = None, size: float | str = 0.875
) -> None:
    """Draw the tables side by side, all on one scale: orange is positive, purple negative.

    A `picture` of the same numbers, a PNG, stands before them. The type is `size` high:
    in rem, or as CSS says it.
    """
    top = max((abs(value) for table in tables for row in table.rows for value in row), default=0.0) or 1.0
    diverging = diverging_scale().table
    shown = [
        {
            "title": table.title,
            "rows": table.rows,
            "colours": [
                [diverging[round((value / top + 1) / 2 * 255)].tolist() for value in row]
                for row in table.rows
            ],
        }
        for table in tables
    ]
    source = data_url(picture, "png") if picture else None
    _number_tables(
        data={"tables": shown, "picture": source, "size": f"{size}rem" if isinstance(size, float) else size},
        key=key,
    )
