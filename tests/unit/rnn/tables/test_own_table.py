import datetime
import io
import math
import random
import re

import numpy as np
import openpyxl  # type: ignore[import-untyped]
import pytest

from components.intake.tables import MAX_ROWS, TableError, read_table
from components.rnn.patients import LABS, SIGNS, TRIAL, Patient, trial
from components.rnn.tables.own_table import (
    MAX_PATIENTS,
    MAX_VISITS,
    OwnTable,
    left_out_csv,
    read_own_table,
    template_csv,
)

TODAY = datetime.date(2026, 1, 31)
PLACES = {lab.name: place for place, lab in enumerate(LABS)}


def read(text: str) -> OwnTable:
    return read_own_table(read_table(text.encode()), TODAY)


def only(text: str) -> Patient:
    """The one patient of a table of which nothing is left out."""
    found = read(text)
    assert found.left_out == ()
    (patient,) = found.patients
    return patient


def lab(patient: Patient, name: str) -> list[float | None]:
    """A patient's values of one test, None where there is none."""
    return [None if math.isnan(value) else round(value, 6) for value in patient.labs[:, PLACES[name]]]


def bilirubin(*texts: str, header: str = "bili (mg/dl)") -> OwnTable:
    """A table with these values of one test on the days 0, 1, 2, …, and one of another test before them."""
    rows = [f'{day}\t"{text}"\t' for day, text in enumerate(texts)]
    return read("\n".join([f"day\t{header}\talb (g/dl)", *rows, f"{len(rows)}\t\t4"]))


def values(found: OwnTable, name: str = "bilirubin") -> list[float | None]:
    return lab(found.patients[0], name)[:-1]


def troubles(found: OwnTable) -> list[tuple[int, str]]:
    assert all(one.reason.endswith(".") for one in found.left_out)
    return [(one.line, one.reason) for one in found.left_out]


def refusal(text: str) -> str:
    with pytest.raises(TableError) as caught:
        read(text)
    return str(caught.value)


def table(mark: str, point: str) -> str:
    """A table of two visits, parted by a mark, with a decimal point or comma."""
    rows = (
        ("Name", "Datum", "Bilirubin (mg/dl)", "Albumin (g/dl)"),
        ("Änne", "01.02.2020", "1.4", "3.9"),
        ("Änne", "01.08.2020", "2.1", ""),
    )
    header, *body = (mark.join(row) for row in rows)
    return "\n".join([header, *(re.sub(r"(?<=\b\d)\.(?=\d\b)", point, row) for row in body)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(("mark", "point"), [(";", ","), (";", "."), ("\t", ","), (",", ".")])
def test_however_a_spreadsheet_saves_it_a_table_is_the_same(encoding: str, mark: str, point: str) -> None:
    found = read_own_table(read_table(table(mark, point).encode(encoding)), TODAY)
    assert (found.left_out, found.notes) == ((), ())
    (patient,) = found.patients
    assert (patient.name, list(patient.days)) == ("Änne", [0, 182])
    assert lab(patient, "bilirubin") == [1.4, 2.1]
    assert lab(patient, "albumin") == [3.9, None]


# --- Layouts -----------------------------------------------------------------------------------------


def test_the_template_is_read_whole_and_without_a_word() -> None:
    found = read_own_table(read_table(template_csv()), TODAY)
    assert (found.left_out, found.unknown_tests, found.notes) == ((), (), ())
    assert [len(patient) for patient in found.patients] == [3, 2]
    first, second = found.patients
    assert (first.name, first.age, first.female, first.treated) == ("A", 52, 1, 0)
    assert (second.name, second.age, second.female, second.treated) == ("B", 47, 0, 1)
    assert list(first.days) == [0, 196, 371]
    assert list(first.labs[0]) == [1.4, 262, 3.9, 890, 82, 221, 10.9]
    assert list(first.signs[2]) == [0, 1, 1, 0.5, 3]
    assert all(
        np.isnan(patient.labs).any() and not np.isnan(patient.labs).all() for patient in found.patients
    )


def test_the_trials_own_table_gives_the_trial() -> None:
    found = read_own_table(read_table(TRIAL.read_bytes()), TODAY)
    assert found.left_out == ()
    assert found.unknown_tests == ("futime", "status")
    assert "Only the first 200 of 312 patients were kept." in found.notes
    for own, original in zip(found.patients, trial()[:MAX_PATIENTS], strict=True):
        assert own.name == original.name
        for key in ("days", "labs", "signs"):
            np.testing.assert_array_equal(getattr(own, key), getattr(original, key))
        assert (own.age, own.female, own.treated) == (original.age, original.female, original.treated)
        assert own.ending is None


def test_a_long_table_is_the_same_as_a_wide_one() -> None:
    wide = read(
        "patient,day,bili (mg/dl),AST (U/ml),ascites,age\n7,0,1.5,,yes,50\n7,9,2.5,80,,50\n8,3,,90,,60\n"
    )
    long = read(
        "subject;visit date;age;analyte;result;unit\n7;0;50;Bilirubin, total;1.5;mg/dl\n7;0;50;Ascites;yes;\n"
        "7;9;50;SGOT;80;U/ml\n7;9;50;BILI;2.5;mg/dL\n8;3;60;AST;90;U/ml\n"
    )
    assert wide.notes == long.notes == ()
    for one, other in zip(wide.patients, long.patients, strict=True):
        assert (one.name, one.age) == (other.name, other.age)
        np.testing.assert_array_equal(one.days, other.days)
        np.testing.assert_array_equal(one.labs, other.labs)
        np.testing.assert_array_equal(one.signs, other.signs)


def test_without_a_column_of_patients_there_is_one() -> None:
    patient = only("day,bili\n0,1\n30,2\n")
    assert (patient.name, list(patient.days)) == ("1", [0, 30])
    assert all(map(math.isnan, (patient.age, patient.female, patient.treated)))


def test_patients_keep_the_tables_order_and_their_names() -> None:
    found = read("patient,day,bili\n007,0,1\nÄnne,0,1\n7,0,1\n007,5,1\n")
    assert [patient.name for patient in found.patients] == ["007", "Änne", "7"]
    later = read("patient,day,bili,alb\nB,0,,4\nA,0,1,\n")
    assert [patient.name for patient in later.patients] == ["B", "A"]


def test_one_visit_is_enough() -> None:
    patient = only("id,date,bili\n1,2020-05-01,1.5\n")
    assert list(patient.days) == [0]
    assert (patient.labs.shape, patient.signs.shape) == ((1, len(LABS)), (1, len(SIGNS)))


def test_a_test_without_any_value_is_all_missing() -> None:
    patient = only("id,day,bili,chol,stage\n1,0,1.5,,\n1,5,2,n/a,\n")
    assert lab(patient, "cholesterol") == [None, None]
    assert np.isnan(patient.signs).all()


def test_a_workbook_with_dates_numbers_and_a_formula_is_read() -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Patient", "Datum", "Bilirubin (µmol/l)", "Thrombozyten"],
        [1, datetime.date(2020, 2, 1), 17.1, 150],
        [1, datetime.datetime(2020, 2, 11, 8, 30), "=C2*2", 160],
        ["=A2", datetime.datetime(2020, 2, 11), 1, 1],
        [1, "=B2", 1, 1],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    found = read_own_table(read_table(stream.getvalue()), TODAY)
    assert list(found.patients[0].days) == [0, 10]
    assert lab(found.patients[0], "bilirubin") == [1, None]
    assert lab(found.patients[0], "platelets") == [150, 160]
    assert [line for line, _ in troubles(found)] == [3, 4, 5]
    assert "Bilirubin: its formula has no stored result" in troubles(found)[0][1]
    assert troubles(found)[1][1] == "There is no patient."
    assert "The formula of its day has no stored result" in troubles(found)[2][1]


# --- Names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        (
            "bilirubin",
            "bili;Total bilirubin;Bilirubin, total;T-Bili;Gesamtbilirubin;Bilirubine;bilirrubina;BILIRUBIN",
        ),
        ("cholesterol", "chol;Cholestérol;Gesamt-Cholesterin;colesterol total;Serum cholesterol"),
        ("albumin", "alb;Albumine;albúmina;serum albumin"),
        (
            "alkaline phosphatase",
            "ALP;AP;alk phos;alk.phos;Alk_Phos;Phosphatase, alkaline;Alkalische Phosphatase",
        ),
        ("alkaline phosphatase", "phosphatases alcalines;Fosfatasa alcalina;PAL"),
        ("AST", "ast;SGOT;GOT;ASAT;AST (SGOT);TGO;aspartate aminotransferase"),
        ("platelets", "plt;Platelet count;thrombocytes;Thrombozyten;Plaquettes;plaquetas"),
        ("prothrombin time", "PT;protime;pro-time;Prothrombin time;temps de prothrombine;Prothrombinzeit"),
    ],
)
def test_the_names_of_a_test(name: str, headers: str) -> None:
    names, usual = headers.split(";"), LABS[PLACES[name]].reference[1]
    rows = (f"{day};{header};{usual:g}\n" for day, header in enumerate(names))
    assert lab(only("day;test;value\n" + "".join(rows)), name) == [usual] * len(names)
    assert lab(only(f"day;{names[-1]}\n0;{usual:g}\n"), name) == [usual]


@pytest.mark.parametrize(
    "header",
    ["INR", "PT (INR)", "PT INR", "bilirubin (direct)", "HDL cholesterol", "urine albumin", "ALT", "x" * 500],
)
def test_other_tests_are_listed_and_not_used(header: str) -> None:
    assert read(f"day,{header},alb\n0,1.1,4\n").unknown_tests == (header,)
    found = read(f"day,test,value\n0,{header},1.1\n0,alb,4\n0,{header},1.2\n")
    assert found.unknown_tests == (header,)
    assert np.nansum(found.patients[0].labs) == 4
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("patient", "day"),
    [
        ("Patient", "Date"),
        ("ID", "day"),
        ("name", "TIME"),
        ("subject", "Visit date"),
        ("Patienten-Nr.", "Datum"),
        ("Patient ID", "date (dd/mm/yyyy)"),
        ("paciente", "fecha"),
        ("PATIENT_ID", "Jour"),
    ],
)
def test_the_names_of_patient_and_day(patient: str, day: str) -> None:
    assert only(f"{patient},{day},bili\nA,3,1\nA,8,1\n").days.tolist() == [0, 5]


def test_the_names_of_signs_and_persons() -> None:
    patient = only(
        "Tag;Aszites;Hepatomegaly;spiders;Ödem;Stadium;Alter (Jahre);Geschlecht;treatment;bili\n"
        "0;ja;nein;1;0,5;IV;61,5;weiblich;D-penicillamine;1\n"
    )
    assert list(patient.signs[0]) == [1, 0, 1, 0.5, 4]
    assert (patient.age, patient.female, patient.treated) == (61.5, 1, 1)


def test_what_is_unknown_of_a_person_is_taken_from_the_first_visit_that_tells() -> None:
    patient = only("day,bili,age,sex,trt\n9,1,60,m,\n0,1,,M,placebo\n")
    assert (patient.age, patient.female, patient.treated) == (60, 0, 0)


def test_of_two_columns_of_a_kind_the_first_is_used_and_the_others_listed() -> None:
    found = read("day,date,bili,Bilirubin,unit\n0,2020-01-01,1,2,mg/l\n")
    assert lab(found.patients[0], "bilirubin") == [1]
    assert found.unknown_tests == ("day", "Bilirubin", "unit")


def test_wrong_signs_and_persons_are_left_out_with_the_reason() -> None:
    found = read("day,bili,ascites,stage,age,sex,trt\n0,1,2,5,150,x,aspirin\n")
    assert troubles(found) == [
        (2, "Ascites: “2” is not known here."),
        (2, "Stage: “5” is not known here."),
        (2, "Age: “150” is not known here."),
        (2, "Sex: “x” is not known here."),
        (2, "Treatment: “aspirin” is not known here."),
    ]


# --- Numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["12,4", "3,5"], [12.4, 3.5]),
        (["12.4", "3.5", "7"], [12.4, 3.5, 7]),
        (["12,4", "3.5"], [12.4, 3.5]),
        (["+1.5", ".5", "2.", "1.2E+01"], [1.5, 0.5, 2, 12]),
        (["0,123", "0.456"], [0.123, 0.456]),
    ],
)
def test_decimal_marks(texts: list[str], expected: list[float]) -> None:
    found = bilirubin(*texts)
    assert values(found) == expected
    assert found.left_out == ()
    assert found.notes == ()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1,234", "980.5"], [1234, 980.5]),
        (["1.234", "980,5"], [1234, 980.5]),
        (["1,234.5", "1,235"], [1234.5, 1235]),
        (["1.234,5", "1.235"], [1234.5, 1235]),
        (["1 234", "1’235", "1\u00a0236,5"], [1234, 1235, 1236.5]),
        (["12,345", "1,234", "1,111,111", "900"], [12345, 1234, 900]),
        (["1,234", "980"], [1234, 980]),
        (["1.234", "980"], [1234, 980]),  # as the only reading that is plausible
        (["2,5", "3,5", "1,234", "9.5"], [2.5, 3.5, 1.234, 9.5]),
    ],
)
def test_thousands_are_decided_by_the_whole_column(texts: list[str], expected: list[float | None]) -> None:
    assert values(bilirubin(*texts, header="ALP (U/l)"), "alkaline phosphatase") == expected


def test_a_column_that_shows_nothing_follows_the_table_and_a_note_says_so() -> None:
    found = read("day;bili (mg/dl);alp (U/l)\n0;1,5;1.234\n1;2,5;980\n")
    assert lab(found.patients[0], "alkaline phosphatase") == [1234, 980]
    assert found.notes == ("In “alp (U/l)”, “1.234” was read as 1234.",)


@pytest.mark.parametrize("text", ["<0.5", "< 0.5", "<=0,5", "≤0.5", ">0.5"])
def test_limits_are_used_and_noted(text: str) -> None:
    found = bilirubin("1.5", text)
    assert values(found) == [1.5, 0.5]
    assert found.left_out == ()
    side = "above" if text.startswith(">") else "below"
    assert found.notes == (f"Values {side} a limit, such as “{text}”, were taken as the limit itself.",)


@pytest.mark.parametrize("text", ["", "n/a", "N/A", "NA", "-", "–", ".", "?", "NaN", "#N/A", "not done", " "])
def test_what_was_not_measured_is_missing_without_a_word(text: str) -> None:
    found = bilirubin("1.5", text, "2")
    assert [value for value in values(found) if value] == [1.5, 2]
    assert (found.left_out, found.notes) == ((), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "“abc” is not a number."),
        ("1.2.3", "“1.2.3” is not a number."),
        ("12 mg", "“12 mg” is not a number."),
        ("inf", "“inf” is not a number."),
        ("2020-01-01", "“2020-01-01” is a date, not a number; a spreadsheet may have made it of a value."),
        ("-1.5", "“-1.5” is outside what is possible (0.01 to 100 mg/dl)."),
        ("0", "“0” is outside what is possible (0.01 to 100 mg/dl)."),
        ("100.1", "“100.1” is outside what is possible (0.01 to 100 mg/dl)."),
        ("9e99", "“9e99” is outside what is possible (0.01 to 100 mg/dl)."),
        ("<0", "“<0” is outside what is possible (0.01 to 100 mg/dl)."),
        ("9" * 900, f"“{'9' * 30}…” is outside what is possible (0.01 to 100 mg/dl)."),
    ],
)
def test_what_is_no_possible_value_is_left_out_with_the_reason(text: str, reason: str) -> None:
    found = bilirubin("1.5", text, "2")
    assert troubles(found) == [(3, f"Bilirubin: {reason}")]
    assert [value for value in values(found) if value] == [1.5, 2]


# --- Units -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "unit", "text", "expected"),
    [
        ("bilirubin", "µmol/l", "17.1", 1),
        ("bilirubin", "umol/L", "171", 10),
        ("bilirubin", "mg/L", "15", 1.5),
        ("cholesterol", "mmol/l", "10", 386.7),
        ("cholesterol", "g/l", "2", 200),
        ("albumin", "g/l", "40", 4),
        ("alkaline phosphatase", "IU/L", "100", 100),
        ("alkaline phosphatase", "µkat/l", "2", 120),
        ("AST", "U/l", "80", 80),
        ("AST", "U/ml", "80", 80),
        ("platelets", "/µl", "150000", 150),
        ("platelets", "/mm³", "150000", 150),
        ("platelets", "10⁹/l", "150", 150),
        ("platelets", "x10^9/L", "150", 150),
        ("platelets", "10E3/uL", "150", 150),
        ("platelets", "K/µL", "150", 150),
        ("platelets", "G/l", "150", 150),
        ("platelets", "/nl", "150", 150),
        ("prothrombin time", "sec", "12", 12),
    ],
)
def test_units_are_converted(name: str, unit: str, text: str, expected: float) -> None:
    assert lab(only(f"day;{name} ({unit})\n0;{text}\n"), name) == [pytest.approx(expected)]


@pytest.mark.parametrize(
    "table",
    [
        "day;platelets [/µl]\n0;150000\n",
        "day;platelets /µl\n0;150000\n",
        "day;PLT, /µl\n0;150000\n",
        "day;test;value;unit\n0;PLT;150000;/µl\n",
        "day;test;value\n0;PLT (/µl);150000\n",
        "day;test;value;unit\n0;PLT (/µl);150000;\n",
    ],
)
def test_units_are_found_where_they_may_stand(table: str) -> None:
    assert lab(only(table), "platelets") == [150]


def test_underscores_may_stand_for_space_and_slash() -> None:
    assert lab(only("day,bili_umol_l\n0,17.1\n"), "bilirubin") == [1]


def test_conversions_and_missing_units_are_noted() -> None:
    found = read("day,bili (µmol/l),AST (U/l),alb,platelets (10⁹/l)\n0,17.1,80,4,150\n")
    assert found.notes == (
        "No unit is given for albumin (g/dl assumed).",
        "Values of bilirubin were converted from µmol/l to mg/dl.",
        "AST in U/l was taken as U/ml, since this data set uses both for the same.",
    )


def test_a_unit_beside_each_value_decides_for_it() -> None:
    found = read(
        "day,test,value,unit\n0,bili,17.1,µmol/l\n1,bili,2,mg/dl\n2,bili,3,-\n3,bili,9,%\n4,pt,80,INR\n"
    )
    assert lab(found.patients[0], "bilirubin") == [1, 2, 3]
    assert troubles(found) == [
        (5, "Bilirubin: the unit “%” is not known for it here."),
        (6, "Prothrombin time: the unit “INR” is not known for it here."),
    ]


def test_an_unknown_unit_in_a_header_leaves_its_values_out() -> None:
    found = read("day,PT (%),alb\n0,80,4\n1,,4\n2,90,4\n")
    assert [line for line, _ in troubles(found)] == [2, 4]
    assert lab(found.patients[0], "prothrombin time") == [None] * 3


# --- Days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dates",
    [
        ["2020-01-31", "2020-02-10"],
        ["2020/1/31", "2020/2/10"],
        ["20200131", "20200210"],
        ["31.01.2020", "10.02.2020"],
        ["31.1.20", "10.2.20"],
        ["31/01/2020", "10/02/2020"],
        ["01/31/2020", "02/10/2020"],
        ["1-31-2020", "2-10-2020"],
        ["31. 1. 2020", "10. 2. 2020"],
        ["2020-01-31T08:30:00Z", "2020-02-10 23:59"],
        ["31.01.2020 8:30", "10.02.2020 07:15:00.5"],
        ["01/31/2020 8:30 AM", "02/10/2020 11:15 pm"],
        ["100", "110"],
        ["0,5", "10,5"],
        ["-3", "7"],
    ],
)
def test_dates_and_days_are_read(dates: list[str]) -> None:
    found = read("date;bili (mg/dl)\n" + "".join(f"{date};1\n" for date in dates))
    assert list(found.patients[0].days) == [0, 10]
    assert (found.left_out, found.notes) == ((), ())


def test_ambiguous_dates_are_read_day_first_and_noted() -> None:
    found = read("date,bili (mg/dl)\n03/04/2020,1\n05/04/2020,2\n")
    assert list(found.patients[0].days) == [0, 2]
    assert found.notes == ("Dates such as “03/04/2020” were read as day, month, year, which is a guess.",)
    assert read("date,bili (mg/dl)\n03.04.2020,1\n").notes == ()
    assert read("date,bili (mg/dl)\n05/05/2020,1\n").notes == ()


def test_one_date_decides_for_all_of_its_column() -> None:
    found = read("date,bili (mg/dl)\n03/04/2020,1\n03/25/2020,2\n")
    assert list(found.patients[0].days) == [0, 21]
    assert found.notes == ()


def test_years_of_two_digits_lie_in_the_past() -> None:
    assert list(only("date,bili\n01.01.99,1\n01.01.00,1\n01.01.26,2\n").days) == [0, 365, 9862]


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("31.02.2020", "Date: “31.02.2020” does not exist."),
        ("01.13.2020", "Date: “01.13.2020” does not exist."),
        ("2021-02-29", "Date: “2021-02-29” does not exist."),
        ("01.02.2026", "Date: “01.02.2026” lies in the future."),
        ("31.12.1899", "Date: “31.12.1899” is too long ago."),
        ("0020-01-01", "Date: “0020-01-01” is not a date."),
        ("yesterday", "Date: “yesterday” is not a date."),
        ("17", "Date: “17” is not a date."),
        ("", "There is no date or day."),
        ("n/a", "There is no date or day."),
    ],
)
def test_rows_without_a_possible_date_are_left_out_with_the_reason(date: str, reason: str) -> None:
    found = read(f"date,bili\n30.01.2020,1\n{date},2\n31.01.2020,3\n14.01.2020,4\n31.01.2026,5\n")
    assert troubles(found) == [(3, reason)]
    assert lab(found.patients[0], "bilirubin") == [4, 1, 3, 5]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2020-01-01", "Day: “2020-01-01” is not a number."),
        ("soon", "Day: “soon” is not a number."),
        ("99999999", "Day: “99999999” is not a possible day."),
        ("", "There is no date or day."),
    ],
)
def test_rows_without_a_possible_day_are_left_out_with_the_reason(day: str, reason: str) -> None:
    assert troubles(read(f"day,bili\n0,1\n{day},2\n5,3\n9,3\n")) == [(3, reason)]


def test_visits_out_of_order_are_sorted() -> None:
    patient = only("id,date,bili\n1,2020-03-01,3\n1,2020-01-01,1\n1,2020-02-01,2\n")
    assert list(patient.days) == [0, 31, 60]
    assert lab(patient, "bilirubin") == [1, 2, 3]


def test_of_two_values_on_one_day_the_later_one_wins_and_a_note_says_so() -> None:
    found = read(
        "id,date,bili (mg/dl),alb (g/dl)\n1,2020-03-01 08:00,3,4\n1,2020-01-01,1,\n1,2020-03-01 09:00,5,\n"
    )
    assert lab(found.patients[0], "bilirubin") == [1, 5]
    assert lab(found.patients[0], "albumin") == [None, 4]
    assert found.notes == (
        "Of several values of a test on one day the latest in time was used, not those in line 2.",
    )
    assert read("id,day,bili (mg/dl)\n1,0,3\n1,0,4\n1,0,5\n").notes == (
        "Of several values of a test on one day that of the lowest row was used, not those in lines 2 and 3.",
    )


def test_a_wrong_value_does_not_replace_a_right_one() -> None:
    found = read("id,day,bili\n1,0,3\n1,0,abc\n")
    assert lab(found.patients[0], "bilirubin") == [3]


# --- What is left out --------------------------------------------------------------------------------


def test_lines_are_those_the_spreadsheet_shows() -> None:
    found = read('\n\npatient,day,bili\n\n"A\nB",0,1\n,0,1\nC,0,x\nC,1,\n')
    assert troubles(found) == [(6, "There is no patient."), (7, "Bilirubin: “x” is not a number.")]
    assert [patient.name for patient in found.patients] == ["A\nB"]


def test_all_that_is_left_out_can_be_taken_home() -> None:
    found = read('patient,day,bili\nA,0,1\nA,1,"a ""b"", c"\n')
    (sheet,) = read_table(left_out_csv([*found.left_out, *found.left_out]))
    header, *rows = sheet.rows.values()
    assert header == ["line", "reason"]
    assert rows == [["3", 'Bilirubin: “a "b", c” is not a number.']] * 2


def test_a_row_with_too_many_cells_is_left_out() -> None:
    found = read("patient,day,bili\nA,0,1\nA,1,2,5\n")
    assert troubles(found) == [(3, "The row has more cells than the header.")]


def test_a_row_that_is_left_out_has_one_reason() -> None:
    found = read("patient,day,bili\nA,0,1\nA,soon,x\nA,1,2\n")
    assert troubles(found) == [(3, "Day: “soon” is not a number.")]


def test_a_nameless_first_column_of_row_numbers_does_no_harm() -> None:
    assert len(only(",patient,day,bili\n0,A,0,1\n1,A,1,2\n")) == 2


def test_a_patient_without_values_is_named() -> None:
    found = read("patient,day,bili (mg/dl)\nA,0,1\nB,0,\nC,0,x\n")
    assert found.notes == ("Patients without a usable value, left out: “B” and “C”.",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("patient,day,bili\nA,0,\nA,1,n/a\n", "all cells of the tests are empty (2 rows)."),
        ("patient,day,bili\nA,0,x\n", "in line 2: Bilirubin: “x” is not a number."),
        (
            "patient,day,bili\nA,x,1\nA,y,1\nA,0,z\n",
            "in 2 places, first in line 2: Day: “x” is not a number.",
        ),
        ("patient,day,ascites\nA,0,1\n", "No column with a laboratory test such as bilirubin"),
        ("patient,bili\nA,1\n", "No column with the date or the day of the visit was found."),
        ("patient,day,foo\nA,0,1\n", "The columns are “patient”, “day” and “foo”."),
        ("day,test,value\n0,foo,1\n", "No test that is known here was found; the tests are “foo”."),
        ("foo,bar\n1,2\n", "No column with the day of the visit and none with a laboratory test"),
        ('"(",")"\n1,2\n', "The columns are “(” and “)”."),
    ],
)
def test_a_table_without_a_usable_value_is_refused_with_its_own_reason(text: str, reason: str) -> None:
    assert reason in refusal(text)


# --- Many --------------------------------------------------------------------------------------------


def test_only_so_many_patients_and_visits_are_kept() -> None:
    rows = [f"P{number},0,1" for number in range(MAX_PATIENTS + 5)]
    rows += [f"P3,{day},{day / 10}" for day in range(MAX_VISITS + 9, 0, -1)]
    found = read("\n".join(["patient,day,bili (mg/dl)", *rows]))
    assert len(found.patients) == MAX_PATIENTS
    assert list(found.patients[3].days) == list(range(MAX_VISITS))
    assert found.patients[3].labs[:, 0] == pytest.approx(np.arange(10, MAX_VISITS + 10) / 10)
    assert found.notes == (
        "Only the first 200 of 205 patients were kept.",
        "Only the last 100 visits were kept of “P3”.",
    )


def visits(count: int) -> str:
    """A table of visits with all labs and signs, each value different."""
    chance = random.Random(0)
    header = template_csv().decode("utf-8-sig").splitlines()[0]
    rows = [header]
    for visit in range(count):
        date = datetime.date(2000, 1, 1) + datetime.timedelta(30 * (visit // 190))
        labs = (chance.uniform(*lab.reference) for lab in LABS)
        rows.append(
            f"{visit % 190},{date:%d.%m.%Y},{','.join(f'{value:.4f}' for value in labs)},0,1,0,0.5,2,50,f,1"
        )
    return "\n".join(rows)


def test_ten_thousand_visits_are_read() -> None:
    found = read_own_table(read_table(visits(10_000).encode()), TODAY)
    assert sum(map(len, found.patients)) == 10_000
    assert not any(np.isnan(patient.labs).any() for patient in found.patients)
    assert found.left_out == ()
    assert found.notes == ()


@pytest.mark.parametrize(
    "row",
    [
        "P{0},{0},1,x",
        "P{0},0,test {0} a b c/d,mg{0}/l",
        "P,1,bili,mg{0}/l",
        "P,{0},bili,{0}",
    ],
)
def test_the_largest_table_of_nonsense_is_read_to_its_end(row: str) -> None:
    text = "\n".join(["patient,day,test,value,unit", "A,0,bili,1,", *map(row.format, range(MAX_ROWS - 1))])
    read_own_table(read_table(text.encode()), TODAY)


PIECES = [
    *("patient", "day", "date", "test", "value", "unit", "ascites", "sex", "bili (mg/dl)", "alb [", "PT (%)"),
    *(
        "<",
        "-",
        "1,5",
        "1.234",
        "9e99",
        "µ",
        "٣",
        "((((",
        "\x85",
        "'",
        "31.02.2020",
        "2020-01-01",
        "01/02/20",
    ),
]


@pytest.mark.parametrize("seed", range(50))
def test_whatever_a_table_says_ends_in_patients_or_a_sentence(seed: int) -> None:
    chance = random.Random(seed)
    header = [*(("day", "bili") if seed % 2 else ()), *chance.choices(PIECES, k=chance.randint(2, 7))]
    rows = [header, *(chance.choices(PIECES, k=len(header)) for _ in range(chance.randint(1, 9)))]
    try:
        found = read("\n".join("\t".join(row) for row in rows))
    except TableError:
        return
    for patient in found.patients:
        assert len(patient) == len(patient.labs) == len(patient.signs) > 0
        assert patient.days[0] == 0
        assert (np.diff(patient.days) > 0).all()
        assert np.isfinite(patient.days).all()
        assert not np.isinf(patient.labs).any()
