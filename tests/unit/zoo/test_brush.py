import numpy as np

from components.zoo.brush import blacked_out, brushed_share
from components.zoo.drawn_digit import strokes_of
from components.zoo.link_symbols import STEPS

WHITE = np.ones((28, 28), np.float32)
ACROSS = strokes_of("AqQqwq9q")  # from side to side, at two thirds of the height


def test_without_strokes_a_picture_stays_as_it_is() -> None:
    np.testing.assert_array_equal(blacked_out(WHITE, ()), WHITE)


def test_what_the_brush_has_gone_over_is_black_and_the_rest_untouched() -> None:
    left = blacked_out(WHITE, ACROSS)
    row = round(42.5 / STEPS * 28)
    assert left[row - 1 : row + 1, 2:26].max() < 0.5
    assert left[row - 1, 2:26].max() == 0
    assert (left[: row - 3] == 1).all()
    assert (left[row + 3 :] == 1).all()
    np.testing.assert_array_equal(left, 1 - brushed_share(ACROSS, 28))


def test_grey_becomes_black_too_and_going_over_twice_changes_nothing() -> None:
    grey = np.full((28, 28), 0.3, np.float32)
    np.testing.assert_allclose(blacked_out(grey, ACROSS), 0.3 * blacked_out(WHITE, ACROSS), atol=1e-6)
    np.testing.assert_array_equal(blacked_out(grey, ACROSS + ACROSS), blacked_out(grey, ACROSS))


def test_a_tap_blacks_out_a_spot() -> None:
    share = brushed_share(strokes_of("gg"), 28)
    assert share[14, 14] == 1
    assert 0 < (share > 0).sum() < 25
