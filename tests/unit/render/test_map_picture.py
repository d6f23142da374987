import io

import numpy as np
import torch
from PIL import Image

from components.render.colours import DIVERGING, SEQUENTIAL
from components.render.map_picture import pixel_png


def pixels(one: torch.Tensor, top: float) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(pixel_png(one, top, DIVERGING))).convert("RGB"))


def test_each_place_is_a_pixel_in_the_colour_of_its_share_of_the_top() -> None:
    signed = pixels(torch.tensor([[-2.0, 0.0, 2.0], [1.0, 4.0, -4.0]]), 2.0)
    assert signed.shape == (2, 3, 3)
    np.testing.assert_array_equal(signed[0], DIVERGING[[0, 128, 255]])
    np.testing.assert_array_equal(signed[1, 1:], DIVERGING[[255, 0]])  # beyond the top nothing is stronger
    np.testing.assert_array_equal(pixels(torch.tensor([[0.0, 3.0]]), 3.0)[0], SEQUENTIAL[[0, 255]])
