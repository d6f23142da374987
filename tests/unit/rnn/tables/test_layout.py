"""Tables as other programs and people lay them out: headers, directions, identities, units, exports."""

import datetime
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.intake.tables import TableError, read_table
from components.rnn.patients import LABS
from components.rnn.tables.names import recognise_name
from components.rnn.tables.own_table import OwnTable, read_own_table

TODAY = datetime.date(2026, 1, 31)
PLACES = {lab.name: place for place, lab in enumerate(LABS)}


def read(*lines: str) -> OwnTable:
    return read_own_table(read_table("\n".join(lines).encode()), TODAY)


def lab(found: OwnTable, name: str, patient: int = 0) -> list[float | None]:
    values = found.patients[patient].labs[:, PLACES[name]]
    return [None if math.isnan(value) else round(float(value), 3) for value in values]


def days(found: OwnTable, patient: int = 0) -> list[float]:
    return list(found.patients[patient].days)


def names(found: OwnTable) -> list[str]:
    return [one.name for one in found.patients]


def said(found: OwnTable, sentence: str) -> bool:
    return any(sentence in note for note in found.notes)


# --- Headers -----------------------------------------------------------------------------------------


def test_a_header_of_two_lines_and_a_line_of_units() -> None:
    found = read(
        "patient,date,Liver,,", "ID,,Bilirubin,Albumin,PLT", ",,(µmol/l),(g/l),", "A,2021-03-02,24,39,262"
    )
    assert (lab(found, "bilirubin"), lab(found, "albumin"), lab(found, "platelets")) == (
        [1.404],
        [3.9],
        [262],
    )
    assert said(found, "The header was found in lines 1 and 2.")


def test_units_above_the_names() -> None:
    found = read(",,µmol/l,g/l", "patient,date,bilirubin,albumin", "A,2021-03-02,24,39")
    assert (lab(found, "bilirubin"), lab(found, "albumin")) == ([1.404], [3.9])


def test_a_line_of_what_is_normal_is_no_visit() -> None:
    found = read("patient,day,bilirubin", "unit,,µmol/l", "reference,,2-21", "A,0,24")
    assert (names(found), lab(found, "bilirubin"), found.left_out) == (["A"], [1.404], ())


def test_lines_before_the_header_may_have_as_many_cells() -> None:
    found = read(
        "Clinic;North;Ward;3", "Printed;2021-10-01;by;me", "patient;date;bili (mg/dl);x", "A;2021-03-02;1,1;"
    )
    assert (names(found), lab(found, "bilirubin")) == (["A"], [1.1])


def test_empty_names_are_no_row_names_of_r() -> None:
    found = read("patient,date,bili,,alb,", "A,2021-03-02,24,µmol/l,39,g/l")
    assert (lab(found, "bilirubin"), lab(found, "albumin")) == ([1.404], [3.9])


def test_a_row_with_values_is_no_header() -> None:
    with pytest.raises(TableError, match="“P”, “D”, “T” and “V”"):
        read("P,D,T,V", "A,2021-03-02,Bilirubin,1.1", "A,2021-09-14,Albumin,4")


# --- Tests in rows -----------------------------------------------------------------------------------


def test_a_report_with_columns_before_the_visits() -> None:
    found = read(
        "Test;Material;Einheit;Normbereich;02.03.2021;14.09.2021",
        "Bilirubin;Serum;µmol/l;2-21;24;29",
        "Albumin;Serum;g/l;35-52;39;",
        "Kalium;Serum;mmol/l;3,5-5;4;4,1",
    )
    assert (days(found), lab(found, "bilirubin"), lab(found, "albumin")) == (
        [0, 196],
        [1.404, 1.696],
        [3.9, None],
    )
    assert (found.unknown_tests, found.left_out) == (("Kalium",), ())


def test_a_report_with_a_line_of_days() -> None:
    found = read("patient,A,A,B", "day,0,30,0", "bili (mg/dl),1,2,3")
    assert (names(found), days(found), lab(found, "bilirubin")) == (["A", "B"], [0, 30], [1, 2])


def test_a_report_of_several_patients_makes_no_one_of_them() -> None:
    with pytest.raises(TableError, match="Several patients stand in the column “Patient”"):
        read("Patient;Test;2021-03-02;2021-09-14", "A;Bilirubin;1;2", "B;Bilirubin;3;4")


def test_a_long_table_is_never_turned() -> None:
    with pytest.raises(TableError, match="No column with the date or the day"):
        read("patient,test,value,when", "A,bili,1,2021-03-02", "A,alb,4,2021-03-02")


# --- Identities --------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["id", "case", "record_id", "visit id", "name", "Nr", "encounter"])
def test_the_patient_is_found_beside_other_identities(first: str) -> None:
    found = read(f"{first},patient id,day,bili (mg/dl)", "1,A,0,1", "2,A,5,2", "1,B,0,3", "2,B,5,4")
    assert (names(found), lab(found, "bilirubin")) == (["A", "B"], [1, 2])


def test_a_row_number_is_no_patient_even_under_a_good_name() -> None:
    found = read("patient id,subject,day,bili (mg/dl)", "1,A,0,1", "2,A,5,2")
    assert names(found) == ["A"]
    assert said(found, "The patients were taken from “subject”, not from “patient id”.")


def test_people_of_one_name_are_told_apart_by_birth_and_first_name() -> None:
    found = read("name,dob,day,bili", "Smith,1950-01-01,0,1", "Smith,1960-01-01,0,2", "Smith,1950-01-01,9,3")
    assert names(found) == ["Smith, 1950-01-01", "Smith, 1960-01-01"]
    assert said(found, "The patients were told apart by “name” and “dob”.")
    assert names(read("first name,last name,day,bili", "J,Smith,0,1", "K,Smith,0,2")) == [
        "Smith, J",
        "Smith, K",
    ]


def test_that_nothing_names_the_patient_is_said() -> None:
    assert said(read("pseudo,day,bili (mg/dl)", "A,0,1", "B,0,2"), "all rows became one patient")
    assert said(read("id,day,bili (mg/dl)", "1,0,1", "2,5,2", "3,9,2"), "Each row has its own “id”")


def test_dates_of_a_block_are_filled_down_with_the_patient() -> None:
    found = read(
        "patient,date,test,value,unit",
        "A,2021-03-02,bili,1,mg/dl",
        ",,alb,4,g/dl",
        "B,2021-03-05,bili,2,mg/dl",
    )
    assert (names(found), lab(found, "albumin")) == (["A", "B"], [4])


def test_one_missing_name_is_not_filled_down() -> None:
    found = read("patient,day,bili (mg/dl)", "A,0,1", "B,1,2", ",2,3", "C,4,5", "D,4,5")
    assert [(one.line, one.reason) for one in found.left_out] == [(4, "There is no patient.")]


def test_times_beside_dates_tell_what_is_later() -> None:
    found = read("patient,date,time,bili (mg/dl)", "A,2021-03-02,16:00,1.9", "A,2021-03-02,08:00,1.6")
    assert lab(found, "bilirubin") == [1.9]


def test_hours_of_one_day_are_one_visit_with_the_latest_value() -> None:
    found = read("patient,time (h),bili (mg/dl)", "A,6,2", "A,2,1", "A,30,3")
    assert (days(found), lab(found, "bilirubin")) == ([0, 1], [2, 3])


# --- Tests and units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Bilirubin direct mg/dl",
            "Bilirubin conj. (mg/dl)",
            "Bilirubin, indirect",
            "D-Bili",
            "Bilirubin (D) mg/dl",
        ),
        *(
            "HDL cholesterol mg/dl",
            "Cholesterol/HDL",
            "LDL-C",
            "Non-HDL Cholesterol (mg/dl)",
            "Cholesterol in HDL [Mass/volume]",
        ),
        *(
            "Albumin/creatinine mg/g",
            "Albumin 24h/urine",
            "U-Albumin mg/l",
            "Albumin [Mass/volume] in Urine",
            "Prealbumin",
        ),
        *(
            "AST / ALT",
            "AST:ALT ratio",
            "ALT (GPT) U/l",
            "Bone ALP U/l",
            "Mean platelet volume fl",
            "PT INR",
            "PT ratio",
        ),
    ],
)
def test_qualified_tests_are_others(header: str) -> None:
    assert recognise_name(header) is None


@pytest.mark.parametrize(
    ("header", "test", "unit"),
    [
        ("Bilirubin..µmol.L.", "bilirubin", "µmol/L"),
        ("Alk..phos...U.L.", "alkaline phosphatase", "U/L"),
        ("Platelets..10.9.L.", "platelets", "10/9/L"),
        ("platelets x 1000", "platelets", "x 1000"),
        ("S-Bilirubin [µmol/L]", "bilirubin", "µmol/L"),
        ("Bilirubin (µmol/L, total)", "bilirubin", "µmol/L"),
        ("Bilirubin (2-21 µmol/l)", "bilirubin", "µmol/l"),
        ("PT s", "prothrombin time", "s"),
        ("Bilirubin.total [Moles/volume] in Serum or Plasma", "bilirubin", "µmol/l"),
        ("Platelets [#/volume] in Blood by Automated count", "platelets", ""),
        ("bilirubina całkowita [mg/dl]", "bilirubin", "mg/dl"),
        ("χολερυθρίνη (mg/dl)", "bilirubin", "mg/dl"),
        ("Общий билирубин, мкмоль/л", "bilirubin", "мкмоль/л"),
        ("碱性磷酸酶 (U/L)", "alkaline phosphatase", "U/L"),
    ],
)
def test_tests_in_many_languages_and_programs(header: str, test: str, unit: str) -> None:
    found = recognise_name(header)
    assert found is not None
    assert (found.what, found.unit) == (test, unit)


def test_units_in_columns_of_their_own_are_found_by_name_or_place() -> None:
    by_name = read("patient,day,bilirubin,albumin,bilirubin_unit,unit albumin", "A,0,24,39,umol/L,g/L")
    by_place = read("patient,day,bilirubin,op,unit,albumin,unit", "A,0,24,<,umol/L,39,g/L")
    for found in (by_name, by_place):
        assert (lab(found, "bilirubin"), lab(found, "albumin")) == ([1.404], [3.9])


def test_each_cells_own_unit_decides() -> None:
    assert lab(read("day,bili (mg/dl)", "0,24 µmol/l", "1,1.2 mg/dl", "2,1.3"), "bilirubin") == [
        1.404,
        1.2,
        1.3,
    ]


def test_two_columns_of_a_test_complete_each_other() -> None:
    found = read("day,Bilirubin (mg/dl),Bilirubin (µmol/l)", "0,1.1,", "1,,24", "2,2,99")
    assert lab(found, "bilirubin") == [1.1, 1.404, 2]


@pytest.mark.parametrize(
    ("header", "row", "system"),
    [
        ("bilirubin,albumin", "24,39", "SI"),
        ("bilirubin,albumin", "1.4,3.9", "conventional"),
        ("bilirubin,albumin (g/l)", "24,39", "SI"),
        ("bilirubin,albumin (g/dl)", "4,3.9", "conventional"),
        ("bilirubin,cholesterol", "12,4.8", "SI"),
        ("bilirubin,cholesterol", "12,210", "conventional"),
        ("cholesterol", "5.2", "SI"),
        ("albumin", "39", "SI"),
    ],
)
def test_the_values_together_tell_the_system(header: str, row: str, system: str) -> None:
    assert read(f"day,{header}", f"0,{row}").interpretation.system == system


def test_doubt_about_units_is_said() -> None:
    assert said(read("day,bili", "0,8"), "They might be SI units; please check.")
    assert said(read("day,bili,AST (U/l)", "0,24,80"), "look like SI units; please check.")
    assert said(read("day,PT", "0,32"), "taken as seconds but might be per cent; please check.")
    assert said(read("day,albumin (g/l)", "0,3.9"), "Most values of albumin are unusual, such as 0.39 g/dl")


def test_other_units_are_seen_by_their_size() -> None:
    found = read("day,platelets,ALP,AST", "0,262000,1.9,0.8", "1,250000,2.1,0.9")
    assert (lab(found, "platelets")[0], lab(found, "alkaline phosphatase")[0], lab(found, "AST")[0]) == (
        262,
        114,
        48,
    )
    assert said(found, "alkaline phosphatase (µkat/l assumed)")
    with pytest.raises(TableError, match="it may be an INR"):
        read("day,PT", "0,1.1")


# --- Exports -----------------------------------------------------------------------------------------


def test_observations_of_synthea() -> None:
    suffix = "[Mass/volume] in Serum or Plasma"
    found = read(
        "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE",
        f"2012-01-23T17:45:28Z,p1,e1,laboratory,1975-2,Bilirubin.total {suffix},0.7,mg/dL,numeric",
        "2012-01-23T17:45:28Z,p1,e1,laboratory,1920-8,Aspartate aminotransferase [Enzymatic activity/volume] "
        "in Serum or Plasma,25,U/L,numeric",
        "2013-01-23T17:45:28Z,p1,e2,laboratory,2085-9,High Density Lipoprotein Cholesterol,60,mg/dL,numeric",
        "2013-01-23T17:45:28Z,p1,e2,laboratory,2093-3,Total Cholesterol,190,mg/dL,numeric",
        "2013-01-23T17:45:28Z,p1,e2,survey,x,Tobacco smoking status,Never smoker,{nominal},text",
    )
    assert (names(found), days(found)) == (["p1"], [0, 366])
    assert lab(found, "bilirubin") == [0.7, None]
    assert lab(found, "cholesterol") == [None, 190]
    assert lab(found, "AST") == [25, None]


def test_lab_events_of_mimic() -> None:
    found = read(
        "labevent_id,subject_id,hadm_id,specimen_id,itemid,charttime,storetime,value,valuenum,valueuom,flag",
        "1,10,20,5,50885,2174-12-16 15:20:00,2174-12-16 16:00:00,1.3,1.3,mg/dL,",
        "2,10,20,5,50862,2174-12-16 15:20:00,2174-12-16 16:00:00,3.9,3.9,g/dL,",
        "3,10,21,6,51265,2175-02-16 15:20:00,2175-02-16 16:00:00,___,,K/uL,",
        "4,10,21,7,51265,2175-02-16 18:20:00,2175-02-16 19:00:00,250,250,K/uL,",
    )
    assert (names(found), days(found)) == (["10"], [0, 62])
    assert (lab(found, "bilirubin"), lab(found, "platelets")) == ([1.3, None], [None, 250])


def test_labs_of_eicu() -> None:
    found = read(
        "labid,patientunitstayid,labresultoffset,labtypeid,labname,labresult,labresulttext,labmeasurenamesystem",
        "1,141168,2026,1,total bilirubin,1.3,1.3,mg/dL",
        "2,141168,516,3,platelets x 1000,195,195,K/mcL",
        "3,141168,1133,1,direct bilirubin,.4,.4,mg/dL",
        "4,141168,1133,1,total bilirubin,1.5,1.5,mg/dL",
        "5,141168,1133,1,total bilirubin,1.6,1.6,mg/dL",
    )
    assert (names(found), days(found), lab(found, "bilirubin")) == (["141168"], [0, 1], [1.6, 1.3])
    assert said(
        found, "Of several values of a test on one day the latest in time was used, not those in line 5."
    )


def test_the_sequel_of_the_trial_as_packages_of_r_carry_it() -> None:
    found = read(
        "id,years,status,drug,age,sex,year,edema,serBilir,serChol,albumin,alkaline,SGOT,prothrombin,histologic",
        "1,1.09,dead,D-penicil,58.7,female,0,edema despite diuretics,14.5,261,2.6,1718,138,12.2,4",
        "1,1.09,dead,D-penicil,58.7,female,0.5257,edema no diuretics,21.3,NA,2.94,1612,6.2,11.2,4",
    )
    assert (days(found), lab(found, "bilirubin"), lab(found, "cholesterol")) == (
        [0, 192],
        [14.5, 21.3],
        [261, None],
    )
    (patient,) = found.patients
    assert (patient.treated, patient.female, list(patient.signs[:, 3]), patient.signs[0, 4]) == (
        1,
        1,
        [1, 0.5],
        4,
    )
    assert found.unknown_tests == ("years", "status")


# --- Whatever comes ----------------------------------------------------------------------------------

CELLS = st.sampled_from(
    [
        "patient",
        "id",
        "name",
        "dob",
        "date",
        "day",
        "time (h)",
        "test",
        "value",
        "unit",
        "Bilirubin",
        "Albumin (g/l)",
        "bili",
        "PT",
        "2021-03-02",
        "03/04/20",
        "02-Mar-21",
        "44257",
        "2021",
        "08:15",
        "Day 3",
        "W4",
        "24",
        "1,234",
        "<5",
        "mg/dl",
        "µmol/l",
        "1.2 H",
        "x",
        "",
        "",
        "A",
        "B",
        "(",
        "]",
        "\x85",
        "٣",
        "9" * 40,
        "1e99",
        "99:99",
        "²",
    ]
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=8))
def test_any_table_ends_in_patients_or_a_sentence(rows: list[list[str]]) -> None:
    try:
        found = read(*("\t".join(row) for row in rows))
    except TableError:
        return
    for patient in found.patients:
        assert patient.days[0] == 0
        assert len(patient.days) == len(patient.labs)
