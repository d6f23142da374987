import numpy as np
import pytest

from components.zoo.points.formula import DEEPEST, LONGEST, FormulaError, parse_formula

X, Y = np.random.default_rng(0).uniform(-1, 1, (2, 500))

RIGHT = {
    "y > sin(3x)": np.sin(3 * X) < Y,
    "y<x": X > Y,
    "x^2 + y^2 < 0.5": X**2 + Y**2 < 0.5,
    "x**2+y**2<.5": X**2 + Y**2 < 0.5,
    "-x^2 > -y": -(X**2) > -Y,
    "2xy > 0.1": 2 * X * Y > 0.1,
    "x y > 0": X * Y > 0,
    "(x+1)(y+1) > 1": (X + 1) * (Y + 1) > 1,
    "abs(x) > cos(pi y) / 2": np.abs(X) > np.cos(np.pi * Y) / 2,
    "exp(-x^2) − y > 0.5": np.exp(-(X**2)) - Y > 0.5,
    "2^x^2 > 1.2": 2 ** (X**2) > 1.2,
    "1 - 2 - x < y": 1 - 2 - X < Y,
    "Y > SQRT(X)": np.where(X >= 0, np.sqrt(np.abs(X)) < Y, False),
    "y > e x - 1": np.e * X - 1 < Y,
}
WRONG = [
    *("", "   ", "y", "y >", "> y", "y > x >", "y > x y >", "y = x", "sin > x", "sin x > y", "y > foo(x)"),
    *("(y > x", "y > x)", "y > 1 +", "__import__('os') > x", "y > x; import os", "x.y > 1", "y > lambda: 1"),
    *("y > x" + "+x" * LONGEST, "(" * 30 + "x" + ")" * 30 + "> y", "-" * (DEEPEST + 2) + "x > y", "y > 1..2"),
    *("1/0 > x", "0/0 > x", "log(0) > y", "log(x - 2) > y", "9^9^9^9 > x"),
    *("y > 10^", "y > 1 2", "y > ()", "y > √x", "y > x[0]"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_formula_says_what_it_says_in_mathematics(text: str) -> None:
    np.testing.assert_array_equal(parse_formula(text)(X, Y), RIGHT[text])


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_formula_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 120


def test_where_it_can_not_be_computed_it_does_not_hold() -> None:
    found = parse_formula("x^x^x > y")(X, Y)
    assert found.dtype == bool
    assert not found[X < 0].any()
    assert found[X > 0].any()
