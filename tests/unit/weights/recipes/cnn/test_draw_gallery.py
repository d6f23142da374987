"""The recipe of the gallery: it can be stopped anywhere and goes on where it ended."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from components.cnn import gallery
from components.cnn.feature_visualization.objectives import ChannelObjective
from components.cnn.feature_visualization.optimize import OptimizationConfig, optimize
from components.cnn.graph import NetworkGraph, split_into_operations
from components.vision.backbones import DEFAULT, load_network
from weights.recipes.cnn import draw_gallery as recipe
from weights.recipes.cnn.draw_gallery import CLASSES, chosen_channels, draw_sheets, read_index

CHOSEN = {0: [3, 5], 1: [2, 9]}


@pytest.fixture(scope="module")
def graph() -> NetworkGraph:
    return split_into_operations(load_network(DEFAULT, "cpu"))


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "CONFIG", OptimizationConfig(steps=2, side=32))


@pytest.mark.usefixtures("_small")
def test_what_it_draws_can_be_read(graph: NetworkGraph, tmp_path: Path) -> None:
    assert list(draw_sheets(graph, tmp_path, CHOSEN)) == ["Stem: [3, 5]", "Block 1: [2, 9]"]
    stem, first = gallery.read_gallery(tmp_path)
    assert (stem.block, stem.channels, first.block, first.channels) == (0, (3, 5), 1, (2, 9))
    *_, last = optimize(graph, ChannelObjective(1, 9), OptimizationConfig(steps=2, side=32))
    apart = np.abs(np.asarray(first.picture(9), float) - last.image.astype(float))
    assert apart.mean() < 12  # JPEG
    with pytest.raises(ValueError, match="not in tuple"):
        first.picture(3)


@pytest.mark.usefixtures("_small")
def test_it_goes_on_where_it_was_stopped(graph: NetworkGraph, tmp_path: Path) -> None:
    next(draw_sheets(graph, tmp_path, CHOSEN))
    assert [sheet["name"] for sheet in read_index(tmp_path)] == ["Stem"]
    before = (tmp_path / "stem.jpg").stat().st_mtime_ns
    assert list(draw_sheets(graph, tmp_path, CHOSEN)) == ["Block 1: [2, 9]"]
    assert (tmp_path / "stem.jpg").stat().st_mtime_ns == before
    assert list(draw_sheets(graph, tmp_path, CHOSEN)) == []


@pytest.mark.usefixtures("_small")
def test_pictures_of_another_recipe_are_not_mixed_in(
    graph: NetworkGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next(draw_sheets(graph, tmp_path, CHOSEN))
    monkeypatch.setattr("components.cnn.feature_visualization.optimize.LEARNING_RATE", 0.5)
    with pytest.raises(SystemExit, match="another recipe"):
        read_index(tmp_path)


def test_the_shipped_gallery_is_of_this_recipe_and_whole(graph: NetworkGraph) -> None:
    sheets = read_index(gallery.FOLDER)
    assert {sheet["block"]: sheet["channels"] for sheet in sheets} == chosen_channels(graph)
    assert [sheet["name"] for sheet in sheets[:2]] == ["Stem", "Block 1"]
    for sheet in gallery.gallery():
        assert sheet.picture(sheet.channels[-1]).size == (128, 128)
    assert sum(file.stat().st_size for file in gallery.FOLDER.iterdir()) < 1_500_000


def test_a_shipped_picture_is_what_the_page_draws(graph: NetworkGraph) -> None:
    first = gallery.gallery()[1]
    *_, last = optimize(graph, ChannelObjective(1, first.channels[2]), OptimizationConfig())
    drawn = gallery.side_by_side_jpeg([Image.fromarray(last.image)])
    shipped = np.asarray(first.picture(first.channels[2]), float)
    again = np.asarray(gallery.LayerSheet(1, "Block 1", (0,), drawn).picture(0), float)
    assert np.abs(shipped - again).mean() < 12


def test_no_silent_channel_is_drawn_and_none_twice(graph: NetworkGraph) -> None:
    chosen = chosen_channels(graph)
    assert all(len(set(channels)) == len(channels) for channels in chosen.values())
    pictures = [sheet.picture(channel) for sheet in gallery.gallery() for channel in sheet.channels]
    assert min(np.asarray(picture, float).std() for picture in pictures) > 5
    assert len(list(itertools.chain.from_iterable(chosen.values()))) == 19 * 8 + len(CLASSES)


def test_the_index_tells_how_it_was_made() -> None:
    index = json.loads((gallery.FOLDER / gallery.INDEX).read_text(encoding="utf-8"))
    assert index["recipe"]["steps"] == OptimizationConfig().steps
    assert index["recipe"]["seed"] == 0
