"""The home page's pictures of the topics."""

import numpy as np
import pytest
from PIL import Image

from components.topics import TOPICS, preview
from components.ui.frame.topic_map import film
from weights.draw_previews import PREVIEWS

BUILT = [topic.folder for topic in TOPICS if topic.built]


def on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def test_every_topic_that_is_built_has_a_picture_and_one_of_them_moves() -> None:
    assert list(PREVIEWS) == BUILT
    assert {folder: film(folder).frames for folder in BUILT if film(folder).frames > 1} == {"gan": 96}


@pytest.mark.parametrize("folder", BUILT)
def test_what_is_shipped_is_what_the_models_draw(folder: str) -> None:
    drawn, shipped = on_white(PREVIEWS[folder]()), on_white(Image.open(preview(folder)))
    assert drawn.height % drawn.width == 0
    assert shipped.size == drawn.size
    off = np.asarray(drawn, float) - np.asarray(shipped, float)
    assert np.abs(off).mean() < 10  # the files are compressed with loss; upside down they are off by 12 to 66


def test_the_face_of_the_film_changes_far_and_comes_back() -> None:
    sheet = np.asarray(Image.open(preview("gan")).convert("RGB"), float)
    frames = sheet.reshape(-1, 64, 64, 3)
    from_first = np.abs(frames - frames[0]).mean((1, 2, 3))
    assert from_first.max() > 15
    assert from_first[-1] < 6
