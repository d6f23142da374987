from itertools import combinations

from components.render.colours import CELL_FAMILIES
from components.zoo.chart.cells import BY_LETTER, KINDS


def test_the_kinds_are_told_apart_by_letter_and_by_shape_and_have_a_colour() -> None:
    assert len(KINDS) == 13
    for one, other in combinations(KINDS, 2):
        assert one.letter != other.letter
        assert one.shape != other.shape
    assert {kind.family for kind in KINDS} == set(CELL_FAMILIES)
    assert len(set(CELL_FAMILIES.values())) == len(CELL_FAMILIES)


def test_each_says_what_it_does() -> None:
    for letter, kind in BY_LETTER.items():
        assert len(letter) == 1
        assert kind.does.startswith("It ") or kind.does.startswith("Its ")
        assert kind.does.endswith(".")
        assert kind.formula
