"""More than 8 bits a pixel: never black, never clipped, and said where it had to be stretched."""

import io
import struct

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from components.intake.photos import Photo, read_photo
from tests.unit.intake.test_photos import png, tiff

RAMP = np.linspace(0, 1, 256).reshape(16, 16)


def saved(values: npt.NDArray[np.generic], kind: str) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, kind)
    return stream.getvalue()


def shades(photo: Photo) -> list[int]:
    found = np.asarray(photo.image)
    assert (found == found[..., :1]).all()
    return [int(value) for value in found[..., 0].ravel()]


@pytest.mark.parametrize("bits", [8, 9, 10, 12, 14])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_camera_s_fewer_bits_fill_the_range(kind: str, bits: int) -> None:
    photo = read_photo(saved(np.rint(RAMP * (2**bits - 1)).astype(np.uint16), kind))
    assert np.abs(np.array(shades(photo)) - np.arange(256)).max() <= 1
    assert f"only {bits}" in photo.notes[0]


def test_a_camera_s_bits_are_counted_by_what_they_can_reach_and_not_by_the_brightest() -> None:
    photo = read_photo(saved(np.array([[0, 1500, 3000]], np.uint16), "PNG"))  # 12 bits, nothing of it white
    assert shades(photo) == [0, 93, 187]


@pytest.mark.parametrize("values", [[0, 40_000], [0, 20_000], [65_535, 65_535], [0, 0]])
def test_what_uses_all_its_bits_or_is_black_is_not_stretched(values: list[int]) -> None:
    photo = read_photo(saved(np.array([values], np.uint16), "PNG"))
    assert shades(photo) == [round(value / 257) for value in values]
    assert photo.notes == ()


def test_floats_are_said_to_be_stretched() -> None:
    photo = read_photo(saved(np.array([[0.1, 0.2]], np.float32), "TIFF"))
    assert shades(photo) == [0, 255]
    assert "smallest value is shown black" in photo.notes[0]


def test_a_tiff_whose_zero_is_white_is_turned() -> None:
    strip = struct.pack("<2H", 0, 65_535)
    sizes = {256: 2, 257: 1, 278: 1, 258: 16}
    assert shades(read_photo(tiff({**sizes, 262: 1}, 273, [0], strip))) == [0, 255]
    assert shades(read_photo(tiff({**sizes, 262: 0}, 273, [0], strip))) == [255, 0]


def test_twelve_packed_bits_are_no_stretching() -> None:
    strip = bytes([0x80, 0x0F, 0xFF])  # 0x800, 0xfff
    photo = read_photo(tiff({256: 2, 257: 1, 278: 1, 258: 12}, 273, [0], strip))
    assert shades(photo) == [128, 255]
    assert photo.notes == ()


def deep_colour(*colours: tuple[int, ...], kind: int = 2) -> bytes:
    numbers = [number for colour in colours for number in colour]
    return png(len(colours), 1, 16, kind, b"\0" + struct.pack(f">{len(numbers)}H", *numbers))


def test_twelve_bits_of_colour_are_not_black_either() -> None:
    photo = read_photo(deep_colour((4095, 0, 2048), (1024, 4095, 4095)))
    found = np.asarray(photo.image)[0].astype(int)
    assert np.abs(found - [[255, 0, 128], [64, 255, 255]]).max() <= 16  # only the upper 4 bits are left
    assert "only 12" in photo.notes[0]


def test_the_alpha_of_dark_colours_stays_as_it_is() -> None:
    photo = read_photo(deep_colour((4095, 0, 0, 65_535), (0, 4095, 0, 0), kind=6))
    assert np.asarray(photo.image).tolist() == [[[255, 0, 0], [255, 255, 255]]]
    assert len(photo.notes) == 2


def test_colours_that_use_all_their_bits_and_colours_of_8_bits_stay() -> None:
    assert read_photo(deep_colour((40_000, 0, 0))).notes == ()
    dark = png(1, 1, 8, 2, b"\0\x0f\x00\x07")
    assert np.asarray(read_photo(dark).image).tolist() == [[[15, 0, 7]]]
    assert read_photo(dark).notes == ()
