"""A visitor's own table as patients: found by its columns' names, with a reason for all that is left out."""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from components.intake.tables import Sheet
from components.rnn.patients import LABS, SIGNS, Numbers, Patient
from components.rnn.tables import cell_values, units
from components.rnn.tables.cell_text import quoted
from components.rnn.tables.columns import (
    Columns,
    date_parser,
    find_columns,
    interpret_columns,
    recognise_test,
)
from components.rnn.tables.entries import (
    Entries,
    VisitRows,
    read_entries,
    read_visit_rows,
    unknown_tests,
)
from components.rnn.tables.interpretation import (
    FIRST_ROWS,
    MEASURED,
    NOT_USED,
    PERSONAL,
    TESTS,
    Corrections,
    TableInterpretation,
    TableNotUnderstoodError,
)
from components.rnn.tables.layout import Layout, find_layout
from components.rnn.tables.numbers import is_ambiguous
from components.rnn.tables.plausibility import LONG_TIME, PER_CENT, PLAUSIBLE

MAX_PATIENTS = 200
OWN_UNITS = {lab.name: lab.unit for lab in LABS}
MAX_VISITS = 100  # of a patient, the last ones


@dataclass(frozen=True)
class LeftOut:
    """A row or a value that could not be used."""

    line: int  # as a spreadsheet shows it: the header is usually line 1
    reason: str  # one short sentence


@dataclass(frozen=True)
class OwnTable:
    """The patients of a visitor's table, and all that was left out, assumed or changed."""

    patients: tuple[Patient, ...]  # in the table's order, each with at least one value
    left_out: tuple[LeftOut, ...]  # by line
    unknown_tests: tuple[str, ...]  # names of columns and tests that are not used
    notes: tuple[str, ...]  # a sentence for each thing that was decided or changed on the way
    interpretation: TableInterpretation


def read_own_table(
    sheets: tuple[Sheet, ...], today: datetime.date, corrections: Corrections | None = None
) -> OwnTable:
    """The patients in the sheets that `read_table` returns; no visit may lie after `today`.

    What a visitor says in `corrections` counts before what is found. Raises TableNotUnderstoodError if there
    is no usable laboratory value at all, with the commonest reason and with what was understood.
    """
    corrections = corrections or Corrections()
    layout = find_layout(sheets, corrections)
    columns = find_columns(layout, corrections, today)
    found = None if columns.day is None else date_parser(layout, columns, today)
    interpretation = TableInterpretation(
        layout.sheet.name,
        tuple(sheet.name for sheet in sheets),
        layout.header,
        layout.turned,
        interpret_columns(layout, columns, found),
        None,
        _first_rows(layout),
    )
    trouble = layout.trouble or _missing_columns(layout, columns)
    if trouble or found is None:
        raise TableNotUnderstoodError(trouble, interpretation)
    visits = read_visit_rows(layout, columns, found)
    entries = read_entries(layout, columns, corrections.system)
    interpretation = _with_units(interpretation, columns, entries)
    good, left_out = _usable(visits, entries), _left_out(visits, entries)
    if not good["what"].isin(TESTS).any():
        raise TableNotUnderstoodError(_nothing_usable(layout, entries, left_out), interpretation)
    days = good[good["what"].isin(MEASURED)].groupby("patient", sort=False)["day"].nunique()
    notes = (
        *layout.notes,
        *columns.notes,
        _FILLED_DOWN if visits.filled_down else "",
        found.note,
        *_unit_notes(good, entries),
        *_unusual(good),
        *_value_notes(good),
        _repeated_note(good),
        *_patient_notes(visits.rows, days),
    )
    idle = _idle(columns, good)
    shown = (
        replace(one, role=NOT_USED, unit="") if one.place in idle else one for one in interpretation.columns
    )
    interpretation = replace(interpretation, columns=tuple(shown))
    unused = _unused(layout, columns, idle)
    return OwnTable(
        _patients(good, days.index[:MAX_PATIENTS]),
        left_out,
        unused,
        tuple(filter(None, notes)),
        interpretation,
    )


def template_csv() -> bytes:
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


def left_out_csv(left_out: Iterable[LeftOut]) -> bytes:
    """Return the rows and values that are left out as a CSV file: line and reason."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("line", "reason"), *((one.line, one.reason) for one in left_out)])
    return stream.getvalue().encode("utf-8-sig")


# --- What was understood -----------------------------------------------------------------------------

_FILLED_DOWN = "Rows without a patient were taken to belong to the patient named above them."


def _first_rows(layout: Layout) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first lines as they are written, some of them under the header."""
    lines = [*layout.sheet.rows]
    place = lines.index(layout.header) if layout.header in lines and not layout.turned else 0
    return tuple(
        (line, tuple(layout.sheet.rows[line])) for line in lines[: max(FIRST_ROWS, place + FIRST_ROWS // 2)]
    )


def _with_units(
    interpretation: TableInterpretation, columns: Columns, entries: Entries
) -> TableInterpretation:
    """The same with the units that were assumed."""
    from_cells = {one.place for one in columns.held if one.units is not None}

    def unit(role: str, place: int, given: str) -> str:
        return (
            given
            if given or role not in entries.assumed or place in from_cells
            else (entries.assumed[role] or OWN_UNITS[role])
        )

    shown = (replace(one, unit=unit(one.role, one.place, one.unit)) for one in interpretation.columns)
    return replace(
        interpretation, columns=tuple(shown), system=entries.guess.system if entries.guess else None
    )


def _idle(columns: Columns, good: pd.DataFrame) -> set[int]:
    """Second columns of a test that add nothing to the first, with their columns of units."""
    gave = set(good["place"])
    seconds = [
        one
        for place, one in enumerate(columns.held)
        if any(one.what == other.what for other in columns.held[:place])
    ]
    return {
        place
        for one in seconds
        if one.place not in gave
        for place in (one.place, one.units, one.limits)
        if place is not None
    }


def _unused(layout: Layout, columns: Columns, idle: set[int]) -> tuple[str, ...]:
    """The names of the columns and tests that are not used."""
    places = [place for place in range(len(layout.headers)) if place in idle or place not in columns.used]
    headers = (layout.headers[place] for place in places)
    return tuple(filter(None, (*headers, *unknown_tests(layout, columns))))


# --- Why nothing can be used -------------------------------------------------------------------------


def _missing_columns(layout: Layout, columns: Columns) -> str:
    """The columns that a table lacks, and those seen instead; "" if it has all it needs."""
    seen = (
        f"The columns are {list_in_words(map(quoted, filter(None, layout.headers)))}."
        if any(layout.headers)
        else ""
    )
    tests = columns.long or any(one.what in TESTS for one in columns.held)
    if columns.day is None and not tests:
        return f"No column with the day of the visit and none with a laboratory test was found. {seen}"
    if columns.day is None:
        return f"No column with the date or the day of the visit was found. {seen}"
    if not tests:
        return f"No column with a laboratory test such as {list_in_words(TESTS[:3])} was found. {seen}"
    if columns.long and not any(one.what in TESTS for one in columns.held) and columns.test is not None:
        named = layout.body.iloc[:, columns.test].unique()
        if not any((name := recognise_test(text)) and name.what in TESTS for text in named):
            seen = list_in_words(map(quoted, filter(None, named)))
            return f"No test that is known here was found; the tests are {seen}."
    return ""


def _nothing_usable(layout: Layout, entries: Entries, left_out: tuple[LeftOut, ...]) -> str:
    """The commonest reason of the rows, with the first line that has it."""
    if not left_out:
        return f"No laboratory value was found: all cells of the tests are empty ({len(layout.body):,} rows)."
    kinds = Counter(_kind(one.reason) for one in left_out)
    kind, count = kinds.most_common(1)[0]
    first = next(one for one in left_out if _kind(one.reason) == kind)
    where = f"in line {first.line}" if count == 1 else f"in {count:,} places, first in line {first.line}"
    assumed = f" {_PER_CENT}" if entries.assumed.get("prothrombin time") == PER_CENT else ""
    return f"No laboratory value could be used. The commonest reason, {where}: {first.reason}{assumed}"


def _kind(reason: str) -> str:
    """A reason without what it quotes."""
    return "".join(part for place, part in enumerate(reason.replace("”", "“").split("“")) if place % 2 == 0)


# --- What can be used --------------------------------------------------------------------------------


def _is_reason(read: "pd.Series[Any]") -> "pd.Series[bool]":
    """A mask of the cells in which a sentence stands in place of a number."""
    return read.map(lambda one: isinstance(one, str)).astype(bool)


def _usable(visits: VisitRows, entries: Entries) -> pd.DataFrame:
    """The entries that have a value, with their patient and day, in the order of time."""
    good = entries.rows[~_is_reason(entries.rows["read"])]
    good = good.join(visits.rows[~_is_reason(visits.rows["day"])], on="line", how="inner")
    good = good.astype({"day": float, "at": float, "read": float})
    return good.reset_index(drop=True)


def _left_out(visits: VisitRows, entries: Entries) -> tuple[LeftOut, ...]:
    """The rows that can't be used, and the entries of the other rows, with the reasons."""
    rows = visits.rows.loc[_is_reason(visits.rows["day"]), "day"]
    wrong = entries.rows[_is_reason(entries.rows["read"]) & ~entries.rows["line"].isin(rows.index)]
    reasons = pd.concat([rows, wrong.set_index("line")["read"]]).sort_index(kind="stable")
    return tuple(LeftOut(int(str(line)), str(reason)) for line, reason in reasons.items())


# --- Patients ----------------------------------------------------------------------------------------


def _patients(good: pd.DataFrame, names: "pd.Index[str]") -> tuple[Patient, ...]:
    """These patients; of several entries of a kind on one day the latest, or else the lowest, is taken."""
    kept = good[good["patient"].isin(names)].sort_values("at", kind="stable")
    kept = kept.drop_duplicates(["patient", "day", "what"], keep="last")
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


_PER_CENT = (
    "Prothrombin time without a unit was taken as per cent, since the numbers are too large for seconds."
)

# --- Notes -------------------------------------------------------------------------------------------


def list_in_words(names: Iterable[object], most: int = 10) -> str:
    """Names as part of a sentence: "a, b and c", or "a, b and 5 more"."""
    shown = [str(name) for name in names]
    if len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _unit_notes(good: pd.DataFrame, entries: Entries) -> Iterator[str]:
    """On what was assumed of units, and what was converted."""
    found = good[good["what"].isin(TESTS)]
    assumed = [test for test in TESTS if test in set(found.loc[~found["given"], "what"])]
    if assumed:
        with_units = list_in_words(
            f"{test} ({entries.assumed[test] or OWN_UNITS[test]} assumed)" for test in assumed
        )
        yield f"No unit is given for {with_units}.{_doubt(entries)}"
    if entries.assumed.get("prothrombin time") == PER_CENT:
        yield _PER_CENT
    times = found.loc[~found["given"] & (found["what"] == "prothrombin time"), "read"]
    if len(times) and times.median() >= LONG_TIME:
        yield "Prothrombin time without a unit was taken as seconds but might be per cent; please check."
    used = found.loc[found["given"], ["what", "cell", "unit"]]
    given = dict.fromkeys((what, cell.unit or unit) for what, cell, unit in used.itertuples(index=False))
    yield from dict.fromkeys(units.conversion_note(what, unit) for what, unit in given)


def _unusual(good: pd.DataFrame) -> Iterator[str]:
    """On tests of which most values are far from what patients have, as with a wrong unit."""
    found = good[good["what"].isin(TESTS)]
    for test, middle in found.groupby("what")["read"].median().items():
        low, high = PLAUSIBLE[str(test)]
        if not low <= middle <= high:
            shown = f"{middle:.3g} {OWN_UNITS[str(test)]}"
            yield f"Most values of {test} are unusual, such as {shown}; please check the unit."


def _doubt(entries: Entries) -> str:
    if entries.guess is None:
        return ""
    if entries.guess.system == "SI":
        return " The values together look like SI units" + ("." if entries.guess.sure else "; please check.")
    return "" if entries.guess.sure else " They might be SI units; please check."


def _value_notes(good: pd.DataFrame) -> Iterator[str]:
    """On how numbers were read."""
    found = good[good["what"].isin(TESTS)].drop_duplicates(["column", "text"])
    cells = found["cell"]
    either = found[(found["mark"] == "") & cells.map(lambda cell: is_ambiguous(cell.number))]
    for _, first in either.drop_duplicates("column").iterrows():
        number = cell_values.as_written(first["what"], first["unit"], first["mark"], first["cell"])
        yield f"In “{first['column']}”, {quoted(first['text'])} was read as {number:.10g}."
    for side in ("below", "above"):
        limits = found.loc[cells.map(lambda cell, side=side: cell.limit == side), "text"]
        if len(limits):
            yield f"Values {side} a limit, such as {quoted(limits.iloc[0])}, were taken as the limit itself."
    flagged = found.loc[cells.map(lambda cell: cell.flag != ""), "text"]
    if len(flagged):
        yield f"Marks beside values, such as in {quoted(flagged.iloc[0])}, were passed over."


def _repeated_note(good: pd.DataFrame) -> str:
    measured = good[good["what"].isin(MEASURED)].sort_values("at", kind="stable")
    earlier = measured[measured.duplicated(["patient", "day", "what"], keep="last")]
    if earlier.empty:
        return ""
    lines = sorted(earlier["line"].unique())
    places = f"line{'s' if len(lines) > 1 else ''} {list_in_words(f'{line:,}' for line in lines)}"
    timed = measured["at"].ne(measured["day"]).any()
    which = "the latest in time" if timed else "that of the lowest row"
    return f"Of several values of a test on one day {which} was used, not those in {places}."


def _patient_notes(visits: pd.DataFrame, days: "pd.Series[int]") -> Iterator[str]:
    """On patients left out and on visits left out, by how many days each patient has."""
    without = [name for name in visits["patient"].unique() if name and name not in days.index]
    if without:
        yield f"Patients without a usable value, left out: {list_in_words(map(quoted, without))}."
    if len(days) > MAX_PATIENTS:
        yield f"Only the first {MAX_PATIENTS} of {len(days):,} patients were kept."
    long = days.index[:MAX_PATIENTS][days.iloc[:MAX_PATIENTS] > MAX_VISITS]
    if len(long):
        names = list_in_words(map(quoted, long))
        yield f"Only the last {MAX_VISITS} visits were kept of {names}."
