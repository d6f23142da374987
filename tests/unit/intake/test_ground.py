"""What is put under a transparent picture shows it, and is named."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from components.intake.photos import Photo, read_photo


def read(image: Image.Image, kind: str = "PNG", **options: object) -> Photo:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return read_photo(stream.getvalue())


def disc(colour: str, other: str | None = None) -> Image.Image:
    """A disc on nothing; its right half in another colour, if one is given."""
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 180, 180), fill=colour)
    if other:
        draw.pieslice((20, 20, 180, 180), -90, 90, fill=other)
    return image


@pytest.mark.parametrize(
    ("image", "level", "name"),
    [
        (disc("white"), 0, "black"),
        (disc("#f0f0e8"), 0, "black"),
        (disc("black"), 255, "white"),
        (disc("#808080"), 255, "white"),
        (disc("yellow"), 255, "white"),
        (disc("white", "black"), 128, "grey"),
        (disc("white", "red"), 0, "black"),
        (Image.new("RGBA", (20, 20), (255, 255, 255, 0)), 255, "white"),
    ],
)
def test_the_ground_is_chosen_by_contrast_and_named(image: Image.Image, level: int, name: str) -> None:
    photo = read(image)
    assert photo.image.getpixel((0, 0)) == (level,) * 3
    (note,) = photo.notes
    assert f"on {name}" in note


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF", "AVIF", "HEIF"])
def test_a_white_logo_is_seen_in_every_format(kind: str) -> None:
    options = {"transparency": 0} if kind == "GIF" else {}
    logo = disc("white")
    if kind == "GIF":
        logo = Image.new("P", (200, 200), 0)
        logo.putpalette([0, 0, 0, 255, 255, 255])
        ImageDraw.Draw(logo).ellipse((20, 20, 180, 180), fill=1)
    photo = read(logo, kind, **options)
    values = np.asarray(photo.image)
    assert values[0, 0].max() < 20
    assert values[100, 100].min() > 235
    assert "on black" in photo.notes[0]


def test_a_photo_that_is_opaque_everywhere_has_no_ground() -> None:
    assert read(Image.new("RGBA", (9, 9), "white")).notes == ()
    assert read(Image.new("RGB", (9, 9), "white")).notes == ()


def test_the_ground_is_the_same_however_large_the_picture() -> None:
    for side in (20, 511, 513, 2500):
        photo = read(disc("white", "black").resize((side, side)))
        assert "on grey" in photo.notes[0]
