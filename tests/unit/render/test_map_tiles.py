"""Square tiles: one size, side by side."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from components.render.colormap import coloured
from components.render.colours import DIVERGING
from components.render.map_tiles import (
    TILE,
    as_square,
    map_tile,
    picture_tile,
    resized_maps,
    tiles_jpeg,
    vector_tile,
)


def test_tiles_stand_side_by_side() -> None:
    white, black = (picture_tile(Image.new("RGB", (9, 9), colour)) for colour in ("white", "black"))
    drawn = np.asarray(Image.open(io.BytesIO(tiles_jpeg([white, black, white]))).convert("L"))
    assert drawn.shape == (TILE, 3 * TILE)
    means = drawn.reshape(TILE, 3, TILE).mean((0, 2))
    assert means[1] < 5 < 250 < min(means[0], means[2])


def test_the_largest_value_has_the_strongest_colour() -> None:
    faint, strong = (map_tile(torch.tensor([[0.0, value]]), DIVERGING) for value in (0.001, 1000.0))
    np.testing.assert_array_equal(faint, strong)
    assert map_tile(torch.zeros(2, 2), DIVERGING).max() < 20


def test_a_vector_is_a_square_that_ends_in_zeros() -> None:
    assert as_square(torch.arange(1.0, 6)).tolist() == [[1, 2, 3], [4, 5, 0], [0, 0, 0]]
    assert vector_tile(torch.ones(5), DIVERGING).shape == (TILE, TILE, 3)


def test_enlarged_places_stay_sharp_and_reduced_ones_are_means() -> None:
    maps = torch.tensor([[[0.0, 4.0], [8.0, 0.0]]])
    assert set(resized_maps(maps, 6).flatten().tolist()) == {0.0, 4.0, 8.0}
    assert resized_maps(maps, 1).tolist() == [[[3.0]]]


@pytest.mark.parametrize("side", [1, 4, 7, 14, 112, TILE, 200])
def test_a_map_is_enlarged_to_the_nearest_place(side: int) -> None:
    one = torch.randn(side, side, generator=torch.Generator().manual_seed(side))
    large = resized_maps(one[None], TILE)
    expected = coloured(large, float(large.abs().max()), DIVERGING)[0]
    np.testing.assert_array_equal(map_tile(one, DIVERGING), expected)
