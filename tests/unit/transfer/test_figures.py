"""The picture of the map."""

import io

import numpy as np
from PIL import Image

from components.transfer.figures import MapPhoto, draw_photo_map


def test_a_map_puts_photos_where_they_belong() -> None:
    red, blue = (Image.new("RGB", (40, 40), colour) for colour in ("red", "blue"))
    data = draw_photo_map([MapPhoto((0, 0), red, "#000000"), MapPhoto((1, 1), blue, "#000000")], None)
    drawn = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")).astype(int)
    middle = drawn.shape[0] // 2
    lower_left, upper_right = drawn[middle:, :middle], drawn[:middle, middle:]
    assert (lower_left[..., 0] - lower_left[..., 2]).max() > 150  # red
    assert (upper_right[..., 2] - upper_right[..., 0]).max() > 150  # blue
    assert drawn[:middle, :middle, 3].max() == 0  # nothing but clear ground
