"""The home page's pictures of the topics."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from components.topics import BUILT
from components.ui.frame.topic_map import film
from weights.recipes.previews.draw import PREVIEWS

DRAWN = {topic.folder: topic.preview for topic in BUILT if topic.folder in PREVIEWS}


def on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def test_every_picture_is_of_a_topic_and_moves() -> None:
    assert list(DRAWN) == list(PREVIEWS)
    assert all(film(file).frames > 1 for file in DRAWN.values())
    assert sum(file.stat().st_size for file in DRAWN.values()) < 350_000  # the home page carries them all


def test_a_topic_without_a_picture_gets_a_drawing(tmp_path: Path) -> None:
    drawn = film(tmp_path / "preview.webp")
    picture = Image.open(io.BytesIO(base64.b64decode(drawn.sheet.split(",")[1])))
    assert picture.width == picture.height
    assert 0.05 < np.asarray(picture)[..., 3].astype(bool).mean() < 0.9


@pytest.mark.parametrize("folder", PREVIEWS)
def test_what_is_shipped_is_what_the_models_draw(folder: str) -> None:
    drawn, shipped = on_white(PREVIEWS[folder]()), on_white(Image.open(DRAWN[folder]))
    assert drawn.height % drawn.width == 0
    assert shipped.size == drawn.size
    off = np.asarray(drawn, float) - np.asarray(shipped, float)
    assert np.abs(off).mean() < 10  # the files are compressed with loss; upside down they are off by 12 to 66


def test_the_face_of_the_film_changes_far_and_comes_back() -> None:
    sheet = np.asarray(Image.open(DRAWN["gan"]).convert("RGB"), float)
    frames = sheet.reshape(-1, 64, 64, 3)
    from_first = np.abs(frames - frames[0]).mean((1, 2, 3))
    assert from_first.max() > 15
    assert from_first[-1] < 6
