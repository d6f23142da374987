"""Every awkward table of tests/cases: its patients, days and values, and what is said of it."""

import datetime
import math
from dataclasses import dataclass

import pytest

from components.intake.tables import TableError, read_table
from components.rnn.patients import LABS, SIGNS, Numbers
from components.rnn.tables.own_table import OwnTable, read_own_table
from tests.cases import case, names

TODAY = datetime.date(2026, 1, 31)
PLACES = {lab.name: place for place, lab in enumerate(LABS)}
HALF_A_YEAR = [0.0, 196.0]  # from 2 March to 14 September 2021
Labs = dict[str, list[float | None]]


@dataclass(frozen=True)
class Expected:
    """What a table must give: each patient's days and values, and sentences that must be shown."""

    patients: dict[str, tuple[list[float], Labs]]
    said: tuple[str, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    unused: tuple[str, ...] = ()


def one(days: list[float], labs: Labs, *said: str, **others: tuple[object, ...]) -> Expected:
    """A table of one patient."""
    return Expected({"A": (days, labs)}, said, **others)  # type: ignore[arg-type]


def bilirubin(
    days: list[float], values: list[float | None], *said: str, **others: tuple[object, ...]
) -> Expected:
    return one(days, {"bilirubin": values}, *said, **others)


CONVERTED = "Values of bilirubin were converted from µmol/l to mg/dl."
PER_CENT = "Prothrombin time: per cent can't be turned into seconds."
SI: Labs = {"bilirubin": [1.404, 1.696], "albumin": [3.9, 3.6]}
EXPECTED: dict[str, Expected | str] = {
    "chinese_headers.csv": bilirubin([0], [1.404], CONVERTED),
    "comparator_in_its_own_column.csv": bilirubin([0], [0.5], "Values below a limit, such as “<0.5”"),
    "cumulative_report_dates_as_columns.csv": Expected(
        {"1": (HALF_A_YEAR, {"bilirubin": [1.1, 1.6], "albumin": [3.9, 3.6]})},
        ("Tests stand in rows and visits in columns, so the table was turned",),
    ),
    "date_column_empty_day_filled.csv": bilirubin([0, 30], [1.1, 1.6], unused=("date",)),
    "date_column_holds_years.csv": bilirubin([0, 365, 1096], [1.1, 1.6, 2.4], "The dates are years only"),
    "date_column_year_month.csv": bilirubin([0, 366], [1.1, 1.6], "Dates such as “2019-03” have no day"),
    "date_format_named_in_header_mmddyyyy.csv": bilirubin([0, 61], [1.1, 1.6]),
    "date_system_1904.xlsx": bilirubin(HALF_A_YEAR, [1.1, 1.6]),
    "dates_as_excel_serial_numbers.csv": bilirubin(
        HALF_A_YEAR, [1.1, 1.6], "“44257” were read as a spreadsheet's dates (2021-03-02)"
    ),
    "dates_hl7_timestamps.csv": bilirubin(HALF_A_YEAR, [1.1, 1.6]),
    "dates_with_month_names.csv": bilirubin(HALF_A_YEAR, [1.1, 1.6]),
    "dates_yy-mm-dd.csv": bilirubin(
        [0, 196, 371], [1.1, 1.6, 2.1], "“21-03-02” were read as year, month, day"
    ),
    "dates_yyyy-dd-mm.csv": bilirubin(HALF_A_YEAR, [1.6, 1.1], "“2021-14-09” were read as year, day, month"),
    "dates_yyyy-dd-mm_partly.csv": bilirubin(
        [0, 34, 35, 196], [1.1, 1.7, 1.7, 1.6], "“2021-14-09” were read as year, day, month"
    ),
    "day_as_words.csv": bilirubin([0, 29], [1.1, 1.6]),
    "deidentified_years_in_the_future.csv": Expected(
        {"10": ([0, 62], {"bilirubin": [1.3, 1.9]})}, ("only the time between them is used",)
    ),
    "direct_bilirubin_column_before_total.csv": bilirubin(
        HALF_A_YEAR, [1.1, 1.6], unused=("Bilirubin direct mg/dl",)
    ),
    "excel_turned_1.4_into_a_date.xlsx": bilirubin(
        [0],
        [1.6],
        left_out=(
            (
                2,
                "Bilirubin: “2021-04-01” is a date, not a number; a spreadsheet may have made it of a value.",
            ),
        ),
    ),
    "flags_and_units_in_cells.csv": bilirubin(
        [0, 31, 61, 122, 153],
        [1.1, 1.2, 1.3, 1.4, 1.5],
        "Marks beside values, such as in “1.1 H”, were passed over.",
        left_out=((5, "Bilirubin: “<LOD” doesn't tell the limit."),),
    ),
    "german_booleans_apostrophes.csv": bilirubin([0, 1, 2], [1.4, 1.5, 1.6]),
    "german_header_variants.csv": one(
        [0], {"AST": [80], "bilirubin": [1.1]}, unused=("Bilirubin gesamt i.S. (mg/dl)",)
    ),
    "german_units_ok.csv": one(
        [0], {"alkaline phosphatase": [890], "AST": [82], "platelets": [262], "albumin": [3.9]}
    ),
    "greek_mu.csv": bilirubin([0], [1.404], unused=("bili2",)),
    "hidden_row.xlsx": bilirubin(
        [0, 61, 196], [1.1, 9.9, 1.6], "Line 3, hidden in the spreadsheet, was read too."
    ),
    "limits.csv": bilirubin(
        HALF_A_YEAR,
        [0.5, 25],
        "Values below a limit, such as “<0,5”, were taken as the limit itself.",
        "Values above a limit, such as “>25”, were taken as the limit itself.",
    ),
    "loinc_headers.csv": one(
        [0], {"bilirubin": [1.1], "albumin": [3.9], "platelets": [262]}, "No unit is given"
    ),
    "long_table_qualified_test_names.csv": one(
        HALF_A_YEAR,
        {"albumin": [3.9, None], "bilirubin": [None, 1.6]},
        unused=("Albumin 24h/urine", "Bilirubin direct mg/dl"),
    ),
    "merged_title_above_header.xlsx": bilirubin(HALF_A_YEAR, [1.1, 1.6], "The header was found in line 3"),
    "notes_sheet_before_data.xlsx": bilirubin([0], [1.1], "The table was found on the sheet “Sheet”."),
    "one_row.csv": bilirubin([0], [1.1]),
    "patient_named_once_per_block.csv": Expected(
        {"A": ([0, 196, 365], {"bilirubin": [1.1, 1.6, 1.9]}), "B": ([0], {"bilirubin": [0.8]})},
        ("Rows without a patient were taken to belong to the patient named above them.",),
    ),
    "percent_in_a_seconds_column.csv": one(
        [0, 1], {"prothrombin time": [None, 12.4]}, left_out=((2, PER_CENT),)
    ),
    "preamble_before_header.csv": bilirubin(HALF_A_YEAR, [1.1, 1.6], "The header was found in line 4"),
    "prothrombin_in_percent_without_unit.csv": f"in 2 places, first in line 2: {PER_CENT}",
    "pt_in_percent_no_unit.csv": bilirubin(
        HALF_A_YEAR, [1.1, 1.2], "too large for seconds", left_out=((2, PER_CENT), (3, PER_CENT))
    ),
    "r_make_names_headers.csv": one([0], {"bilirubin": [1.1], "albumin": [3.9]}),
    "r_row_names_header_one_short.csv": bilirubin(
        [0, 30], [1.4, 1.9], "one name less than the rows have cells"
    ),
    "reference_range_in_header.csv": bilirubin([0], [1.1]),
    "report_date_and_date.csv": bilirubin([0], [1.1], unused=("report date",)),
    "row_id_before_patient.csv": Expected(
        {
            "A": (HALF_A_YEAR, {"bilirubin": [1.1, 1.6]}),
            "B": (HALF_A_YEAR, {"bilirubin": [0.8, 0.9]}),
        },
        ("The patients were taken from “patient”, not from “id”.",),
        unused=("id",),
    ),
    "sex_and_treatment_coded_1_2.csv": bilirubin(
        [0, 30],
        [1.4, 1.9],
        left_out=tuple(
            (line, reason)
            for line in (2, 3)
            for reason in (
                "Sex: “2” is not known here (please write f or m).",
                "Treatment: “2” is not known here (please write D-penicillamine or placebo).",
            )
        ),
    ),
    "si_values_without_units.csv": one(
        HALF_A_YEAR,
        SI | {"cholesterol": [201.084, 228.153], "platelets": [262, 250]},
        "bilirubin (µmol/l assumed)",
        "The values together look like SI units.",
    ),
    "space_separated.csv": bilirubin([0, 30], [1.4, 1.9]),
    "strict_open_xml.xlsx": bilirubin([0], [1.1]),
    "table.ods": "This is an OpenDocument file (.ods)",
    "time_in_months_in_header.csv": bilirubin([0, 183, 365], [1.1, 1.6, 2.4], "Times were read as months."),
    "two_bilirubin_columns_first_empty.csv": bilirubin(
        HALF_A_YEAR, [1.404, 1.696], CONVERTED, unused=("Bilirubin (mg/dl)",)
    ),
    "two_people_one_name_before_patient_id.csv": Expected(
        {"17": ([0, 196], {"bilirubin": [1.1, 1.6]}), "99": ([0, 196], {"bilirubin": [9.8, 9.9]})},
        ("The patients were taken from “patient id”, not from “name”.",),
        unused=("name",),
    ),
    "two_times_on_one_day_newest_first.csv": bilirubin([0, 196], [1.1, 1.9], "the latest in time was used"),
    "typo_year_2201.csv": bilirubin([0], [1.1], left_out=((3, "Date: “2201-09-14” lies in the future."),)),
    "ucum_units.csv": one([0], {"platelets": [262], "bilirubin": [1.1]}),
    "unicode_minus_and_spaces.csv": one([0, 30], {"platelets": [262, 250]}),
    "unit_in_every_cell.csv": bilirubin([0, 31], [1.404, 1.52], "converted from μmol/l to mg/dl"),
    "units_in_second_header_row.csv": one(HALF_A_YEAR, SI | {"platelets": [262, None]}, CONVERTED),
    "upper_case_units.csv": one([0], {"platelets": [262], "bilirubin": [1.1], "albumin": [3.9]}),
    "us_dates_all_ambiguous.csv": bilirubin(
        [0, 2], [1.1, 1.6], "were read as day, month, year, which is a guess."
    ),
    "utf16_bom.csv": bilirubin([0], [1.404], CONVERTED),
    "wide_table_with_unit_columns.csv": one(
        HALF_A_YEAR, {"bilirubin": [1.404, 1.696], "platelets": [262, 250]}, CONVERTED
    ),
}


def read(name: str) -> OwnTable:
    return read_own_table(read_table(case("tables", name)), TODAY)


def test_every_case_is_expected_to_give_something() -> None:
    assert sorted(EXPECTED) == names("tables")


@pytest.mark.parametrize("name", names("tables"))
def test_a_case_gives_what_it_must(name: str) -> None:
    expected = EXPECTED[name]
    if isinstance(expected, str):
        with pytest.raises(TableError) as caught:
            read(name)
        assert expected in str(caught.value)
        return
    found = read(name)
    shown = {one.name: (list(one.days), labs_of(one.labs)) for one in found.patients}
    assert shown == expected.patients
    assert [(one.line, one.reason) for one in found.left_out] == list(expected.left_out)
    assert found.unknown_tests == expected.unused
    for sentence in expected.said:
        assert any(sentence in note for note in found.notes), found.notes


def labs_of(columns: Numbers) -> Labs:
    """The tests that have a value, None where a visit has none."""
    return {
        name: [None if math.isnan(value) else round(float(value), 3) for value in columns[:, place]]
        for name, place in PLACES.items()
        if not all(map(math.isnan, columns[:, place]))
    }


def test_german_truth_is_read() -> None:
    (patient,) = read("german_booleans_apostrophes.csv").patients
    assert list(patient.signs[:, SIGNS.index("ascites")]) == [1, 0, 1]


def test_no_word_is_lost_on_what_is_plain() -> None:
    for name in ("one_row.csv", "upper_case_units.csv", "date_system_1904.xlsx", "dates_hl7_timestamps.csv"):
        assert read(name).notes == ()
