"""The roles of a table's columns: by their names, by what they hold, and by what a visitor says."""

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from components.rnn.tables import units
from components.rnn.tables.cell_text import is_missing, quoted
from components.rnn.tables.cell_values import split_cell
from components.rnn.tables.dates import DateHint, DateParser, infer_date_parser, readable_fraction
from components.rnn.tables.interpretation import (
    MEASURED,
    NOT_USED,
    PERSONAL,
    TESTS,
    ColumnInterpretation,
    Corrections,
)
from components.rnn.tables.layout import Layout
from components.rnn.tables.names import RecognisedName, recognise_code, recognise_name, unit_column_test

_DAYS = ("date", "day", "time")  # columns that may tell a visit's day, the best first
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.?m\.?)?", re.IGNORECASE)
_SAMPLE = 200  # cells by which a column is judged
_BY_NAME = 2  # rank of a patient's column that holds a person's name
_UNSURE = 3  # rank from which a patient's column may be the number of a row
_ONE_PATIENT = "No column was taken for the patient, so all rows became one patient."
_MOST = 0.5  # of a column's cells that must be readable


@dataclass(frozen=True)
class ValueColumn:
    """A column that holds something of each visit."""

    place: int
    what: str  # a lab, a sign, the age, …
    unit: str = ""  # as it is written; "" if none is known of the column
    units: int | None = None  # the column that holds the unit of each value
    limits: int | None = None  # the column that holds "<" and ">"


@dataclass(frozen=True)
class Columns:
    """The index of the column for each role; None where there is none."""

    patient: int | None = None
    beside_patient: tuple[int, ...] = ()  # columns that tell people of one name apart
    day: int | None = None
    clock: int | None = None  # a column of times of day beside that of dates
    test: int | None = None
    value: int | None = None
    unit: int | None = None
    limit: int | None = None
    held: tuple[ValueColumn, ...] = ()
    hint: DateHint = field(default_factory=DateHint)
    is_date: bool = False
    notes: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        """Whether a row names its test."""
        return self.test is not None and self.value is not None

    @property
    def used(self) -> dict[int, str]:
        """The columns that are used, with their roles."""
        roles = {one.place: one.what for one in self.held}
        for one in self.held:
            roles |= {
                place: role
                for place, role in ((one.units, "unit"), (one.limits, "limit"))
                if place is not None
            }
        if self.long:
            long = ((self.test, "test"), (self.value, "value"), (self.unit, "unit"), (self.limit, "limit"))
            roles |= {place: role for place, role in long if place is not None}
        roles |= dict.fromkeys(self.beside_patient, "patient")
        days = (
            (self.patient, "patient"),
            (self.clock, "date"),
            (self.day, "date" if self.is_date else "day"),
        )
        return roles | {place: role for place, role in days if place is not None}


def find_columns(layout: Layout, corrections: Corrections, today: datetime.date) -> Columns:
    """Find the columns' roles: corrections count before names, filled columns before empty ones."""
    body = layout.body
    names = _named(layout, corrections)
    patient, patient_notes = _patient(body, names, corrections)
    day, clock = _day(layout, names, patient, corrections, today)
    test = _best(
        body, names, "test", lambda cells: _part(cells, lambda text: recognise_test(text) is not None)
    )
    value = _best(
        body, names, "value", lambda cells: _part(cells, lambda text: split_cell(text).number != "")
    )
    beside = _beside_name(body, names, patient)
    if beside and patient is not None:
        told = " and ".join(quoted(layout.headers[place]) for place in (patient, *beside))
        patient_notes = (*patient_notes, f"The patients were told apart by {told}.")
    strange = any(header and place not in names for place, header in enumerate(layout.headers))
    if patient is None and strange and not layout.turned:
        patient_notes = (_ONE_PATIENT,)
    columns = Columns(patient, beside, day, clock, test, value, notes=patient_notes)
    if columns.long:
        columns = replace(columns, unit=_first(body, names, "unit"), limit=_first(body, names, "limit"))
    else:
        columns = replace(columns, test=None, value=None)
    hint = _hint(names[day], corrections, day) if day is not None and day in names else DateHint()
    is_date = day is not None and day in names and names[day].what == "date"
    return replace(columns, held=_held(layout, names, columns), hint=hint, is_date=is_date)


def recognise_test(text: str) -> RecognisedName | None:
    """The lab, sign or personal attribute that a long table's cell names; None if it names none."""
    name = recognise_code(text) or recognise_name(text)
    return name if name and name.what in (*MEASURED, *PERSONAL) else None


def date_parser(layout: Layout, columns: Columns, today: datetime.date) -> DateParser:
    """Infer how the days of a table are read."""
    return infer_date_parser(day_texts(layout.body, columns), columns.hint, today)


def day_texts(body: pd.DataFrame, columns: Columns) -> "pd.Series[str]":
    """The cells that tell the days, with the times of day beside them."""
    assert columns.day is not None
    texts = body.iloc[:, columns.day]
    if columns.clock is None:
        return texts
    clock = body.iloc[:, columns.clock]
    return texts.where(~clock.map(lambda text: _CLOCK.fullmatch(text) is not None), texts + " " + clock)


# --- By name -----------------------------------------------------------------------------------------


def _named(layout: Layout, corrections: Corrections) -> dict[int, RecognisedName]:
    """The columns' names, with the units of the row of units, and what a visitor says."""
    names = {}
    for place, header in enumerate(layout.headers):
        correction = corrections.of(place)
        name = (
            None
            if correction.role == NOT_USED
            else RecognisedName(correction.role)
            if correction.role
            else recognise_name(header)
        )
        if place == layout.day and correction.role is None:
            name = RecognisedName("date")
        own = recognise_name(header)
        if name and own and name.what == own.what:
            name = replace(name, unit=own.unit)
        if name:
            unit = correction.unit or name.unit or layout.units[place].strip("()[]")
            names[place] = replace(
                name, unit="" if is_missing(unit) else unit, rank=-1 if correction.role else name.rank
            )
    return names


def _places(names: dict[int, RecognisedName], what: str) -> list[int]:
    """The columns of this kind, the surest first."""
    return sorted(
        (place for place in names if names[place].what == what), key=lambda place: names[place].rank
    )


def _filled(body: pd.DataFrame, place: int) -> "pd.Series[str]":
    cells = body.iloc[:, place]
    return cells[~cells.map(is_missing)]


def _part(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(map(bool, map(fits, cells))) / max(1, len(cells))


def _best(
    body: pd.DataFrame, names: dict[int, RecognisedName], what: str, fit: Callable[[list[str]], float]
) -> int | None:
    """The column of a kind whose cells fit best; of equal ones the surest."""
    places = [place for place in _places(names, what) if len(_filled(body, place))]
    chosen = [place for place in places if names[place].rank < 0] or places
    return max(chosen, key=lambda place: fit(_sample(body, place)), default=None)


def _sample(body: pd.DataFrame, place: int) -> list[str]:
    return [*_filled(body, place)[:_SAMPLE]]


def _first(body: pd.DataFrame, names: dict[int, RecognisedName], what: str) -> int | None:
    return next((place for place in _places(names, what) if len(_filled(body, place))), None)


# --- The patient -------------------------------------------------------------------------------------


def _patient(
    body: pd.DataFrame, names: dict[int, RecognisedName], corrections: Corrections
) -> tuple[int | None, tuple[str, ...]]:
    """The column that tells the patients apart, and what is to be said of the others."""
    places = [place for place in _places(names, "patient") if len(_filled(body, place))]
    repeating = [place for place in places if not _is_row_number(body, place)]
    best = next((place for place in places if corrections.of(place).role == "patient"), None)
    if best is None:
        best = next(iter(repeating or places), None)
    if best is None:
        return None, ()
    others = [place for place in places if place != best]
    headers = [str(header) for header in body.columns]
    notes = []
    if others:
        names_of = " and ".join(quoted(headers[place]) for place in others)
        notes.append(f"The patients were taken from {quoted(headers[best])}, not from {names_of}.")
    for place in others:
        example = _not_nested(body, best, place)
        if place not in repeating or not example:
            continue
        notes.append(
            f"One patient of {quoted(headers[best])} has several of {quoted(headers[place])} "
            f"({quoted(example)} for one); please check which column is the patient."
        )
    if not others and names[best].rank >= _UNSURE and len(body) > 2 and best not in repeating:
        notes.append(f"Each row has its own {quoted(headers[best])}, so each row became a patient.")
    return best, tuple(notes)


def _beside_name(
    body: pd.DataFrame, names: dict[int, RecognisedName], patient: int | None
) -> tuple[int, ...]:
    """The columns of first names and of birth, if the patients are known by their names only."""
    if patient is None or names[patient].rank != _BY_NAME:
        return ()
    others = (*_places(names, "first name")[:1], *_places(names, "birth")[:1])
    return tuple(place for place in others if len(_filled(body, place)))


def row_patients(body: pd.DataFrame, columns: Columns) -> "pd.Series[str]":
    """Each row's patient; "" where there is none."""
    if columns.patient is None:
        return pd.Series("1", body.index, dtype=object)
    found = body.iloc[:, columns.patient]
    found = found.where(~found.map(is_missing), "")
    for place in columns.beside_patient:
        more = body.iloc[:, place]
        found = found.where((found == "") | more.map(is_missing), found + ", " + more)
    return found


def _is_row_number(body: pd.DataFrame, place: int) -> bool:
    """Whether every row has its own, so that no patient would have two visits."""
    cells = _filled(body, place)
    return len(cells) > 1 and cells.is_unique and len(cells) == len(body)


def _not_nested(body: pd.DataFrame, patient: int, other: int) -> str:
    """A patient with several of the other's values; "" if each has one, as a name."""
    pairs = pd.DataFrame({"patient": body.iloc[:, patient], "other": body.iloc[:, other]})
    pairs = pairs[~pairs["patient"].map(is_missing) & ~pairs["other"].map(is_missing)]
    counts = pairs.groupby("patient", sort=False)["other"].nunique()
    several = counts[counts > 1]
    return str(several.index[0]) if len(several) else ""


# --- The day -----------------------------------------------------------------------------------------


def _day(
    layout: Layout,
    names: dict[int, RecognisedName],
    patient: int | None,
    corrections: Corrections,
    today: datetime.date,
) -> tuple[int | None, int | None]:
    """The column of days, and that of times of day beside it."""
    body = layout.body
    places = [place for what in _DAYS for place in _places(names, what) if len(_filled(body, place))]
    clock = next((place for place in places if _part(_sample(body, place), _CLOCK.fullmatch) > _MOST), None)
    others = [place for place in places if place != clock]
    corrected = [place for place in others if names[place].rank < 0]
    places = corrected or sorted(others, key=lambda place: _is_constant(body, patient, place))
    parts = {p: readable_fraction(_sample(body, p), _hint(names[p], corrections, p), today) for p in places}
    good = [place for place, part in parts.items() if part >= _MOST]
    best = next(iter(good), None) if good else max(parts, key=lambda place: parts[place], default=None)
    return (best, clock) if best is not None else (clock, None)


def _is_constant(body: pd.DataFrame, patient: int | None, place: int) -> bool:
    """Whether a column tells one time of each patient only, as the end of the follow-up."""
    patients = body.iloc[:, patient] if patient is not None else pd.Series("", body.index)
    times = body.iloc[:, place].groupby(patients).nunique()
    return bool(times.max() == 1) and len(times) < len(body)


def _hint(name: RecognisedName, corrections: Corrections, place: int) -> DateHint:
    order = corrections.of(place).order or corrections.order
    return DateHint(name.unit, name.what == "date", order)


# --- What is held of each visit ----------------------------------------------------------------------


def _held(layout: Layout, names: dict[int, RecognisedName], columns: Columns) -> tuple[ValueColumn, ...]:
    """The columns of labs, signs, …; of several of a kind the surest first, and empty ones last."""
    used = columns.used
    order = sorted(names, key=lambda place: (names[place].rank, not len(_filled(layout.body, place)), place))
    kept = [place for place in order if names[place].what in (*MEASURED, *PERSONAL) and place not in used]
    held = tuple(ValueColumn(place, names[place].what, names[place].unit) for place in kept)
    return held if columns.long else _with_companions(layout, names, held)


def _with_companions(
    layout: Layout, names: dict[int, RecognisedName], held: tuple[ValueColumn, ...]
) -> tuple[ValueColumn, ...]:
    """The columns with the columns of units and limits that stand beside them."""
    owners = {}
    for place, kind in _companions(layout, names):
        named = unit_column_test(layout.headers[place])
        near = [one.place for one in held if one.what in TESTS and _is_near(place, one.place, names)]
        of_name = [one.place for one in held if one.what == named]
        owner = next(iter(of_name if named else near), None)
        if owner is not None:
            owners[owner, kind] = place
    return tuple(
        replace(one, units=owners.get((one.place, "unit")), limits=owners.get((one.place, "limit")))
        for one in held
    )


def _companions(layout: Layout, names: dict[int, RecognisedName]) -> Iterator[tuple[int, str]]:
    """Columns that hold units, or "<" and ">", by their names or, if they have none, by their cells."""
    for place, header in enumerate(layout.headers):
        what = names[place].what if place in names else "unit" if unit_column_test(header) else ""
        cells = _sample(layout.body, place)
        if what in ("unit", "limit") or (not header and cells):
            if _part(cells, units.is_unit) > _MOST:
                yield place, "unit"
            elif what == "limit" or (cells and _part(cells, is_comparator) > _MOST):
                yield place, "limit"


def is_comparator(text: str) -> bool:
    """Whether a cell says "below" or "above" of the value beside it, or neither."""
    return text.strip() in ("<", ">", "<=", ">=", "≤", "≥", "=", "~")


def _is_near(place: int, owner: int, names: dict[int, RecognisedName]) -> bool:
    """Whether a column belongs to the test before it, with at most another such column between them."""
    between = [
        names[one].what if one in names else "" for one in range(min(place, owner) + 1, max(place, owner))
    ]
    return owner < place <= owner + 2 and all(what in ("unit", "limit", "") for what in between)


# --- To be shown -------------------------------------------------------------------------------------


def interpret_columns(
    layout: Layout, columns: Columns, found: DateParser | None
) -> tuple[ColumnInterpretation, ...]:
    """Return the interpretation of each column."""
    used = columns.used
    held = {one.place: one for one in columns.held}
    shown = []
    for place, header in enumerate(layout.headers):
        role = used.get(place, NOT_USED)
        unit = held[place].unit if place in held else ""
        order = None
        why = " ".join(columns.notes) if place == columns.patient else ""
        if place == columns.day and found:
            why = found.note
            role, unit, order = ("day", found.unit, None) if found.unit else ("date", "", found.order)
        shown.append(ColumnInterpretation(place, header, role, unit, order, why))
    return tuple(shown)
