import random

import pytest
import torch
from PIL import Image
from torch import Tensor
from torchvision.models import MobileNet_V2_Weights

from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.preprocessing import seen_pixels, visible_square

WEIGHTS = MobileNet_V2_Weights.IMAGENET1K_V1
HOW = BACKBONES[DEFAULT].preprocessing


def seen(photo: Image.Image) -> Tensor:
    return torch.from_numpy(seen_pixels(photo, HOW))


@pytest.mark.parametrize("size", [(451, 300), (300, 451), (224, 224), (1, 1), (2000, 31), (3000, 2000)])
def test_the_preprocessing_equals_torchvisions_bit_for_bit(size: tuple[int, int]) -> None:
    noise = random.Random(0).randbytes(3 * size[0] * size[1])
    picture = Image.frombytes("RGB", size, noise)
    if max(size) <= 16 * min(size):  # longer strips are cut first
        assert torch.equal(seen(picture), WEIGHTS.transforms()(picture))
    assert seen(picture).shape == (3, 224, 224)


def test_a_hair_thin_strip_does_not_fill_the_memory() -> None:
    strip = Image.new("RGB", (1, 500_000), "red")
    assert seen(strip).shape == (3, 224, 224)
    assert visible_square(strip, HOW).size == (1, 1)


def test_the_square_shown_is_the_part_that_the_network_sees() -> None:
    # A picture that is red inside the crop and blue outside it: 224/256 of the short side survives.
    picture = Image.new("RGB", (1024, 512), "blue")
    picture.paste("red", (1024 // 2 - 224, 512 // 2 - 224, 1024 // 2 + 224, 512 // 2 + 224))
    square = visible_square(picture, HOW)
    assert square.size == (448, 448)
    assert square.getcolors() == [(448 * 448, (255, 0, 0))]
    inner = seen(picture)[:, 4:-4, 4:-4]
    assert torch.allclose(inner.amax((1, 2)), inner.amin((1, 2)))
