"""A patient's table of visits, edited."""

from dataclasses import replace

import numpy as np
import pytest

from components.rnn.edits import (
    CHANGES,
    FARTHEST_DAY,
    MAX_TABLE_VISITS,
    TableVisit,
    VisitTable,
    as_table,
    drop_impossible,
    patient_from_table,
)
from components.rnn.patients import LABS, Patient, trial

PATIENT = trial()[8]
TABLE = as_table(PATIENT)


def same(one: Patient, other: Patient) -> bool:
    return all(
        np.array_equal(getattr(one, part), getattr(other, part), equal_nan=True)
        for part in ("days", "labs", "signs")
    )


def test_an_untouched_table_is_the_patient() -> None:
    found = patient_from_table(PATIENT, TABLE)
    assert found.start == 0
    assert same(found.patient, PATIENT)
    assert found.patient.ending is None


def test_a_moved_visit_keeps_its_values_and_signs() -> None:
    moved = (replace(TABLE[0], day=500.0), *TABLE[1:])
    found = patient_from_table(PATIENT, moved)
    assert found.start == PATIENT.days[1]
    assert found.patient.days[0] == 0
    assert (np.diff(found.patient.days) >= 0).all()
    place = int(np.searchsorted(PATIENT.days[1:], 500))
    np.testing.assert_array_equal(found.patient.labs[place], PATIENT.labs[0])
    np.testing.assert_array_equal(found.patient.signs[place], PATIENT.signs[0])
    assert found.patient.age == pytest.approx(PATIENT.age + PATIENT.days[1] / 365.25)


def test_an_added_visit_has_no_signs_and_an_emptied_cell_no_value() -> None:
    added = TableVisit(None, 5_000.0, (None, 300.0, *[None] * 5))
    found = patient_from_table(PATIENT, (*TABLE, added)).patient
    assert len(found) == len(PATIENT) + 1
    assert np.isnan(found.signs[-1]).all()
    assert list(np.isnan(found.labs[-1])) == [True, False, *[True] * 5]
    assert same(patient_from_table(PATIENT, TABLE[:3] + TABLE[4:]).patient, without(3))


def without(visit: int) -> Patient:
    kept = [number for number in range(len(PATIENT)) if number != visit]
    return replace(PATIENT, days=PATIENT.days[kept], labs=PATIENT.labs[kept], signs=PATIENT.signs[kept])


@pytest.mark.parametrize("value", [-1.0, 0.0, 1e9, float("inf"), float("nan")])
def test_what_is_impossible_is_left_out(value: float) -> None:
    table = (replace(TABLE[0], labs=(value, *TABLE[0].labs[1:])), *TABLE[1:])
    assert drop_impossible(table, PATIENT)[0].labs == (None, *TABLE[0].labs[1:])


@pytest.mark.parametrize("day", [FARTHEST_DAY + 1.0, -FARTHEST_DAY - 1.0, float("nan")])
def test_an_impossible_day_is_left_out(day: float) -> None:
    assert drop_impossible((replace(TABLE[0], day=day), *TABLE[1:]), PATIENT) == TABLE[1:]


def test_a_table_has_an_end() -> None:
    assert len(drop_impossible(TABLE * MAX_TABLE_VISITS, PATIENT)) == MAX_TABLE_VISITS
    assert drop_impossible(TABLE, PATIENT) == TABLE


@pytest.mark.parametrize("visit", [-1, len(TABLE), 10**9])
def test_a_number_that_is_no_visit_is_that_of_an_added_one(visit: int) -> None:
    (column,) = drop_impossible((replace(TABLE[0], visit=visit),), PATIENT)
    assert column == replace(TABLE[0], visit=None)
    assert drop_impossible((replace(TABLE[0], labs=(1.0,)),), PATIENT) == ()


def changed(change: str, patient: Patient = PATIENT) -> VisitTable:
    return CHANGES[change](as_table(patient))


def test_the_changes_to_begin_with() -> None:
    assert changed("nothing") == TABLE
    assert changed("last bilirubin doubled")[-1].labs[0] == 2 * PATIENT.labs[-1, 0]
    assert changed("last bilirubin doubled")[:-1] == TABLE[:-1]
    assert all(column.labs[2] is None for column in changed("albumin never measured"))
    assert changed("last visit a year later")[-1].day == TABLE[-1].day + 365
    assert changed("only the last two visits") == TABLE[-2:]


def test_the_last_bilirubin_that_was_measured_is_doubled() -> None:
    labs = PATIENT.labs.copy()
    labs[-1, 0] = np.nan
    found = changed("last bilirubin doubled", replace(PATIENT, labs=labs))
    assert [column.labs[0] for column in found[-2:]] == [2 * labs[-2, 0], None]
    nothing = np.full_like(labs, np.nan)
    assert changed("last bilirubin doubled", replace(PATIENT, labs=nothing)) == as_table(
        replace(PATIENT, labs=nothing)
    )
    assert len(LABS) == labs.shape[1]
