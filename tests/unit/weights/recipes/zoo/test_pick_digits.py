import numpy as np

from components.zoo.digits import COLUMNS
from weights.recipes.zoo.pick_digits import LEVELS, sheet


def test_pictures_stand_side_by_side_in_a_few_greys() -> None:
    pictures = np.random.default_rng(0).random((2 * COLUMNS, 28, 28), np.float32)
    made = sheet(pictures)
    assert made.shape == (56, 28 * COLUMNS)
    assert len(np.unique(made)) == LEVELS
    second = made[:28, 28:56] / 255
    assert np.abs(second - pictures[1]).max() <= 0.5 / (LEVELS - 1) + 1e-6
