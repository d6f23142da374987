import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from components.render import encode
from components.render.data_url import data_url

PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (32, 48, 3), dtype=np.uint8))
ROOMS = Path(__file__).parents[3] / "components"


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("lossless", [encode.png, encode.fast_png, encode.lossless_webp])
def test_without_loss_every_pixel_stays(lossless: Callable[[Image.Image], bytes]) -> None:
    assert np.array_equal(np.asarray(opened(lossless(PICTURE)).convert("RGB")), np.asarray(PICTURE))


@pytest.mark.parametrize("lossy", [encode.jpeg, encode.full_colour_jpeg, encode.webp])
def test_more_quality_takes_more_bytes(lossy: Callable[[Image.Image, int], bytes]) -> None:
    assert len(lossy(PICTURE, 95)) > len(lossy(PICTURE, 50))


def test_colours_at_full_resolution_are_nearer_to_the_picture() -> None:
    half, full = (
        np.abs(np.asarray(opened(kind(PICTURE, 90)), float) - np.asarray(PICTURE)).mean()
        for kind in (encode.jpeg, encode.full_colour_jpeg)
    )
    assert full < half / 2


def test_transparency_survives_webp() -> None:
    clear = Image.new("RGBA", (16, 16))
    assert not np.asarray(opened(encode.webp(clear, 85)).convert("RGBA"))[..., 3].any()


def test_a_data_url_names_its_kind() -> None:
    assert data_url(b"abc", "png") == "data:image/png;base64,YWJj"


def test_pictures_are_encoded_in_one_place() -> None:
    for path in ROOMS.rglob("*.py"):
        found = re.findall(r"""\.save\([^)]*["'](?:JPEG|PNG|WEBP|GIF)""", path.read_text(encoding="utf-8"))
        assert not found, (path, found)
