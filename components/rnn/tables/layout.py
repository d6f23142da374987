"""The layout of a file: the table's sheet, its header, and whether visits are rows or columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from components.intake.tables import MAX_COLUMNS, Sheet
from components.rnn.tables import units, vocabulary
from components.rnn.tables.cell_text import is_missing
from components.rnn.tables.dates import is_day
from components.rnn.tables.interpretation import MEASURED, TESTS, Corrections
from components.rnn.tables.names import normalise_name, recognise_name
from components.rnn.tables.numbers import read_number

Rows = Mapping[int, list[str]]  # by line, or by column of a turned sheet

_SEARCHED = 40  # rows in which a header is looked for
_OF_VALUES = 4  # how much less a row is worth as a header that holds numbers or days
_BELOW = 3  # rows under a header that may still belong to it
_NOTHING_BELOW = "There is nothing below the header; please choose another row as the header."
_SHOWN = 10  # hidden lines named
_LABELS = 5  # columns in which the names of tests are looked for, if tests stand in rows
_WORTH = {"patient": 1, "date": 3, "day": 3, "time": 3, "test": 2, "value": 2, "unit": 1, "limit": 1}
_ENOUGH = 4  # worth of a header that tells a day and a test


@dataclass(frozen=True, eq=False)
class Layout:
    """A table with its header."""

    sheet: Sheet
    header: int  # its line, or its column if the table is turned
    turned: bool
    units: tuple[str, ...]  # what the row of units under or over the header holds; "" where there is none
    day: int | None  # the column that holds the days, if only its cells tell
    body: pd.DataFrame  # text; columns are the headers, the index is lines, or columns of a turned table
    notes: tuple[str, ...]  # a sentence for each thing that isn't plain
    trouble: str = ""  # why it can't be used, in a sentence

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' names as they are written."""
        return tuple(map(str, self.body.columns))


@dataclass(frozen=True)
class _Header:
    """A row that may be the header."""

    worth: int
    line: int
    turned: bool
    day: int | None = None


def find_layout(sheets: Sequence[Sheet], corrections: Corrections) -> Layout:
    """The table on the first sheet with a whole header, unless a visitor says which."""
    chosen = [sheet for sheet in sheets if sheet.name == corrections.sheet] or sheets
    headers = [(_best_header(sheet, corrections), sheet) for sheet in chosen]
    whole = [one for one in headers if one[0].worth > _ENOUGH]
    header, sheet = whole[0] if whole else max(headers, key=lambda one: one[0].worth)
    layout = _laid_out(sheet, header)
    if not header.turned and sheet is not sheets[0]:
        layout = replace(layout, notes=(f"The table was found on the sheet “{sheet.name}”.", *layout.notes))
    return layout


def _best_header(sheet: Sheet, corrections: Corrections) -> _Header:
    plain = _plain_header(sheet.rows, corrections.header)
    if corrections.turned is False or (
        corrections.turned is None and plain.worth > _ENOUGH and _is_whole(sheet, plain)
    ):
        return plain
    turned = _turned_header(sheet.rows, corrections.header if corrections.turned else None)
    if corrections.turned:
        return turned
    return turned if turned.day is not None and turned.worth > plain.worth - _WORTH["test"] else plain


def _is_whole(sheet: Sheet, header: _Header) -> bool:
    """Whether a header tells a day."""
    return any(_what(cell) in ("date", "day", "time") for cell in sheet.rows[header.line])


def _plain_header(rows: Rows, line: int | None) -> _Header:
    if line in rows and line is not None:
        return _Header(_worth(rows[line]), line, turned=False)
    first = [*rows][: min(_SEARCHED, len(rows) - 1)]
    worth = {one: _worth(rows[one]) - (_OF_VALUES if _holds_values(rows[one]) else 0) for one in first}
    best = max(first, key=lambda one: (max(worth[one], 0), len(rows[one]) > 1))
    return _Header(max(worth[best], 0), best, turned=False)


def _holds_values(cells: Sequence[str]) -> bool:
    """Whether a row holds a number or a day, as visits do and headers don't."""
    return any(not _what(cell) and (is_day(cell) or read_number(cell)) for cell in cells if cell)


def _worth(cells: Sequence[str]) -> int:
    """A score of how much a row is like a header: what it names, each thing once."""
    found = {what for cell in cells if (what := _what(cell))}
    days = found & {"date", "day", "time"}
    return sum(_WORTH.get(what, 2) for what in found - days) + (_WORTH["date"] if days else 0)


def _what(cell: str) -> str:
    name = recognise_name(cell)
    return name.what if name else ""


# --- Tests in rows, visits in columns ----------------------------------------------------------------


def _turned_header(rows: Rows, column: int | None) -> _Header:
    """The column that names the tests, and the row in which the days stand, if there is one."""
    turned = _turned(rows)
    places = [column] if column in turned and column is not None else [*turned][:_LABELS]
    best = max(places, key=lambda one: _worth([cell for cell in turned[one] if _what(cell) in MEASURED]))
    tests = sum(_what(cell) in TESTS for cell in turned[best])
    day = _day_row(turned, best)
    worth = _worth(turned[best]) + (_WORTH["date"] if day is not None else 0)
    return _Header(worth if tests else 0, best, turned=True, day=day if tests else None)


def _turned(rows: Rows) -> dict[int, list[str]]:
    """The columns as rows, by their numbers from 1; empty ones are left out."""
    width = min(MAX_COLUMNS, max(map(len, rows.values())))
    columns = {
        place + 1: [cells[place] if place < len(cells) else "" for cells in rows.values()]
        for place in range(width)
    }
    return {place: cells for place, cells in columns.items() if any(cells)}


def _day_row(turned: Rows, labels: int) -> int | None:
    """The place of the row that holds dates or named days behind the column of labels."""
    visits = [cells for column, cells in turned.items() if column > labels]
    counts = [sum(is_day(cells[place]) for cells in visits) for place in range(len(turned[labels]))]
    labelled = [_what(cell) for cell in turned[labels]]
    named = [place for place, what in enumerate(labelled) if what in ("date", "day", "time")]
    free = [place for place, what in enumerate(labelled) if what not in MEASURED]
    best = max(named or free, key=lambda place: counts[place], default=None)
    if best is None or named:
        return best
    along = [cells[best] for cells in visits if cells[best]]
    first = next((place for place, cell in enumerate(along) if is_day(cell)), len(along))
    tests = sum(what in TESTS for what in labelled)
    return best if 2 * counts[best] > len(along) - first and counts[best] + tests > 2 else None


# --- The table under its header ----------------------------------------------------------------------


def _laid_out(sheet: Sheet, header: _Header) -> Layout:
    rows = _turned(sheet.rows) if header.turned else sheet.rows
    below = {line: cells for line, cells in rows.items() if line > header.line}
    names, joined = _joined(rows, header)
    below = {line: cells for line, cells in below.items() if line not in joined}
    before = _before_first_visit(below, header)
    unit_row, passed = _rows_of_header(names, [*below.items()][: len(before) or _BELOW])
    passed = before or passed
    above = [cells for line, cells in rows.items() if line < header.line][-1:]
    if not any(unit_row) and above and _is_unit_row(names, above[0]):
        unit_row = above[0]
    body = {line: cells for line, cells in below.items() if line not in passed}
    shift = (
        1
        if body and all(names) and all(len(_cut(cells)) == len(_cut(names)) + 1 for cells in body.values())
        else 0
    )
    names, unit_row = [""] * shift + names, [""] * shift + unit_row if unit_row else []
    width = max(map(len, (names, unit_row, *body.values())))
    frame = pd.DataFrame(
        [_filled(cells, width) for cells in body.values()],
        index=list(body),
        columns=_filled(names, width),
        dtype=object,
    )
    notes = tuple(_notes(sheet, header, joined, bool(shift)))
    unit_row, trouble = _filled(unit_row, width), _several_patients(rows, header) if header.turned else ""
    trouble = trouble if below else _NOTHING_BELOW
    return Layout(sheet, header.line, header.turned, tuple(unit_row), header.day, frame, notes, trouble)


def _several_patients(rows: Rows, header: _Header) -> str:
    """Patients beside the names of tests, which would become one if the table were turned."""
    for column, cells in rows.items():
        if (
            column < header.line
            and _what(cells[0]) == "patient"
            and len({cell for cell in cells[1:] if cell}) > 1
        ):
            return (
                f"Several patients stand in the column “{cells[0]}” with their visits in columns; "
                "please use a table for each patient, or a row for each value with its date."
            )
    return ""


def _joined(rows: Rows, header: _Header) -> tuple[list[str], list[int]]:
    """The header's names, with those that stand right over or under it where it has none; and these lines.

    A line under it is one more line of the header only if it holds no value and no day.
    """
    names, joined = list(rows[header.line]), []
    lines = [*rows]
    place = lines.index(header.line)
    for line in (*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]):
        cells = rows[line]
        free = [x for x, cell in enumerate(cells) if _what(cell) and not (x < len(names) and _what(names[x]))]
        if free and not any(is_day(cell) or read_number(cell) for cell in cells):
            names = _filled(names, len(cells))
            joined.append(line)
            for x in free:
                names[x] = cells[x]
    return names, joined


def _cut(cells: Sequence[str]) -> Sequence[str]:
    """Cells up to the last that holds something."""
    filled = [place for place, cell in enumerate(cells) if cell]
    return cells[: filled[-1] + 1] if filled else []


def _filled(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _rows_of_header(
    names: Sequence[str], below: Sequence[tuple[int, list[str]]]
) -> tuple[list[str], list[int]]:
    """The row of units right under a header, and the lines of it and of ranges, which hold no visit."""
    unit_row: list[str] = []
    passed: list[int] = []
    for line, cells in below:
        if not unit_row and _is_unit_row(names, cells):
            unit_row = list(cells)
        elif not _is_reference_row(names, cells):
            continue
        passed.append(line)
    return unit_row, passed


def _before_first_visit(below: Rows, header: _Header) -> list[int]:
    """The columns of a turned table that stand before the first one with a date or a named day."""
    if header.day is None:
        return []
    visits = [line for line, cells in below.items() if is_day(cells[header.day])]
    return [line for line in below if line < visits[0]] if visits else []


def _is_unit_row(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row holds units under tests, and no value and no day anywhere."""
    filled = [(names[place] if place < len(names) else "", cell) for place, cell in enumerate(cells) if cell]
    of_tests = [cell.strip("()[]") for name, cell in filled if _what(name) in TESTS and not is_missing(cell)]
    values = any(is_day(cell) or read_number(cell) for _, cell in filled)
    return bool(of_tests) and all(map(units.is_unit, of_tests)) and not values


def _is_reference_row(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row tells what is normal, with a word for that where the patient or day would be."""
    told = [
        cell for place, cell in enumerate(cells) if place < len(names) and _what(names[place]) not in MEASURED
    ]
    return any(normalise_name(cell) in vocabulary.REFERENCE for cell in told)


def _notes(sheet: Sheet, header: _Header, joined: Sequence[int], shifted: bool) -> Iterator[str]:
    if header.turned:
        yield (
            "Tests stand in rows and visits in columns, so the table was turned; "
            "the lines named here are numbers of columns."
        )
    elif joined:
        yield f"The header was found in lines {' and '.join(map(str, sorted((header.line, *joined))))}."
    elif header.line != next(iter(sheet.rows)):
        yield f"The header was found in line {header.line}; what stands above it was passed over."
    if shifted:
        yield "The header has one name less than the rows have cells; the first cells were taken as names."
    lines = [] if header.turned else sorted(line for line in sheet.hidden if line > header.line)
    if lines:
        more = " and more" if len(lines) > _SHOWN else ""
        told = ", ".join(map(str, lines[:_SHOWN])) + more
        yield (
            f"Line {told}, hidden in the spreadsheet, was read too."
            if len(lines) == 1
            else f"Lines {told}, hidden in the spreadsheet, were read too."
        )
