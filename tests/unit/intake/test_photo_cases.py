"""Every awkward photo of tests/cases, with what it must give (see the README there)."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from components.intake.photos import read_photo
from components.vision.samples import SAMPLES
from tests.cases import case, names

Pixels = npt.NDArray[np.uint8]


def plain(name: str) -> Image.Image:
    """What Pillow decodes, with nothing of the rest of the file followed."""
    return Image.open(io.BytesIO(case("photos", name)))


def by_littlecms(name: str) -> Pixels:
    """LittleCMS's own conversion to sRGB of a file in its embedded profile."""
    image = plain(name)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"))
    assert converted is not None
    return np.asarray(converted)


def as_stored(name: str) -> Pixels:
    return np.asarray(plain(name).convert("RGB"))


def sample(name: str) -> Pixels:
    return np.asarray(read_photo(SAMPLES[name].read()).image)


def twelve_bits(name: str) -> Pixels:
    grey = np.rint(np.asarray(plain(name)).astype(float) * 255 / 4095).astype(np.uint8)
    return np.stack([grey] * 3, axis=-1)


def on_black(name: str) -> Pixels:
    canvas = Image.new("RGB", plain(name).size)
    canvas.paste(plain(name), mask=plain(name))
    return np.asarray(canvas)


@dataclass(frozen=True)
class Expected:
    """The pixels that a file must give, how far off the mean of 255 may be, and what must be said."""

    pixels: Callable[[str], Pixels]
    tolerance: float = 0.0
    said: tuple[str, ...] = ()


TABLE = {
    "adobe_rgb_flower.jpg": Expected(by_littlecms, 2),
    "display_p3_flower.jpg": Expected(by_littlecms, 2),
    "panorama_15000x500.jpg": Expected(as_stored),
    "twelve_bit_camera_in_16_bit_png.png": Expected(twelve_bits, 0, ("16 bits", "only 12", "stretched")),
    "white_logo_on_transparent.png": Expected(on_black, 0, ("Transparent", "on black")),
    "cat.avif": Expected(as_stored),
    "cat.webp": Expected(as_stored),
    "orientation_in_xmp_only.jpg": Expected(lambda _: sample("cat"), 6),
    "icon_16x16.png": Expected(as_stored),
}


@pytest.mark.parametrize("name", names("photos"))
def test_every_awkward_photo_gives_what_it_must(name: str) -> None:
    assert name in TABLE, "a case without a line in this table"
    expected = TABLE[name]
    photo = read_photo(case("photos", name))
    found, wanted = np.asarray(photo.image).astype(int), expected.pixels(name)
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).mean() <= expected.tolerance
    said = " ".join(photo.notes)
    assert all(words in said for words in expected.said)
    assert bool(said) == bool(expected.said)


def test_the_table_holds_no_case_that_is_gone() -> None:
    assert set(TABLE) == set(names("photos"))


@pytest.mark.parametrize("name", ["adobe_rgb_flower.jpg", "display_p3_flower.jpg"])
def test_the_wide_flowers_look_like_the_sample_that_they_were_made_of(name: str) -> None:
    photo = read_photo(case("photos", name)).image
    assert np.abs(np.asarray(photo).astype(int) - sample("flower")).mean() <= 3  # of a JPEG saved twice
    assert np.abs(as_stored(name).astype(int) - sample("flower")).mean() > 5


def test_the_twelve_bits_have_the_brightness_that_the_cat_has() -> None:
    photo = read_photo(case("photos", "twelve_bit_camera_in_16_bit_png.png")).image
    assert np.asarray(photo).mean() == pytest.approx(120, abs=3)


def test_the_white_logo_is_seen_by_eye() -> None:
    photo = np.asarray(read_photo(case("photos", "white_logo_on_transparent.png")).image)
    light = (photo.min(axis=2) > 200).mean()
    dark = (photo.max(axis=2) < 55).mean()
    assert min(light, dark) > 0.05
    assert light + dark > 0.9
