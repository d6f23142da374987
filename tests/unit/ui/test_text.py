"""A visitor's text as the pages write it."""

import pytest

from components.ui.text import cardinal, in_words, isolated, plain, power_of_ten

JOINER = "\u2060"


@pytest.mark.parametrize("text", ["cats", "咖啡", "Ａ＊ｂ", "12 px"])
def test_what_means_nothing_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("mark", list("\\`*_{}[]()#+-.!|~<>$:&"))
def test_every_mark_is_escaped(mark: str) -> None:
    assert plain(f"a{mark} b") == f"a\\{mark} b"


@pytest.mark.parametrize(
    "text",
    [
        ":material/home:",
        ":smile:",
        "a -> b",
        "a <- b",
        "a -- b",
        ">=",
        "<=",
        "~=",
        "http://a",
        "www.a.b",
        "a@b.c",
    ],
)
def test_what_is_replaced_in_spite_of_escaping_is_broken_by_what_nobody_sees(text: str) -> None:
    shown = plain(text)
    assert JOINER in shown
    assert shown.replace(JOINER, "").replace("\\", "") == text


def test_a_text_from_right_to_left_turns_nothing_beside_it() -> None:
    assert isolated("חתול 3") == "\u2068חתול 3\u2069"
    assert isolated("قطة") == "\u2068قطة\u2069"
    assert isolated("cat") == "cat"
    assert isolated("\u202ecat\u2069") == "cat"  # marks that would turn what follows


def test_a_text_stays_on_its_line() -> None:
    assert plain("a\n\n# b") == "a  \\# b"


def test_a_small_count_stands_in_letters() -> None:
    assert [cardinal(count) for count in (0, 1, 12, 13, 2_000)] == ["no", "one", "twelve", "13", "2,000"]


@pytest.mark.parametrize(
    ("number", "places", "written"),
    [(0, 0, "0"), (3.2e-8, 0, "3 · 10⁻⁸"), (1.25e12, 1, "1.2 · 10¹²"), (7, 0, "7 · 10⁰")],
)
def test_a_power_of_ten_is_written_as_in_a_book(number: float, places: int, written: str) -> None:
    assert power_of_ten(number, places) == written.replace(" ", "\u00a0")


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert [in_words(one) for one in (-0.001, 0.0, -0.006, -12.0)] == ["0.00", "0.00", "−0.01", "−12.00"]
    assert in_words(-0.4, ".0f") == "0"
