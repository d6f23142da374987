"""The edits of a patient's table as a short text for a link, and back.

"9-6-0_v6b40.5_x4_n1d1207" is: patient 9 with 6 known visits and the first of CHANGES; at visit 6 bilirubin
is 40.5, visit 4 is taken out, and a visit is added on day 1207. A letter without a number empties its cell.
"""

import re
from dataclasses import replace

import numpy as np

from components.rnn.edits import CHANGES, FARTHEST_DAY, MAX_TABLE_VISITS, TableVisit, VisitTable, as_table
from components.rnn.patients import LABS, first_visits, trial

LONGEST = 2_000  # characters
_LETTERS = "bcakspt"  # of LABS, in their order; "d" is the day
_HEAD = re.compile(r"(\d{1,3})-(\d{1,3})-(\d)", re.ASCII)
_NUMBER = r"-?\d{1,6}(?:\.\d{1,10})?"
_CELLS = re.compile(rf"([{_LETTERS}d])({_NUMBER})?", re.ASCII)
_PART = re.compile(
    rf"x(?P<gone>\d{{1,3}})|(?P<kind>[vn])(?P<at>\d{{1,3}})(?P<cells>(?:[{_LETTERS}d](?:{_NUMBER})?)+)",
    re.ASCII,
)


class EditLinkError(ValueError):
    """A text that is no table's edits."""


EditOrigin = tuple[str, ...]  # patient, number of known visits, change


def encode_edits(about: EditOrigin, table: VisitTable) -> str | None:
    """Return the edits of a table as a text, "" if there are none; None if it is too long for a link."""
    name, visits, change = about
    base = starting_table(about)
    parts = [f"{name}-{visits}-{list(CHANGES).index(change)}"]
    there: dict[int | None, TableVisit] = {column.visit: column for column in table}
    for column in base:
        now = there.get(column.visit)
        if now is None:
            parts.append(f"x{_number(column)}")
        elif now != column:
            parts.append(f"v{_number(column)}{_cells(column, now)}")
    added = [column for column in table if column.visit is None]
    for at, column in enumerate(added, start=1):
        parts.append(f"n{at}{_cells(_empty(), column)}")
    text = "_".join(parts)
    if len(parts) == 1:
        return ""
    return text if len(text) <= LONGEST else None


def decode_edits(text: str) -> tuple[EditOrigin, VisitTable]:
    """Return the origin of the edits, and the edited table. Raises EditLinkError at what is no such text."""
    head, *parts = text.split("_")
    about = _about(head)
    base = {column.visit: column for column in starting_table(about)}
    added: list[TableVisit] = []
    for part in parts:
        found = _PART.fullmatch(part)
        if found is None:
            raise EditLinkError("no edit of a table")
        if found["kind"] == "n":
            added.append(_with(_empty(), found["cells"]))
            continue
        visit = int(found["gone"] or found["at"]) - 1
        if visit not in base:
            raise EditLinkError("an edit of a visit that is not there")
        column = base.pop(visit)
        if found["kind"]:
            base[visit] = _with(column, found["cells"])
    table = (*sorted(base.values(), key=lambda column: column.visit or 0), *added)
    if not parts or not 0 < len(table) <= MAX_TABLE_VISITS:
        raise EditLinkError("no edited table")
    return about, table


def is_valid(text: str) -> bool:
    """Whether `decode_edits` can read it."""
    try:
        decode_edits(text)
    except EditLinkError:
        return False
    return True


def starting_table(about: EditOrigin) -> VisitTable:
    """Return the table that edits start from: the known visits of a patient of the trial, after a change."""
    name, visits, change = about
    patient = next(one for one in trial() if one.name == name)
    return CHANGES[change](as_table(first_visits(patient, int(visits))))


def _about(head: str) -> EditOrigin:
    found = _HEAD.fullmatch(head)
    names = {one.name: len(one) for one in trial()}
    if not found or not 0 < int(found[2]) <= names.get(found[1], 0) or int(found[3]) >= len(CHANGES):
        raise EditLinkError("edits of no table")
    return found[1], str(int(found[2])), list(CHANGES)[int(found[3])]


def _number(column: TableVisit) -> int:
    """A visit, counted from 1."""
    assert column.visit is not None
    return column.visit + 1


def _empty() -> TableVisit:
    """An added visit before anything is written into it."""
    return TableVisit(None, 0.0, (None,) * len(LABS))


def _cells(before: TableVisit, now: TableVisit) -> str:
    day = "" if now.day == before.day else f"d{_as_text(now.day)}"
    pairs = zip(_LETTERS, before.labs, now.labs, strict=True)
    cells = "".join(f"{letter}{_as_text(new)}" for letter, old, new in pairs if new != old)
    return day + cells or f"d{_as_text(now.day)}"


def _with(column: TableVisit, cells: str) -> TableVisit:
    labs = list(column.labs)
    for letter, text in _CELLS.findall(cells):
        if letter == "d":
            column = replace(column, day=_within(text, (-FARTHEST_DAY, FARTHEST_DAY)))
        else:
            place = _LETTERS.index(letter)
            labs[place] = _within(text, LABS[place].possible) if text else None
    return replace(column, labs=tuple(labs))


def _within(text: str, possible: tuple[float, float]) -> float:
    value = float(text or "nan")
    if not possible[0] <= value <= possible[1]:
        raise EditLinkError("an edit that is not possible")
    return value


def _as_text(value: float | None) -> str:
    if value is None:
        return ""
    return np.format_float_positional(value, precision=10, trim="-")
