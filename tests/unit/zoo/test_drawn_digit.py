import numpy as np
import pytest

from components.zoo.drawn_digit import (
    CLEARED,
    EMPTY,
    FULL,
    LONGEST,
    SEVERAL,
    drawn_digit,
    is_drawing,
    strokes_of,
)
from components.zoo.link_symbols import SYMBOLS


def text(*strokes: list[tuple[int, int]]) -> str:
    return "~".join("".join(SYMBOLS[x] + SYMBOLS[y] for x, y in stroke) for stroke in strokes)


ONE = [(32, 10), (32, 54)]


def test_strokes_are_read_as_they_were_written() -> None:
    strokes = ([(0, 0), (63, 63)], [(5, 6)])
    assert strokes_of(text(*strokes)) == tuple(map(tuple, strokes))
    assert strokes_of("") == strokes_of(CLEARED) == ()
    assert is_drawing(CLEARED)


@pytest.mark.parametrize(
    "nonsense", ["A", "AA~", "~AA", "AA~~BB", "A A", "<b>x", "ÄÄ", "AA" * LONGEST, "AA\n"]
)
def test_what_is_no_drawing_is_refused(nonsense: str) -> None:
    assert not is_drawing(nonsense)


def test_a_drawing_fits_into_a_link() -> None:
    assert is_drawing(text(ONE, [(1, 1)]))


def test_it_is_fitted_and_centred_wherever_and_however_large_it_was_drawn() -> None:
    small = drawn_digit(strokes_of(text([(50, 40), (50, 55)]))).pixels
    large = drawn_digit(strokes_of(text([(5, 2), (5, 60)]))).pixels
    for pixels in (small, large):
        assert pixels.shape == (28, 28)
        rows, columns = np.nonzero(pixels.any(1))[0], np.nonzero(pixels.any(0))[0]
        assert rows[-1] - rows[0] + 1 == 20
        middle = [np.average(np.arange(28), weights=pixels.sum(axis)) for axis in (1, 0)]
        assert middle == pytest.approx([13.5, 13.5], abs=0.6)
        assert columns[-1] - columns[0] < 10
        assert 0.9 < pixels.max() <= 1


def test_a_dot_is_a_drawing() -> None:
    assert drawn_digit((((3, 3),),)).pixels.max() > 0.9


def test_an_empty_drawing_is_black_and_says_so() -> None:
    drawing = drawn_digit(())
    assert drawing.pixels.max() == 0
    assert drawing.note == EMPTY


def test_a_painted_pad_and_two_digits_are_noticed_and_one_of_two_strokes_is_not() -> None:
    full = [(x, y) for x in range(0, 64, 3) for y in ((0, 63) if x % 2 else (63, 0))]
    assert drawn_digit(strokes_of(text(full))).note == FULL
    assert drawn_digit(strokes_of(text([(10, 10), (10, 50)], [(50, 10), (50, 50)]))).note == SEVERAL
    four = text([(20, 10), (15, 35), (45, 35)], [(38, 20), (38, 55)])
    assert drawn_digit(strokes_of(four)).note == ""
    five = text([(20, 10), (20, 30), (40, 40), (20, 55)], [(20, 10), (45, 10)])
    assert drawn_digit(strokes_of(five)).note == ""
