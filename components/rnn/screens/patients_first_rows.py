"""The first rows of the visitor's own table as HTML, under what each column was taken for."""

import html
from collections.abc import Sequence

from components.rnn.tables.interpretation import (
    NOT_USED,
    ColumnInterpretation,
    TableInterpretation,
)
from components.ui.assets import style

LONGEST = 28  # characters of a cell that are shown
ROLE_NAMES = {  # where a role's name says too little
    "day": "day, or time since the start",
    "test": "name of the test",
    "value": "value of the test",
    "unit": "unit of the test",
    "limit": "“<” or “>” of a value",
    "hepato": "hepatomegaly",
    "spiders": "spider naevi",
}


def first_rows(found: TableInterpretation) -> str:
    """The rows as they are written; a turned table's columns aren't named, for they are its rows."""
    width = max((len(cells) for _, cells in found.first_rows), default=0)
    taken = {column.place: column for column in found.columns} if not found.turned else {}
    roles = "".join(_role(taken.get(place)) for place in range(width))
    head = f"<tr><th></th>{roles}</tr>" if taken else ""
    rows = "".join(_row(found, line, cells, width) for line, cells in found.first_rows)
    return f"{STYLE}<div class='read' tabindex='0'><table>{head}{rows}</table></div>"


def shortened(text: str) -> str:
    """Return a cell's text, cut where it is too long to be shown."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _role(column: ColumnInterpretation | None) -> str:
    if column is None or column.role == NOT_USED:
        return "<th class='unused'>not used</th>"
    name = html.escape(ROLE_NAMES.get(column.role, column.role))
    return f"<th>{name}<small> {html.escape(shortened(column.unit or (column.order or '')))}</small></th>"


def _row(found: TableInterpretation, line: int, cells: Sequence[str], width: int) -> str:
    kind = " class='header'" if line == found.header and not found.turned else ""
    padded = (*cells, *[""] * (width - len(cells)))
    columns = "".join(f"<td>{html.escape(shortened(cell))}</td>" for cell in padded)
    return f"<tr{kind}><td>{line}</td>{columns}</tr>"


STYLE = style(__file__)
