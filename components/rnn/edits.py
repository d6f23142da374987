"""A patient's visits as a table that is edited, and what comes back from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, SIGNS, Lab, Patient

FARTHEST_DAY = 36_525  # from the first visit, a hundred years
MAX_TABLE_VISITS = 400  # visits
BILIRUBIN, ALBUMIN = 0, 2  # places in LABS


@dataclass(frozen=True)
class TableVisit:
    """A visit in the table, one of its columns."""

    visit: int | None  # the number of the visit that it was; None if it was added
    day: float  # since the first visit as it was
    labs: tuple[float | None, ...]  # in the order and units of LABS; None if nobody measured


VisitTable = tuple[TableVisit, ...]


@dataclass(frozen=True)
class EditedPatient:
    """The patient that an edited table describes."""

    patient: Patient
    start: float  # the day of the first visit, counted as the table counts


def as_table(patient: Patient) -> VisitTable:
    """Return the visits as a table."""
    return tuple(
        TableVisit(number, float(day), tuple(None if np.isnan(value) else float(value) for value in labs))
        for number, (day, labs) in enumerate(zip(patient.days, patient.labs, strict=True))
    )


def drop_impossible(table: VisitTable, patient: Patient) -> VisitTable:
    """Return an edited table of this patient without impossible days, values and visits.

    Days and values that are impossible go, and so do visits beyond MAX_TABLE_VISITS; a number that is no
    visit of the patient is that of a visit that was added.
    """
    kept = [one for one in table if abs(one.day) <= FARTHEST_DAY and len(one.labs) == len(LABS)]
    visits = range(len(patient))
    return tuple(
        TableVisit(
            one.visit if one.visit in visits else None,
            one.day,
            tuple(map(_possible, one.labs, LABS)),
        )
        for one in kept[:MAX_TABLE_VISITS]
    )


def _possible(value: float | None, lab: Lab) -> float | None:
    return value if value is not None and lab.possible[0] <= value <= lab.possible[1] else None


def patient_from_table(patient: Patient, table: VisitTable) -> EditedPatient:
    """Return the patient with the visits of a table that isn't empty, in the order of their days.

    A visit keeps its signs when it is moved; of one that was added, no signs are known.
    """
    visits = sorted(table, key=lambda column: column.day)
    start = visits[0].day
    unknown = np.full(len(SIGNS), np.nan)
    return EditedPatient(
        replace(
            patient,
            days=np.array([column.day for column in visits]) - start,
            labs=np.array([column.labs for column in visits], np.float64),  # None becomes NaN
            signs=np.stack([unknown if c.visit is None else patient.signs[c.visit] for c in visits]),
            age=patient.age + start / DAYS_A_YEAR,
            ending=None,
        ),
        start,
    )


# --- Changes to begin with ------------------------------------------------------------------------------


def _with(column: TableVisit, lab: int, value: float | None) -> TableVisit:
    return replace(column, labs=(*column.labs[:lab], value, *column.labs[lab + 1 :]))


def _doubled(table: VisitTable) -> VisitTable:
    last = max((place for place, column in enumerate(table) if column.labs[BILIRUBIN]), default=None)
    return tuple(
        _with(column, BILIRUBIN, 2 * (column.labs[BILIRUBIN] or 0)) if place == last else column
        for place, column in enumerate(table)
    )


def _without_albumin(table: VisitTable) -> VisitTable:
    return tuple(_with(column, ALBUMIN, None) for column in table)


def _later(table: VisitTable) -> VisitTable:
    return (*table[:-1], replace(table[-1], day=table[-1].day + round(DAYS_A_YEAR)))


CHANGES: dict[str, Callable[[VisitTable], VisitTable]] = {
    "nothing": lambda table: table,
    "last bilirubin doubled": _doubled,
    "albumin never measured": _without_albumin,
    "last visit a year later": _later,
    "only the last two visits": lambda table: table[-2:],
}
