"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.rnn.patients import trial
from components.rnn.tables.numbers import Number, format_number, read_number, split_number

PLAUSIBLE = (20.0, 15_000.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("1.5", 1.5), ("1,5", 1.5), ("−1,5", -1.5), ("\u20131.5", -1.5), ("'1,4", 1.4), ("1.2e3", 1200)),
        *(("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1234567), ("1.234.567", 1234567)),
        *(
            ("1 234", 1234),
            ("1\u00a0234,5", 1234.5),
            ("1\u202f234", 1234),
            ("1’234.5", 1234.5),
            ("12345", 12345),
        ),
        *(("0,123", 0.123), ("1,2345", 1.2345), ("1234,567", 1234.567), ("１２", 12), (" 7 ", 7)),
    ],
)
def test_a_number_that_has_one_reading(text: str, value: float) -> None:
    assert read_number(text) == Number(value)
    assert read_number(text, PLAUSIBLE) == Number(value)


@pytest.mark.parametrize(
    "text", ["", "x", "1.2.3", "1,2.3,4", "1 23", "--1", "1e", "nan", "inf", "1.5 mg", "2021-03-02"]
)
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_of_two_readings_the_plausible_one_is_taken_and_told(text: str) -> None:
    assert read_number(text, PLAUSIBLE) == Number(1234, guessed=True)
    assert read_number(text, (0.1, 60)) == Number(1.234, guessed=True)


def test_a_known_mark_decides_and_else_the_point() -> None:
    assert read_number("1,234", PLAUSIBLE, mark=",") == Number(1.234)
    assert read_number("1.234", (0.1, 60), mark=",") == Number(1234)
    assert read_number("1,234") == Number(1234, guessed=True)
    assert read_number("1.234") == Number(1.234, guessed=True)
    assert read_number("1,234", (0.1, 1e5)) == Number(1234, guessed=True)  # both can be meant


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1,3 mg/dl", ("1,3", "mg/dl")),
        ("262 10^3/µl", ("262", "10^3/μl")),
        ("262 000 /µl", ("262 000", "/μl")),
        ("1.2*", ("1.2", "*")),
        ("H 1.2", ("", "H 1.2")),
        ("-1.5", ("-1.5", "")),
    ],
)
def test_a_number_is_split_from_what_follows(text: str, parts: tuple[str, str]) -> None:
    assert split_number(text) == parts


@given(st.text(alphabet="0123456789.,'’ \u00a0−-+eE<>µH*", max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    for mark in ("", ".", ","):
        found = read_number(text, PLAUSIBLE, mark)
        assert found is None or isinstance(found.value, float)


@given(
    st.integers(0, 10**9),
    st.integers(0, 99),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("’", ".")]),
)
def test_a_number_written_with_both_marks_is_read_back(
    whole: int, cents: int, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    text = f"{whole:,}".replace(",", thousands) + f"{decimal}{cents:02d}"
    found = read_number(text)
    assert found is not None
    assert found.value == pytest.approx(whole + cents / 100)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((3.9000000000000004, "3.9"), (1.4035087719298245, "1.404"), (0.0584795, "0.05848")),
        *((13862.44, "13862.4"), (1234.0, "1234"), (0.0, "0"), (-30.0, "-30"), (36525.0, "36525")),
    ],
)
def test_what_a_conversion_has_added_is_not_shown(value: float, text: str) -> None:
    assert format_number(value) == text


def test_the_values_of_the_trial_keep_all_their_digits() -> None:
    values = [float(one) for patient in trial() for one in patient.labs.ravel() if one == one]
    assert [float(format_number(value)) for value in values] == values
