import io

import numpy as np
from PIL import Image

from components.zoo.digits import HELD_OUT, LEARNED, digit_png, digits_to_learn, held_out_digits


def test_there_are_enough_of_each_and_none_is_in_both() -> None:
    learned, held_out = digits_to_learn(), held_out_digits()
    assert learned.pictures.shape == (LEARNED, 28, 28)
    assert held_out.pictures.shape == (HELD_OUT, 28, 28)
    for digits, least in ((learned, 800), (held_out, 150)):
        assert np.bincount(digits.classes, minlength=10).min() > least
    known = {picture.tobytes() for picture in learned.pictures}
    assert not any(picture.tobytes() in known for picture in held_out.pictures)


def test_pictures_lie_on_black_and_reach_white() -> None:
    digits = held_out_digits()
    assert digits.pictures[:, :2].mean() < 0.1  # the rim
    assert (digits.pictures.reshape(HELD_OUT, -1).max(1) == 255).mean() > 0.95
    assert 0.1 < digits.pixels(0).mean() * 2 < 0.4
    assert digits.pixels(0).max() <= 1


def test_a_picture_survives_as_png() -> None:
    pixels = held_out_digits().pixels(3)
    read = np.asarray(Image.open(io.BytesIO(digit_png(pixels))))
    np.testing.assert_array_equal(read, (pixels * 255).round())
