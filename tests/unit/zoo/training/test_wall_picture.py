import io

import numpy as np
from PIL import Image

from components.render.colours import ON_DARK, ON_LIGHT
from components.zoo.training.wall import PictureWall
from components.zoo.training.wall_picture import as_grid, wall_png

GROUND = np.array([1, 2, 3], np.uint8)


def pixels(wall: PictureWall, scale: object = ON_LIGHT) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(wall_png(wall, scale))).convert("RGB"))  # type: ignore[arg-type]


def test_tiles_stand_row_by_row_with_ground_between_and_after_them() -> None:
    tiles = np.stack([np.full((4, 4, 3), 100 + number, np.uint8) for number in range(5)])
    grid = as_grid(tiles, GROUND)
    assert grid.shape == (14, 9, 3)
    assert [int(grid[row, column, 0]) for row in (0, 5, 10) for column in (0, 5)] == [
        100,
        101,
        102,
        103,
        104,
        1,
    ]
    assert (grid[4] == GROUND).all()


def test_grey_pictures_are_grey_and_signed_ones_have_the_scales_middle_for_0() -> None:
    grey = pixels(PictureWall(np.array([[[0.0, 1.0]]], np.float32), False, ""))
    assert grey.reshape(-1, 3).tolist() == [[0, 0, 0], [255, 255, 255]]
    signed = PictureWall(np.array([[[-2.0, 0.0, 2.0]]], np.float32), True, "")
    for scale in (ON_LIGHT, ON_DARK):
        found = pixels(signed, scale).reshape(-1, 3).tolist()
        assert found == [scale.table[place].tolist() for place in (0, 128, 255)]


def test_nothing_but_zeros_can_be_drawn() -> None:
    assert pixels(PictureWall(np.zeros((3, 2, 2), np.float32), True, "")).shape[2] == 3
