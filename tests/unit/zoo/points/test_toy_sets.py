import numpy as np
import pytest

from components.zoo.points.formula import FormulaError
from components.zoo.points.toy_sets import COUNT, TOY_SETS, formula_set, toy_set


@pytest.mark.parametrize("name", TOY_SETS)
def test_a_set_is_the_same_for_a_seed_and_has_both_classes_in_both_halves(name: str) -> None:
    one, same, other = toy_set(name, 0, 1), toy_set(name, 0, 1), toy_set(name, 0, 2)
    np.testing.assert_array_equal(one.places, same.places)
    assert not np.array_equal(one.places, other.places)
    assert len(one) == COUNT
    for half in one.halves():
        assert len(half) == COUNT // 2
        assert 0.3 < half.classes.mean() < 0.7
    assert np.abs(one.places).max() < 1.2


def test_noise_moves_the_points_and_leaves_their_classes() -> None:
    still, moved = toy_set("Circles", 0, 3), toy_set("Circles", 0.2, 3)
    np.testing.assert_array_equal(still.classes, moved.classes)
    assert (moved.places - still.places).std() == pytest.approx(0.2, rel=0.1)


def test_a_formula_gives_the_classes() -> None:
    points = formula_set("y > x", 0, 0)
    x, y = points.places.T
    np.testing.assert_array_equal(points.classes == 1, y > x)
    with pytest.raises(FormulaError):
        formula_set("y > nonsense", 0, 0)


def test_a_formula_may_leave_one_class_without_points() -> None:
    assert set(formula_set("1 > 2", 0, 0).classes) == {0}
