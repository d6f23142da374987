"""A table of numbers to edit: tests as rows, visits as columns, which can be moved, added and taken out.

What is typed comes as it was typed: numbers are read in one place only, which isn't the browser.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event

_edit_table = st.components.v2.component(
    "chalknet_edit_table",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "dom.js", "edit_table.js"),
    css=beside(__file__, ".css"),
)
HEAD = -1  # stands for the head's row

EditCell = float | str | None  # a number, what was typed, or nothing


@dataclass(frozen=True)
class EditRow:
    """The test of a row, and its unit."""

    name: str
    unit: str


@dataclass(frozen=True)
class EditColumn:
    """A column: the number of the one that it was, None for a new one; its head, and a cell a row."""

    was: int | None
    head: EditCell
    cells: tuple[EditCell, ...]


@dataclass(frozen=True)
class CellRemark:
    """A sentence on what was typed into a cell; a wrong text stays in its cell."""

    entry: int  # which column
    row: int  # HEAD is the head's
    text: str
    sentence: str
    wrong: bool


@dataclass(frozen=True)
class EditTable:
    """The table as it is, and as it was, for the marks on what is changed."""

    head: EditRow
    rows: Sequence[EditRow]
    apart: float  # by how much a new column's head is beyond the last one
    farthest: float  # the highest that a head can be
    entries: Sequence[EditColumn]
    before: Sequence[EditColumn]
    said: Sequence[CellRemark] = ()
    picked: int = 0  # the row whose name is marked


def edit_table(
    sheet: EditTable,
    on_edit: Callable[[tuple[EditColumn, ...]], None],
    on_pick: Callable[[int], None],
    key: str,
) -> None:
    """Draw the table. `on_edit` gets all columns after each change, before the page is run again.

    A click on a row's name calls `on_pick` with its number.
    """

    def changed(sent: dict[str, Any]) -> None:
        hear(key, int(sent["number"]))
        on_edit(tuple(map(_entry, sent["entries"])))

    _edit_table(
        data={**asdict(sheet), "heard": heard(key)},
        key=key,
        on_edit_change=on_event(key, "edit", changed),
        on_pick_change=on_event(key, "pick", lambda row: on_pick(int(row))),
    )


def _entry(sent: dict[str, Any]) -> EditColumn:
    return EditColumn(sent["was"], sent["head"], tuple(sent["cells"]))
