"""A visitor's table as one list of entries: a value of one test in one row, or why there is none.

Two layouts are found by themselves: *wide*, a row for each visit with a column for each test, and *long*,
a row for each value with the test's name beside it.
"""

import datetime
import functools
from dataclasses import dataclass

import pandas as pd

from components.intake.tables import UNCOMPUTED
from components.lab import values
from components.lab.names import Name, recognised
from components.lab.understood import MEASURED, PERSONAL, TESTS

_DAYS = ("date", "day", "time")  # columns that may tell a visit's day, the best first


@dataclass(frozen=True)
class Columns:
    """Where in a table everything stands."""

    places: dict[str, int]  # of "patient", "date", "test", "bilirubin", …
    held: dict[int, Name]  # the columns that hold something of each visit: labs, signs, age, …

    @property
    def day(self) -> int | None:
        """Which column tells the visit's day."""
        return next((self.places[name] for name in _DAYS if name in self.places), None)

    @property
    def long(self) -> bool:
        """Whether a row names its test."""
        return "test" in self.places and "value" in self.places


def find_columns(table: pd.DataFrame) -> Columns:
    """What the columns are; of two of a kind the first is used."""
    places: dict[str, int] = {}
    held: dict[int, Name] = {}
    for place, header in enumerate(table.columns):
        name = recognised(header)
        if name and name.what not in places:
            places[name.what] = place
            if _is_held(name):
                held[place] = name
    return Columns(places, held)


def unknown_tests(table: pd.DataFrame, columns: Columns) -> tuple[str, ...]:
    """The names of the columns, and of a long table's tests, that are not used."""
    roles = ("patient", "test", "value", "unit") if columns.long else ("patient",)
    used = {columns.day, *columns.held, *(columns.places.get(role) for role in roles)}
    headers = (header for place, header in enumerate(table.columns) if place not in used)
    tests = table.iloc[:, columns.places["test"]].unique() if columns.long else ()
    return tuple(filter(None, (*headers, *(test for test in tests if _test(test) is None))))


def _test(text: str) -> Name | None:
    name = recognised(text)
    return name if name and _is_held(name) else None


def _is_held(name: Name) -> bool:
    return name.what in (*MEASURED, *PERSONAL)


def read_visits(table: pd.DataFrame, columns: Columns, today: datetime.date) -> tuple[pd.DataFrame, str]:
    """By line each row's patient and day, or why there is none in its place; and a note on dates, or ""."""
    assert columns.day is not None
    texts = table.iloc[:, columns.day]
    read_day, note = values.day_reader(texts, today)
    days = texts.map({text: read_day(text) for text in texts.unique()})
    patients = table.iloc[:, columns.places["patient"]] if "patient" in columns.places else "1"
    visits = pd.DataFrame({"patient": patients, "day": days}, table.index, dtype=object)
    visits["patient"] = visits["patient"].replace(UNCOMPUTED, "")
    visits.loc[visits["patient"] == "", "day"] = "There is no patient."
    last = max(place for place, header in enumerate(table.columns) if header)
    beyond = (table.iloc[:, last + 1 :] != "").any(axis=1)
    visits.loc[beyond, "day"] = "The row has more cells than the header."
    return visits, note


def read_entries(table: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """What the cells hold: line, what, unit, text, and as "read" the value or why there is none; by line.

    A cell's column decides between decimal marks, or else the whole table does.
    """
    parts = [_wide(table.iloc[:, place], name) for place, name in columns.held.items()]
    if columns.long:
        parts.append(_long(table, columns))
    entries = pd.concat(parts).rename_axis("line").reset_index().sort_values("line", kind="stable")
    entries = entries[~entries["text"].str.casefold().isin(values.MISSING)]
    labs = entries[entries["what"].isin(TESTS)]
    marks = {column: values.decimal_mark(texts) for column, texts in labs.groupby("column")["text"]}
    of_table = "" if all(marks.values()) else values.decimal_mark(labs["text"])
    mark = [marks.get(column) or of_table or "." for column in entries["column"]]
    read = map(functools.cache(values.read_value), entries["what"], entries["unit"], mark, entries["text"])
    return entries.assign(mark=mark, read=pd.Series(read, entries.index, dtype=object))


def _wide(cells: "pd.Series[str]", name: Name) -> pd.DataFrame:
    """A column of one test."""
    return pd.DataFrame({"column": cells.name, "what": name.what, "unit": name.unit, "text": cells})


def _long(table: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The column of values, beside the columns that say what they are."""
    texts = table.iloc[:, columns.places["test"]]
    names = texts.map({text: _test(text) for text in texts.unique()}).dropna()
    rows = table.loc[names.index]
    units = names.map(lambda name: name.unit)
    if "unit" in columns.places:
        given = rows.iloc[:, columns.places["unit"]]
        units = given.mask(given.str.casefold().isin(values.MISSING), units)
    cells = rows.iloc[:, columns.places["value"]]
    return pd.DataFrame(
        {"column": cells.name, "what": names.map(lambda name: name.what), "unit": units, "text": cells}
    )
