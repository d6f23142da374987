"""What is typed into a cell."""

import pytest

from components.rnn.edits import FARTHEST_DAY
from components.rnn.patients import LABS
from components.rnn.tables.typed_values import read_typed_day, read_typed_value

BY_NAME = {lab.name: lab for lab in LABS}


@pytest.mark.parametrize(
    ("lab", "text", "value"),
    [
        ("bilirubin", "40,5", 40.5),
        ("bilirubin", " 40.5 ", 40.5),
        ("bilirubin", ".5", 0.5),
        ("cholesterol", "1 234", 1234),
        ("cholesterol", "1’234", 1234),
        ("alkaline phosphatase", "1.234,5", 1234.5),
        ("albumin", "3.9", 3.9),
    ],
)
def test_a_number_with_one_meaning_is_taken_without_a_word(lab: str, text: str, value: float) -> None:
    typed = read_typed_value(text, BY_NAME[lab])
    assert typed.value == pytest.approx(value)
    assert (typed.sentence, typed.wrong) == ("", False)


@pytest.mark.parametrize(
    ("lab", "text", "value"),
    [
        ("alkaline phosphatase", "1,234", 1234),
        ("alkaline phosphatase", "1.234", 1234),
        ("platelets", "1.200", 1200),
        ("bilirubin", "1,234", 1.234),  # 1,234 mg/dl can't be meant
        ("cholesterol", "1,234", 1234),  # nor can 1.234 mg/dl
        ("albumin", "3.125", 3.125),
    ],
)
def test_of_two_meanings_the_usual_one_is_taken_and_said(lab: str, text: str, value: float) -> None:
    typed = read_typed_value(text, BY_NAME[lab])
    assert (typed.value, typed.wrong) == (value, False)
    assert f"“{text}” was read as {value}" in typed.sentence


def test_where_both_meanings_are_usual_it_is_asked() -> None:
    typed = read_typed_value("6,500", BY_NAME["AST"])
    assert typed.wrong
    assert "can mean 6.5 or 6500" in typed.sentence


@pytest.mark.parametrize(
    ("lab", "text", "value"),
    [("bilirubin", "24 µmol/l", 24 / 17.1), ("albumin", "39 g/l", 3.9), ("albumin", "3.9 g/dl", 3.9)],
)
def test_a_unit_that_is_typed_counts(lab: str, text: str, value: float) -> None:
    typed = read_typed_value(text, BY_NAME[lab])
    assert typed.value == pytest.approx(value, rel=1e-4)
    assert ("was converted" in typed.sentence) == ("dl" not in text)


@pytest.mark.parametrize("text", ["", " ", "\u00a0"])
def test_nothing_empties_a_cell(text: str) -> None:
    assert read_typed_value(text, LABS[0]).value is None
    assert not read_typed_value(text, LABS[0]).wrong
    assert read_typed_day(text, FARTHEST_DAY).wrong  # a visit has a day


@pytest.mark.parametrize("text", ["abc", "-3", "1e9", "inf", "nan", "1,2,3", "3 mmol", "0x10", "--2"])
def test_what_is_no_value_is_said_with_what_can_be(text: str) -> None:
    typed = read_typed_value(text, BY_NAME["albumin"])
    assert typed.wrong
    assert "albumin: a number from 0.2 to 10 g/dl, or nothing" in typed.sentence


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [("1600", 1600, False), ("-30", -30, False), ("\u221230", -30, False), ("1,234", 1234, True)],
)
def test_days_are_whole(text: str, day: float, said: bool) -> None:
    typed = read_typed_day(text, FARTHEST_DAY)
    assert (typed.value, typed.wrong, bool(typed.sentence)) == (day, False, said)
    assert read_typed_day("40000", FARTHEST_DAY).wrong
    assert read_typed_day("40,000", FARTHEST_DAY).wrong  # not day 40
