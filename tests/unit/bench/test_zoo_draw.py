from itertools import pairwise

from components.zoo.drawn_digit import drawn_digit
from components.zoo.link_symbols import STEPS
from tests.bench.zoo_draw import seven


def test_each_seven_is_another_picture_than_the_one_before() -> None:
    strokes = [tuple((int(STEPS * x), int(STEPS * y)) for x, y in seven(number)) for number in range(21)]
    pictures = [drawn_digit((stroke,)).pixels for stroke in strokes]
    assert all((before != after).any() for before, after in pairwise(pictures))
    assert all(0 <= step < STEPS for stroke in strokes for place in stroke for step in place)
