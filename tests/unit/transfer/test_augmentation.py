import numpy as np
import pytest
from PIL import Image

from components.intake.photos import read_photo
from components.transfer.augmentation import augment
from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.samples import SAMPLES

HOW = BACKBONES[DEFAULT].preprocessing
CAT = SAMPLES["cat"].read()


def test_copies_are_fixed_different_and_of_the_network_s_size() -> None:
    photo = read_photo(CAT).image
    digest = "0123456789abcdef" * 4
    one, again, two = (np.asarray(augment(photo, digest, copy, HOW)) for copy in (1, 1, 2))
    other = np.asarray(augment(photo, "f" * 64, 1, HOW))
    assert one.shape == (224, 224, 3)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("size", [(1, 1), (28, 28), (5000, 3)])
def test_copies_can_be_made_of_any_shape(size: tuple[int, int]) -> None:
    assert augment(Image.new("RGB", size), "a" * 64, 1, HOW).size == (224, 224)
