"""A table of numbers to edit: tests as rows, visits as columns, which can be moved, added and taken out."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.scripts import beside, together

_edit_table = st.components.v2.component(
    "chalknet_edit_table",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", "edit_table.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Row:
    """What a row's numbers are, and between which two they can lie."""

    name: str
    unit: str
    low: float
    high: float


@dataclass(frozen=True)
class Entry:
    """A column: the number of the one that it was, None for a new one; its head, and a number a row."""

    was: int | None
    head: float
    cells: tuple[float | None, ...]


@dataclass(frozen=True)
class Sheet:
    """The table as it is, and as it was, for the marks on what is changed."""

    head: Row
    rows: Sequence[Row]
    entries: Sequence[Entry]
    before: Sequence[Entry]


def edit_table(sheet: Sheet, on_edit: Callable[[tuple[Entry, ...]], None], key: str) -> None:
    """Draw the table. `on_edit` gets all columns after each change, before the page is run again."""

    def changed() -> None:
        on_edit(tuple(map(_entry, st.session_state[key]["entries"])))

    _edit_table(data=asdict(sheet), key=key, on_entries_change=changed)


def _entry(sent: dict[str, Any]) -> Entry:
    return Entry(sent["was"], float(sent["head"]), tuple(sent["cells"]))
