"""Pictures of many patients at once."""

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from components.rnn.figures import CELL, small_multiples
from components.rnn.patients import ENDS, End, Ending, Patient, trial


def drawn(count: int, end: End | None = None) -> Image.Image:
    patients: Sequence[Patient] = trial()[:count]
    if end:
        patients = [replace(one, ending=Ending(9000.0, end)) for one in patients]
    return Image.open(io.BytesIO(small_multiples(patients, 24, 1)))


def test_all_patients_have_a_cell() -> None:
    assert drawn(50).size == (24 * CELL, 3 * CELL)


@pytest.mark.parametrize(("one", "other"), [ENDS[:2], ENDS[1:], ENDS[::2]])
def test_the_ends_have_marks_of_different_shapes(one: End, other: End) -> None:
    grey, also = (np.asarray(drawn(24, end).convert("L"), int) for end in (one, other))
    assert (abs(grey - also) > 40).sum() >= 8 * 24  # pixels, without a colour too
