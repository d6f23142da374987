"""A visitor's own table as patients: found by its columns' names, with a reason for all that is left out."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from components.intake.tables import Sheet
from components.lab import units, values
from components.lab.entries import (
    Columns,
    find_columns,
    read_entries,
    read_visits,
    unknown_tests,
)
from components.lab.patients import LABS, SIGNS, Numbers, Patient
from components.lab.understood import (
    FIRST_ROWS,
    MEASURED,
    NOT_USED,
    PERSONAL,
    TESTS,
    Corrections,
    TableNotUnderstoodError,
    Understood,
    UnderstoodColumn,
)

MAX_PATIENTS = 200
MAX_VISITS = 100  # of a patient, the last ones


@dataclass(frozen=True)
class LeftOut:
    """A row or a value that could not be used."""

    line: int  # as a spreadsheet shows it: the header is usually line 1
    reason: str  # one short sentence


@dataclass(frozen=True)
class OwnTable:
    """What a visitor's table holds."""

    patients: tuple[Patient, ...]  # in the table's order, each with at least one value
    left_out: tuple[LeftOut, ...]  # by line
    unknown_tests: tuple[str, ...]  # names of columns and tests that are not used
    notes: tuple[str, ...]  # a sentence for each thing that was decided or changed on the way
    understood: Understood


def read_own_table(
    sheets: tuple[Sheet, ...], today: datetime.date, corrections: Corrections = Corrections()
) -> OwnTable:
    """The patients in a table of text, as `read_table` returns it; no visit may lie after `today`.

    A point or a comma is the decimal mark if most numbers of the column that can be read in one way only
    ("12,4", "1.234,5") show it; if there are none, those of the whole table decide, and if there are none
    either, it is the point. The other mark then parts thousands, where three digits follow it.
    Raises TableNotUnderstoodError if there is no usable laboratory value at all.
    """
    sheet = sheets[0]
    table = _frame(sheet)
    columns = find_columns(table)
    understood = _understood(sheets, sheet, table, columns)
    if columns.day is None or not (columns.held or columns.long):
        raise _nothing_usable(understood)
    visits, day_note = read_visits(table, columns, today)
    entries = read_entries(table, columns)
    good = _usable(visits, entries)
    if not good["what"].isin(TESTS).any():
        raise _nothing_usable(understood)
    days = good[good["what"].isin(MEASURED)].groupby("patient", sort=False)["day"].nunique()
    notes = (day_note, *_value_notes(good), _repeated_note(good), *_patient_notes(visits, days))
    return OwnTable(
        _patients(good, days.index[:MAX_PATIENTS]),
        _left_out(visits, entries),
        unknown_tests(table, columns),
        tuple(filter(None, notes)),
        understood,
    )


def _frame(sheet: Sheet) -> pd.DataFrame:
    width = max(map(len, sheet.rows.values()))
    header, *body = (cells + [""] * (width - len(cells)) for cells in sheet.rows.values())
    return pd.DataFrame(body, index=list(sheet.rows)[1:], columns=header, dtype=object)


def _understood(sheets: tuple[Sheet, ...], sheet: Sheet, table: pd.DataFrame, columns: Columns) -> Understood:
    roles = {place: name for name, place in columns.places.items()}
    return Understood(
        sheet.name,
        tuple(one.name for one in sheets),
        next(iter(sheet.rows)),
        False,
        tuple(
            UnderstoodColumn(
                place,
                header,
                roles.get(place, NOT_USED),
                columns.held[place].unit if place in columns.held else "",
            )
            for place, header in enumerate(table.columns)
        ),
        None,
        tuple((line, tuple(cells)) for line, cells in list(sheet.rows.items())[:FIRST_ROWS]),
    )


def template() -> bytes:
    """A CSV file to fill in: the header and two made-up patients, with empty cells where nothing is known."""
    header = ["patient", "date", *(f"{lab.name} ({lab.unit})" for lab in LABS), *SIGNS, *PERSONAL]
    rows = [
        "A,2021-03-02,1.4,262,3.9,890,82,221,10.9,no,yes,no,0,2,52,f,placebo",
        "A,2021-09-14,1.7,,3.8,845,,207,11.1,no,yes,no,0,,52,f,placebo",
        "A,2022-03-08,2.1,281,3.6,910,97,198,11.4,no,yes,yes,0.5,3,52,f,placebo",
        "B,2020-11-20,0.8,233,4.2,,61,264,10.4,no,no,no,0,1,47,m,D-penicillamine",
        "B,2021-05-18,0.9,,4.1,702,66,,10.6,no,no,no,0,,47,m,D-penicillamine",
    ]
    return "\r\n".join([",".join(header), *rows, ""]).encode("utf-8-sig")  # Excel needs the mark for “µ”


def as_csv(left_out: Iterable[LeftOut]) -> bytes:
    """What could not be used as a CSV file: line and reason."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("line", "reason"), *((one.line, one.reason) for one in left_out)])
    return stream.getvalue().encode("utf-8-sig")


def _nothing_usable(understood: Understood) -> TableNotUnderstoodError:
    return TableNotUnderstoodError(
        "No usable laboratory value was found; a table needs a column with the date or day of the visit "
        f"and columns with some of {listed(TESTS)}, as in the template.",
        understood,
    )


# --- What can be used --------------------------------------------------------------------------------


def _is_reason(read: "pd.Series[Any]") -> "pd.Series[bool]":
    """Where a sentence stands in place of a number."""
    return read.map(lambda one: isinstance(one, str)).astype(bool)


def _usable(visits: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """The entries that have a value, with their patient and day."""
    good = entries[~_is_reason(entries["read"])]
    good = good.join(visits[~_is_reason(visits["day"])], on="line", how="inner")
    return good.astype({"day": float, "read": float})


def _left_out(visits: pd.DataFrame, entries: pd.DataFrame) -> tuple[LeftOut, ...]:
    """Why rows, and entries of the other rows, can't be used."""
    rows = visits.loc[_is_reason(visits["day"]), "day"]
    wrong = entries[_is_reason(entries["read"]) & ~entries["line"].isin(rows.index)]
    reasons = pd.concat([rows, wrong.set_index("line")["read"]]).sort_index(kind="stable")
    return tuple(LeftOut(int(str(line)), str(reason)) for line, reason in reasons.items())


# --- Patients ----------------------------------------------------------------------------------------


def _patients(good: pd.DataFrame, names: "pd.Index[str]") -> tuple[Patient, ...]:
    """These patients; of two entries of the same kind on one day the later row's is taken."""
    kept = good[good["patient"].isin(names)].drop_duplicates(["patient", "day", "what"], keep="last")
    wide = kept.pivot(index=["patient", "day"], columns="what", values="read")
    wide = wide.reindex(columns=[*MEASURED, *PERSONAL])  # by day, since pivots are sorted
    people = wide[list(PERSONAL)].groupby("patient").first()  # the first that is known
    personal = dict(zip(people.index, people.to_numpy(np.float64), strict=True))
    visits = dict(iter(wide.dropna(how="all", subset=list(MEASURED)).groupby("patient")))
    return tuple(_patient(str(name), visits[name].iloc[-MAX_VISITS:], personal[name]) for name in names)


def _patient(name: str, visits: pd.DataFrame, personal: Numbers) -> Patient:
    """A patient from the visits in the order of their days, and from the age, sex and treatment."""
    days = visits.index.get_level_values("day").to_numpy(np.float64)
    labs, signs = (visits[list(columns)].to_numpy(np.float64) for columns in (TESTS, SIGNS))
    age, female, treated = map(float, personal)
    return Patient(name, days - days[0], labs, signs, age, female, treated)


# --- Notes -------------------------------------------------------------------------------------------


def listed(names: Iterable[object], most: int = 10) -> str:
    """Names as part of a sentence: "a, b and c", or "a, b and 5 more"."""
    shown = [str(name) for name in names]
    if len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _value_notes(good: pd.DataFrame) -> Iterator[str]:
    """On what was assumed of labs' numbers and units."""
    found = good[good["what"].isin(TESTS)]
    used = found[["what", "unit"]].drop_duplicates()
    assumed = [lab for lab in LABS if lab.name in set(used.loc[used["unit"] == "", "what"])]
    if assumed:
        yield f"No unit is given for {listed(f'{lab.name} ({lab.unit} assumed)' for lab in assumed)}."
    yield from (units.note(what, unit) for what, unit in used.itertuples(index=False))
    for header, texts in found.groupby("column")["text"]:
        either = texts[texts.map(values.is_ambiguous)]
        if len(either) and not values.decimal_mark(texts):
            text = either.iloc[0]
            read = values.number(text, found.loc[either.index[0], "mark"])
            yield f"In “{header}”, {values.quoted(text)} was read as {read:.10g}."
    limits = found.loc[found["text"].map(values.is_limit), "text"]
    if len(limits):
        example = values.quoted(limits.iloc[0])
        yield f"Values given as limits, such as {example}, were taken as the limits themselves."


def _repeated_note(good: pd.DataFrame) -> str:
    measured = good[good["what"].isin(MEASURED)]
    earlier = measured[measured.duplicated(["patient", "day", "what"], keep="last")]
    if earlier.empty:
        return ""
    lines = earlier["line"].unique()
    places = f"line{'s' if len(lines) > 1 else ''} {listed(f'{line:,}' for line in lines)}"
    return f"A later row gives the same test on the same day and was used instead of values in {places}."


def _patient_notes(visits: pd.DataFrame, days: "pd.Series[int]") -> Iterator[str]:
    """On patients left out and on visits left out, by how many days each patient has."""
    without = [name for name in visits["patient"].unique() if name and name not in days.index]
    if without:
        yield f"Patients without a usable value, left out: {listed(map(values.quoted, without))}."
    if len(days) > MAX_PATIENTS:
        yield f"Only the first {MAX_PATIENTS} of {len(days):,} patients were kept."
    long = days.index[:MAX_PATIENTS][days.iloc[:MAX_PATIENTS] > MAX_VISITS]
    if len(long):
        names = listed(map(values.quoted, long))
        yield f"Only the last {MAX_VISITS} visits were kept of {names}."
