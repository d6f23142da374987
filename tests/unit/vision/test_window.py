"""The square of a photo that a network sees, at other places than the middle."""

import numpy as np
import pytest
from PIL import Image

from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.preprocessing import seen_pixels, visible_square
from components.vision.window import MIDDLE, Place, around_square, fits_beside, seen_box

HOW = BACKBONES[DEFAULT].preprocessing


def gradient(width: int, height: int) -> Image.Image:
    """Red grows to the right, green downwards."""
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([across, down, np.zeros_like(down)], axis=2).astype(np.uint8))


@pytest.mark.parametrize("size", [(640, 427), (300, 451), (512, 512)])
def test_in_the_middle_it_is_what_the_network_sees_of_the_whole_photo(size: tuple[int, int]) -> None:
    photo, box = gradient(*size), seen_box(size, HOW, MIDDLE)
    middle = visible_square(photo, HOW)
    assert (box.width * size[0], box.height * size[1]) == pytest.approx(middle.size, abs=1)
    left, top = round(box.left * size[0]), round(box.top * size[1])
    assert photo.getpixel((left, top)) == pytest.approx(middle.getpixel((0, 0)), abs=2)
    moved = seen_pixels(around_square(photo, HOW, MIDDLE), HOW)
    assert np.abs(moved - seen_pixels(photo, HOW)).max() < 0.05  # in standard deviations: less than a pixel


@pytest.mark.parametrize(
    ("place", "red", "green"),
    [
        (Place(0, 0), (0, 149), (0, 223)),
        (Place(100, 100), (105, 255), (31, 255)),
        (Place(100, 0), (105, 255), (0, 223)),
    ],
)
def test_at_the_ends_of_its_ways_it_reaches_the_edges(
    place: Place, red: tuple[int, int], green: tuple[int, int]
) -> None:
    seen = seen_pixels(around_square(gradient(600, 400), HOW, place), HOW)
    colours = (seen * np.array(HOW.std)[:, None, None] + np.array(HOW.mean)[:, None, None]) * 255
    assert (colours[0].min(), colours[0].max()) == pytest.approx(red, abs=2)
    assert (colours[1].min(), colours[1].max()) == pytest.approx(green, abs=2)
    box = seen_box((600, 400), HOW, place)
    assert (box.left, box.top) == pytest.approx(
        (place.across / 100 * (1 - box.width), place.down / 100 * (1 - box.height))
    )


def test_a_strip_is_not_shown_whole() -> None:
    assert fits_beside((1600, 900))
    assert fits_beside((300, 900))
    assert not fits_beside((3000, 900))
