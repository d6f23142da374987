import io
from typing import get_args

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from components.cnn.figures import (
    COMPARED,
    ScaleScope,
    before_and_after,
    channel_thumbnails,
    framed_photo,
    heatmap_thumbnails,
    map_sheet,
    overlay_png,
    photo_patch,
    strongest_maps,
    wide_map_sheet,
)
from components.cnn.tracing import Trace, as_maps
from components.render.colours import DIVERGING
from components.render.map_tiles import TILE
from components.vision.map_strength import strength


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize(
    ("count", "side"), [(1, 1), (3, 224), (24, 56), (32, 112), (37, 5), (1280, 7), (1000, 1)]
)
def test_a_sheet_has_a_cell_for_every_map(count: int, side: int) -> None:
    maps = torch.rand(count, side, side)
    found = map_sheet(maps, range(count), "map", 1.0, DIVERGING)
    picture = opened(found.picture)
    rows = -(-count // found.columns)
    assert picture.width % found.columns == 0
    assert picture.width // found.columns == picture.height // rows  # square cells
    assert max(picture.size) <= 1700


@pytest.mark.parametrize(("count", "side"), [(3, 224), (24, 56), (144, 28), (1280, 7), (1000, 1)])
def test_a_wide_sheet_is_about_twice_as_wide_as_high(count: int, side: int) -> None:
    found = wide_map_sheet(torch.rand(count, side, side), DIVERGING)
    picture = opened(found.picture)
    assert picture.width // found.columns == picture.height // -(-count // found.columns)
    assert 1.5 <= picture.width / picture.height <= 3


def test_on_a_wide_sheet_single_numbers_share_one_scale() -> None:
    two = torch.tensor([1.0, 4.0])[:, None, None]
    picture = np.asarray(opened(wide_map_sheet(two, DIVERGING).picture), int)
    middle = picture.shape[0] // 2
    assert picture[middle, middle // 2].sum() < picture[middle, -middle].sum()


def test_the_scale_is_that_of_the_map_the_layer_or_the_network() -> None:
    maps = torch.stack([torch.full((8, 8), 1.0), torch.full((8, 8), 4.0)])
    shades: dict[str, list[int]] = {}
    for scale in get_args(ScaleScope):
        picture = np.asarray(opened(map_sheet(maps, (0, 1), scale, 8.0, DIVERGING).picture), int)
        middle = picture.shape[0] // 2
        shades[scale] = [picture[middle, middle].sum(), picture[middle, -middle].sum()]
    assert shades["map"][0] == pytest.approx(shades["map"][1], abs=12)
    assert shades["layer"][0] < shades["layer"][1]
    assert shades["network"][1] < shades["layer"][1]


def test_dead_maps_are_drawn_dark() -> None:
    picture = np.asarray(opened(map_sheet(torch.zeros(4, 7, 7), range(4), "map", 0.0, DIVERGING).picture))
    assert picture[10, 10].sum() < 40
    assert not np.asarray(opened(overlay_png(torch.zeros(7, 7))))[..., 3].any()
    black = Image.new("RGB", (5, 5))
    drawn = opened(strongest_maps([torch.zeros(4, 7, 7), torch.zeros(10, 1, 1)], DIVERGING, black))
    assert drawn.size == (3 * TILE, TILE)
    assert np.asarray(drawn).max() < 20


def test_of_each_result_the_map_that_varies_most_is_drawn_behind_the_photo() -> None:
    even, stripes = torch.full((2, 2), 9.0), torch.tensor([[0.0, 1.0], [0.0, 1.0]])
    values = torch.tensor([1.0, 0.0, 0.0, 0.0])[:, None, None]
    white = Image.new("RGB", (5, 5), "white")
    drawn = opened(strongest_maps([torch.stack([even, stripes]), values], DIVERGING, white)).convert("L")
    photo, chosen, vector = (np.asarray(drawn)[:, at * TILE :][:, :TILE] for at in range(3))
    assert photo.min() > 240
    middle = TILE // 2
    assert chosen[:, : middle - 8].max() < 40 < 150 < chosen[:, middle + 8 :].min()
    assert vector[: middle - 8, : middle - 8].min() > 150  # the first of four values, in rows of two
    assert vector[middle + 8 :].max() < 40


def test_results_of_one_run_show_the_same_channels() -> None:
    random = torch.Generator().manual_seed(0)
    maps = torch.randn(6, 56, 56, generator=random)
    weak = maps * torch.tensor([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])[:, None, None]  # in reverse the strongest
    strong = maps * torch.tensor([0.5, 0.4, 0.3, 0.2, 0.1, 0.0])[:, None, None]
    alone = np.asarray(opened(channel_thumbnails([[strong]], DIVERGING)), int)
    both = np.asarray(opened(channel_thumbnails([[weak, strong]], DIVERGING)), int)
    apart = np.asarray(opened(channel_thumbnails([[weak], [strong]], DIVERGING)), int)
    assert np.abs(both[:, TILE:] - alone).mean() < 2
    assert np.abs(both[:, :TILE] - apart[:, :TILE]).mean() > 10


def test_the_strongest_map_varies_most() -> None:
    maps = torch.stack([torch.full((4, 4), 9.0), torch.eye(4), torch.zeros(4, 4)])
    assert strength(maps).argmax() == 1


def test_a_receptive_field_is_framed_and_cut_at_the_rim() -> None:
    grey = Image.new("RGB", (500, 500), "grey")
    picture = np.asarray(opened(framed_photo(grey, (-50.0, -50.0, 112.0, 112.0))), int)
    side = picture.shape[0]
    assert picture[2, side // 4].max() < 60 or picture[2, side // 4].min() > 180  # the upper edge
    assert abs(picture[3 * side // 4, 3 * side // 4] - 128).max() < 12  # outside


@pytest.mark.parametrize(("size", "ringed"), [(3.0, True), (60.0, False)])
def test_a_receptive_field_too_small_to_be_found_has_a_ring(size: float, ringed: bool) -> None:
    grey = Image.new("RGB", (500, 500), "grey")
    field = (100.0, 100.0, 100.0 + size, 100.0 + size)
    picture = np.asarray(opened(framed_photo(grey, field)), int)
    scale = picture.shape[0] / 224
    middle = round((100 + size / 2) * scale)
    beside = picture[middle, : round(98 * scale)]  # left of the field
    drawn = beside[abs(beside - 128).max(axis=1) > 40]
    assert (len(drawn) >= 8) == ringed
    assert ringed == bool((drawn.max(axis=1) < 60).any() and (drawn.min(axis=1) > 200).any())


def test_a_patch_beyond_the_rim_is_black_and_a_whole_photo_is_whole() -> None:
    white = Image.new("RGB", (224, 224), "white")
    half = np.asarray(opened(photo_patch(white, (-56.0, 0.0, 56.0, 112.0))), int)
    assert half[60, 10].max() < 30
    assert half[60, -10].min() > 225
    assert np.asarray(opened(photo_patch(white, (-100.0, -100.0, 300.0, 300.0)))).min() > 225


def test_what_changes_most_is_shown_before_and_after() -> None:
    before = torch.zeros(20, 7, 7)
    after = before.clone()
    after[5], after[11] = 1.0, 3.0
    picture, numbers = before_and_after(before, after, DIVERGING)
    assert numbers == (11, 5)
    few = opened(picture)
    many, _ = before_and_after(before, before + torch.arange(1, 21).reshape(20, 1, 1), DIVERGING)
    assert few.height == opened(many).height  # two changed maps are drawn no larger than all
    assert COMPARED * few.width == 2 * opened(many).width
    assert before_and_after(before, before, DIVERGING) == (b"", ())


def test_heat_lies_over_the_photo() -> None:
    grey = Image.new("RGB", (300, 300), "grey")
    hot = torch.zeros(7, 7)
    hot[0, 0] = 1
    picture = np.asarray(opened(heatmap_thumbnails(grey, [hot, torch.zeros(7, 7)])), int)
    assert picture.shape == (TILE, 2 * TILE, 3)
    assert abs(picture[5, 5] - 128).max() > 60
    assert abs(picture[5, TILE + 10] - 128).max() < 20


def test_a_map_of_one_colour_channel(cat: Trace) -> None:
    rgba: Tensor = torch.from_numpy(np.asarray(opened(overlay_png(as_maps(cat.outputs[0])[3]))).copy())
    assert rgba.shape == (112, 112, 4)
    assert rgba[..., 3].max() == 255
