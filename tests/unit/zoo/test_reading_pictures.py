import base64
import io

import numpy as np
from PIL import Image

from components.render.colours import ON_LIGHT
from components.zoo.reading_pictures import gradient_heights, reading_pictures
from components.zoo.sequence_reading import SequenceReading

READING = SequenceReading(
    np.linspace(0, 1, 5 * 28, dtype=np.float32).reshape(5, 28),
    np.linspace(-1, 1, 5 * 3, dtype=np.float32).reshape(5, 3),
    np.eye(10, dtype=np.float32)[:5],
    np.array([0, 1e-8, 1e-4, 1, 0.1], np.float32) * 3,
)


def pixels(address: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))).convert("RGB"))


def test_time_goes_to_the_right_and_the_ends_of_the_scale_are_1() -> None:
    seen = reading_pictures(READING, ON_LIGHT)
    assert pixels(seen.given).shape == (28, 5, 3)
    assert pixels(seen.given)[27, 4].tolist() == [255, 255, 255]
    states = pixels(seen.states)
    assert states.shape == (3, 5, 3)
    assert states[0, 0].tolist() == ON_LIGHT.table[0].tolist()
    assert states[2, 4].tolist() == ON_LIGHT.table[255].tolist()
    lit = pixels(seen.classes).sum(2).argmax(0).tolist()
    assert lit == [0, 1, 2, 3, 4]


def test_heights_are_logarithmic_from_a_hundred_millionth_of_the_largest() -> None:
    assert gradient_heights(READING.gradients) == [0, 0, 0.5, 1, 0.875]
    assert gradient_heights(np.zeros(3, np.float32)) == [0, 0, 0]
