"""Pictures of many patients at once."""

import io

from PIL import Image

from components.rnn.figures import CELL, small_multiples
from components.rnn.patients import trial


def test_all_patients_have_a_cell() -> None:
    picture = Image.open(io.BytesIO(small_multiples(trial()[:50], 24, 1)))
    assert picture.size == (24 * CELL, 3 * CELL)
