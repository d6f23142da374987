"""What was understood of a table, and how a visitor's corrections change it."""

import datetime
from dataclasses import replace

import pytest

from components.intake.tables import Sheet, read_table
from components.rnn.patients import LABS
from components.rnn.tables.interpretation import (
    NOT_USED,
    ColumnCorrection,
    Corrections,
    TableInterpretation,
    TableNotUnderstoodError,
)
from components.rnn.tables.own_table import OwnTable, read_own_table
from components.rnn.tables.units import choices, factor
from tests.cases import case

TODAY = datetime.date(2026, 1, 31)


def sheets(text: str) -> tuple[Sheet, ...]:
    return read_table(text.encode())


def read(text: str, corrections: Corrections | None = None) -> OwnTable:
    return read_own_table(sheets(text), TODAY, corrections)


def column(place: int, role: str | None = None, **more: str) -> Corrections:
    return Corrections(columns=(ColumnCorrection(place, role, **more),))  # type: ignore[arg-type]


def bilirubin(found: OwnTable) -> list[float]:
    return [round(float(value), 3) for value in found.patients[0].labs[:, 0]]


def roles(understood: TableInterpretation) -> list[tuple[str, str]]:
    return [(one.role, one.unit) for one in understood.columns]


def test_each_column_is_told_with_its_unit_and_order() -> None:
    found = read(
        "patient,date,when,bili (µmol/l),albumin,sex,foo\n"
        "A,03/04/2020,x,24,3.9,f,1\nA,05/04/2020,y,29,3.6,f,2\n"
    ).interpretation
    assert roles(found) == [
        ("patient", ""),
        ("date", ""),
        (NOT_USED, ""),
        ("bilirubin", "µmol/l"),
        ("albumin", "g/dl"),
        ("sex", ""),
        (NOT_USED, ""),
    ]
    assert found.columns[1].order == "day month year"
    assert (found.header, found.turned, found.system, found.sheets) == (1, False, "conventional", ("",))
    assert found.first_rows[1] == (2, ("A", "03/04/2020", "x", "24", "3.9", "f", "1"))


def test_a_table_that_is_not_understood_tells_what_was_and_is_read_when_corrected() -> None:
    text = "who,visited,B-value,other\nA,02.03.2021,24,1\nA,14.09.2021,29,1\n"
    with pytest.raises(TableNotUnderstoodError) as caught:
        read(text)
    assert [one.header for one in caught.value.interpretation.columns] == [
        "who",
        "visited",
        "B-value",
        "other",
    ]
    assert caught.value.interpretation.first_rows[0] == (1, ("who", "visited", "B-value", "other"))
    said = Corrections(
        columns=(
            ColumnCorrection(0, "patient"),
            ColumnCorrection(1, "date"),
            ColumnCorrection(2, "bilirubin", "µmol/l"),
        )
    )
    found = read(text, said)
    assert (found.patients[0].name, list(found.patients[0].days)) == ("A", [0, 196])
    assert bilirubin(found) == [1.404, 1.696]
    assert found.unknown_tests == ("other",)


def test_the_order_of_dates_can_be_corrected() -> None:
    data = case("tables", "us_dates_all_ambiguous.csv").decode()
    for said in (Corrections(order="month day year"), column(1, order="month day year")):
        found = read(data, said)
        assert list(found.patients[0].days) == [0, 61]
        assert found.notes == ()
        assert found.interpretation.columns[1].order == "month day year"


def test_the_system_of_units_can_be_corrected() -> None:
    data = case("tables", "si_values_without_units.csv").decode()
    found = read(data, Corrections(system="conventional"))
    assert bilirubin(found) == [24, 29]
    assert found.interpretation.system == "conventional"
    plain = "patient,day,bili\nA,0,1\n"
    assert bilirubin(read(plain)) == [1]
    assert bilirubin(read(plain, Corrections(system="SI"))) == [0.058]


def test_a_unit_can_be_corrected_against_its_header() -> None:
    text = "patient,day,bili (mg/dl)\nA,0,24\n"
    assert bilirubin(read(text, column(2, unit="µmol/l"))) == [1.404]
    assert bilirubin(read(text, column(2, "bilirubin", unit="µmol/l"))) == [1.404]


def test_the_unit_of_time_can_be_corrected() -> None:
    assert list(read("patient,day,bili\nA,0,1\nA,6,1\n", column(1, unit="months")).patients[0].days) == [
        0,
        183,
    ]


def test_the_patient_can_be_corrected() -> None:
    text = case("tables", "two_people_one_name_before_patient_id.csv").decode()
    found = read(text, column(0, "patient"))
    assert [one.name for one in found.patients] == ["Smith J"]
    assert "One patient of “name” has several of “patient id” (“Smith J” for one)" in " ".join(found.notes)


def test_a_column_can_be_left_out_and_another_taken_instead() -> None:
    text = "patient,day,bilirubin,bili2\nA,0,1,2\n"
    found = read(text, column(2, NOT_USED).with_column(ColumnCorrection(3, "bilirubin")))
    assert bilirubin(found) == [2]
    assert found.unknown_tests == ("bilirubin",)


def test_the_header_and_the_direction_can_be_corrected() -> None:
    text = "patient,day,bili\nold,0,9\nid,day,bili\nA,0,1\nA,5,2\n"
    assert bilirubin(read(text, Corrections(header=3))) == [1, 2]
    turned = "x,a,b\nday,0,5\nbili,1,2\n"
    found = read(turned, Corrections(turned=True))
    assert (list(found.patients[0].days), bilirubin(found)) == ([0, 5], [1, 2])
    with pytest.raises(TableNotUnderstoodError):
        read(case("tables", "cumulative_report_dates_as_columns.csv").decode(), Corrections(turned=False))


@pytest.mark.parametrize("said", [Corrections(header=3), Corrections(header=3, turned=True)])
def test_a_header_with_nothing_below_can_be_corrected_again(said: Corrections) -> None:
    with pytest.raises(TableNotUnderstoodError, match="nothing below the header") as caught:
        read("patient,day,bili\nA,0,1\nA,5,2\n", said)
    assert caught.value.interpretation.header == 3
    assert len(caught.value.interpretation.first_rows) == 3


def test_the_sheet_can_be_corrected() -> None:
    one, two = sheets("day,bili\n0,1\n")[0], sheets("day,bili\n0,2\n")[0]
    both = (replace(one, name="one"), replace(two, name="two"))
    assert bilirubin(read_own_table(both, TODAY)) == [1]
    assert bilirubin(read_own_table(both, TODAY, Corrections(sheet="two"))) == [2]
    assert read_own_table(both, TODAY).interpretation.sheets == ("one", "two")


def test_corrections_are_hashable_and_a_text_and_back() -> None:
    said = Corrections(
        sheet="Blätter",
        header=3,
        turned=False,
        system="SI",
        order="month day year",
        columns=(ColumnCorrection(1, "date", order="year day month"), ColumnCorrection(2, "AST", "U/l")),
    )
    assert Corrections.from_text(said.as_text()) == said
    assert len({said, Corrections.from_text(said.as_text())}) == 1
    assert Corrections().as_text() == "{}"
    assert Corrections.from_text("{}") == Corrections()
    assert said.with_column(ColumnCorrection(1)).columns == said.columns[1:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "null",
        "[" * 10**5,
        '{"x":1}',
        '{"header":"3"}',
        '{"turned":1}',
        '{"system":"US"}',
        '{"order":"x"}',
        '{"columns":7}',
        '{"columns":[[]]}',
        '{"columns":[{"place":"1"}]}',
        '{"columns":[{"place":0,"role":"x"}]}',
        '{"columns":[{"place":0,"role":[]}]}',
        '{"columns":[{"place":0,"unit":1}]}',
    ],
)
def test_other_texts_are_no_corrections(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Corrections.from_text(text)


def test_corrections_that_fit_nothing_do_no_harm() -> None:
    text = "patient,day,bili\nA,0,1\n"
    said = Corrections("no", 99, None, None, "day month year", (ColumnCorrection(50, "date"),))
    assert bilirubin(read(text, said)) == [1]
    with pytest.raises(TableNotUnderstoodError, match="unit “x” is not known"):
        read(text, column(2, unit="x"))


def test_units_to_choose_from_are_known() -> None:
    for lab in LABS:
        for unit in choices(lab.name):
            assert factor(lab.name, unit) is not None
    assert choices("day") == ("days", "weeks", "months", "years", "hours", "minutes")
    assert choices("patient") == ()
