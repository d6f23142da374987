"""A visitor's table as one list of entries: a value of one test in one row, or why there is none.

Two layouts are found by themselves: *wide*, a row for each visit with a column for each test, and *long*,
a row for each value with the test's name beside it.
"""

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from components.intake.tables import UNCOMPUTED
from components.rnn.tables import cell_values
from components.rnn.tables.cell_text import is_missing
from components.rnn.tables.columns import (
    Columns,
    ValueColumn,
    day_texts,
    is_comparator,
    recognise_test,
    row_patients,
)
from components.rnn.tables.dates import DateParser
from components.rnn.tables.interpretation import TESTS, UnitSystem
from components.rnn.tables.layout import Layout
from components.rnn.tables.numbers import decimal_mark, read_number, strip_group_separators
from components.rnn.tables.plausibility import UnitSystemGuess, assumed_unit, guess_system

_BLOCKS = 1.5  # times as many rows as names are there, if a name stands once for several rows


@dataclass(frozen=True, eq=False)
class VisitRows:
    """Each row's patient and day."""

    rows: (
        pd.DataFrame
    )  # by line: "patient"; "day", or why there is none in its place; "at", with the time of day
    filled_down: bool  # whether rows without a patient belong to the one above


@dataclass(frozen=True, eq=False)
class Entries:
    """Each value."""

    # "line", "what", "place" and "column" (its name), "unit" as given or assumed, "given" whether it is so,
    # "text", its parts as "cell", "mark", and as "read" the value or why there is none
    rows: pd.DataFrame
    guess: UnitSystemGuess | None  # of the system of values without a unit
    assumed: dict[str, str]  # by test the unit of values without one; "" is the lab's own


def unknown_tests(layout: Layout, columns: Columns) -> tuple[str, ...]:
    """The tests that a long table names and that are not known here."""
    tests = layout.body.iloc[:, columns.test].unique() if columns.long and columns.test is not None else ()
    return tuple(test for test in tests if recognise_test(test) is None)


# --- Visits ------------------------------------------------------------------------------------------


def read_visit_rows(layout: Layout, columns: Columns, found: DateParser) -> VisitRows:
    """Read each row's patient and day, or why there is none in its place."""
    body = layout.body
    patients = row_patients(body, columns)
    blocks = _named_once(patients)
    texts = day_texts(body, columns)
    if blocks and columns.long:  # then the day may stand once per block too
        texts = texts.where((texts != "") | (patients != "")).ffill().fillna("")
    patients = patients.where(patients != "").ffill().fillna("") if blocks else patients
    at = texts.map({text: found.read(text) for text in texts.unique()}).astype(object)
    at = at.mask(patients.isin(["", UNCOMPUTED]), "There is no patient.")
    at = at.mask(_beyond_the_header(layout, columns), "The row has more cells than the header.")
    day = at.map(lambda one: math.floor(one) if found.whole and isinstance(one, float) else one)
    return VisitRows(
        pd.DataFrame({"patient": patients, "day": day, "at": at}, body.index, dtype=object), blocks
    )


def _named_once(patients: "pd.Series[str]") -> bool:
    """Whether a patient's name stands in the first of several rows only."""
    named = patients[patients != ""]
    return named.is_unique and bool(patients.iloc[0]) and len(patients) >= _BLOCKS * len(named)


def _beyond_the_header(layout: Layout, columns: Columns) -> "pd.Series[bool]":
    """A mask of the rows that have something right of all names."""
    last = max((place for place, header in enumerate(layout.headers) if header), default=-1)
    beyond = [place for place in range(last + 1, len(layout.headers)) if place not in columns.used]
    return (layout.body.iloc[:, beyond] != "").any(axis=1)


# --- Values ------------------------------------------------------------------------------------------


def read_entries(layout: Layout, columns: Columns, system: UnitSystem | None) -> Entries:
    """Read the cells' values, by line; `system` is a visitor's word on the units of values without one.

    A cell's column decides between decimal marks, or else the whole table does, where one cell shows nothing.
    """
    parts = [_wide(layout.body, one) for one in columns.held]
    if columns.long:
        parts.append(_long(layout.body, columns))
    rows = pd.concat(parts).rename_axis("line").reset_index()
    rows = rows[~rows["text"].map(is_missing)].sort_values("line", kind="stable", ignore_index=True)
    rows["cell"] = rows["text"].map({text: cell_values.split_cell(text) for text in rows["text"].unique()})
    rows = rows.assign(mark=_marks(rows), unit=rows["unit"].where(~rows["unit"].map(is_missing), ""))
    rows["given"] = (rows["unit"] != "") | rows["cell"].map(lambda cell: cell.unit != "")
    guess, assumed = _assumed(rows, system)
    rows["unit"] = rows["unit"].where(rows["given"], [assumed.get(what, "") for what in rows["what"]])
    read = map(
        functools.cache(cell_values.read_value), rows["what"], rows["unit"], rows["mark"], rows["cell"]
    )
    return Entries(
        _best_of_row(rows.assign(read=pd.Series([*read], rows.index, dtype=object))), guess, assumed
    )


def _wide(body: pd.DataFrame, one: ValueColumn) -> pd.DataFrame:
    """A column of one test."""
    cells = body.iloc[:, one.place]
    units = pd.Series(one.unit, cells.index, dtype=object)
    if one.units is not None:
        units = body.iloc[:, one.units].where(lambda given: ~given.map(is_missing), units)
    cells = _with_limits(cells, body, one.limits)
    return pd.DataFrame(
        {
            "place": one.place,
            "column": str(body.columns[one.place]),
            "what": one.what,
            "unit": units,
            "text": cells,
        }
    )


def _long(body: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The column of values, beside the columns that say what they are."""
    assert columns.test is not None
    assert columns.value is not None
    texts: pd.Series[str] = body.iloc[:, columns.test]
    names = texts.map({text: recognise_test(text) for text in texts.unique()}).dropna()
    rows = body.loc[names.index]
    units = names.map(lambda name: name.unit)
    if columns.unit is not None:
        given = rows.iloc[:, columns.unit]
        units = given.mask(given.map(is_missing), units)
    cells = _with_limits(rows.iloc[:, columns.value], rows, columns.limit)
    what = names.map(lambda name: name.what)
    return pd.DataFrame(
        {
            "place": columns.value,
            "column": str(body.columns[columns.value]),
            "what": what,
            "unit": units,
            "text": cells,
        }
    )


def _with_limits(cells: "pd.Series[str]", body: pd.DataFrame, limits: int | None) -> "pd.Series[str]":
    """The values after the "<" and ">" that stand in a column of their own."""
    if limits is None:
        return cells
    signs = body.iloc[:, limits].where(lambda text: text.map(is_comparator), "").str.strip("=~ ")
    return (signs + cells).where(cells != "", "")


def _marks(rows: pd.DataFrame) -> list[str]:
    """The decimal mark of each cell's column; "" where that tells none and the cell itself must."""
    labs = rows[rows["what"].isin(TESTS)]
    numbers = labs["cell"].map(lambda cell: strip_group_separators(cell.number))
    marks = {place: decimal_mark(texts) for place, texts in numbers.groupby(labs["place"])}
    return [marks.get(place, "") for place in rows["place"]]


def _assumed(rows: pd.DataFrame, system: UnitSystem | None) -> tuple[UnitSystemGuess | None, dict[str, str]]:
    """Guess the units of values without one, from all of these values together."""
    without = rows[~rows["given"] & rows["what"].isin(TESTS)]
    numbers = {str(what): [*_numbers(cells)] for what, cells in without.groupby("what")}
    given = rows.loc[rows["given"] & rows["what"].isin(TESTS), ["what", "unit"]].drop_duplicates()
    guess = (
        UnitSystemGuess(system, sure=True)
        if system
        else guess_system(numbers, [*given.itertuples(index=False, name=None)])
    )
    chosen = guess.system if guess else None
    return guess, {test: assumed_unit(test, found, chosen) for test, found in numbers.items()}


def _numbers(rows: pd.DataFrame) -> Iterator[float]:
    for cell, mark in rows[["cell", "mark"]].itertuples(index=False):
        number = read_number(cell.number, mark=mark)
        if number and not (number.guessed and not mark):
            yield number.value


def _best_of_row(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of several entries of a test in one row the first that has a value, or else the first."""
    if not rows.duplicated(["line", "what"]).any():
        return rows
    wrong = rows["read"].map(lambda one: isinstance(one, str))
    rows = rows.assign(wrong=wrong).sort_values(["line", "wrong"], kind="stable")
    return rows.drop_duplicates(["line", "what"]).drop(columns="wrong").reset_index(drop=True)
