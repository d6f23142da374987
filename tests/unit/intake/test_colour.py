"""Colour profiles, brought or described: followed as LittleCMS follows them, and harmless when damaged."""

import io
import random
import struct
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from components.intake.colour import MAX_PROFILE_BYTES
from components.intake.declared import ADOBE, D65, SRGB, SRGB_CURVE, matrix_profile
from components.intake.photos import read_photo
from components.vision.samples import SAMPLES

Pixels = npt.NDArray[np.uint8]

P3 = matrix_profile((0.680, 0.320, 0.265, 0.690, 0.150, 0.060), D65, SRGB_CURVE)
PROPHOTO = matrix_profile((0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001), (0.3457, 0.3585), (1.8,))
ADOBE_RGB = matrix_profile(ADOBE, D65, (563 / 256,))
WIDE = {"Display P3": P3, "ProPhoto": PROPHOTO, "Adobe RGB": ADOBE_RGB}


def sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data[4:]


def profile_of(tags: dict[bytes, bytes], kind: bytes, space: bytes, pcs: bytes = b"XYZ ") -> bytes:
    start, table, body = 132 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    head = P3[:12] + kind + space + pcs + P3[24:128]
    return sized(head + struct.pack(">I", len(tags)) + table + body)


WHITE = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
GREY_LINEAR = profile_of({b"wtpt": WHITE, b"kTRC": b"curv\0\0\0\0\0\0\0\0"}, b"mntr", b"GRAY")


def press() -> bytes:
    """A CMYK profile: a table of what the sixteen mixtures of four full inks look like (Lab)."""
    inks = np.array([[55, -37, -50], [48, 74, -3], [89, -5, 93], [16, 0, 0]]) - [100, 0, 0]
    mixtures = [
        np.array([100, 0, 0]) + sum(inks[n] * (bits >> (3 - n) & 1) for n in range(4)) for bits in range(16)
    ]
    table = bytes(
        int(value) for one in mixtures for value in np.clip(one * [2.55, 1, 1] + [0, 128, 128], 0, 255)
    )
    head = b"mft1\0\0\0\0\4\3\2\0" + struct.pack(">9i", *(65536, 0, 0, 0, 65536, 0, 0, 0, 65536))
    lut = head + bytes(range(256)) * 4 + table + bytes(range(256)) * 3
    version2 = profile_of({b"wtpt": WHITE, b"A2B0": lut}, b"prtr", b"CMYK", b"Lab ")
    return version2[:8] + b"\2\x20\0\0" + version2[12:]


PRESS = press()


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def flower() -> Image.Image:
    photo = Image.open(io.BytesIO(SAMPLES["flower"].read())).convert("RGB").resize((160, 107))
    photo.info = {}  # its own profile would be saved again
    return photo


def read(data: bytes) -> Pixels:
    return np.asarray(read_photo(data).image)


def by_littlecms(image: Image.Image, profile: bytes) -> Pixels:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert converted is not None
    return np.asarray(converted)


def apart(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


# --- Profiles that a file brings ------------------------------------------------------------------------


@pytest.mark.parametrize("profile", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}),
        ("HEIF", {"quality": 95, "chroma": 444}),
    ],
)
def test_a_wide_profile_is_converted_in_every_format(
    kind: str, options: dict[str, Any], profile: bytes
) -> None:
    data = saved(flower(), kind, icc_profile=profile, **options)
    stored = Image.open(io.BytesIO(data)).convert("RGB")
    assert apart(read(data), by_littlecms(stored, profile)) <= 0.01
    assert apart(read(data), np.asarray(stored)) > 3


def test_srgb_under_any_name_changes_no_pixel() -> None:
    for profile in (
        matrix_profile(SRGB, D65, SRGB_CURVE),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ):
        assert read(saved(flower(), "PNG", icc_profile=profile)).tolist() == np.asarray(flower()).tolist()


def test_a_grey_profile_is_converted_of_grey_files_and_passed_over_in_others() -> None:
    grey = flower().convert("L")
    expected = by_littlecms(grey, GREY_LINEAR)
    assert apart(expected, np.asarray(grey.convert("RGB"))) > 20
    for kind in ("PNG", "TIFF"):
        assert read(saved(grey, kind, icc_profile=GREY_LINEAR)).tolist() == expected.tolist()
    assert read(saved(flower(), "PNG", icc_profile=GREY_LINEAR)).tolist() == np.asarray(flower()).tolist()


def test_grey_with_a_colour_profile_is_taken_for_equal_parts() -> None:
    grey = flower().convert("L")
    expected = by_littlecms(grey.convert("RGB"), PROPHOTO)
    assert read(saved(grey, "PNG", icc_profile=PROPHOTO)).tolist() == expected.tolist()


def test_16_bits_of_grey_follow_their_profile_too() -> None:
    values = np.asarray(flower().convert("L"), np.uint16) * 257
    values[0, 0] = 65535  # all bits are used
    grey = Image.fromarray((values // 257).astype(np.uint8))
    data = saved(Image.fromarray(values), "PNG", icc_profile=GREY_LINEAR)
    assert read(data).tolist() == by_littlecms(grey, GREY_LINEAR).tolist()


@pytest.mark.parametrize(("kind", "options"), [("TIFF", {}), ("JPEG", {"quality": 95, "subsampling": 0})])
def test_inks_are_converted_by_the_profile_of_their_press(kind: str, options: dict[str, Any]) -> None:
    data = saved(flower().convert("CMYK"), kind, icc_profile=PRESS, **options)
    stored = Image.open(io.BytesIO(data))
    assert stored.mode == "CMYK"
    assert read(data).tolist() == by_littlecms(stored, PRESS).tolist()
    assert apart(read(data), np.asarray(stored.convert("RGB"))) > 5


def test_colours_under_transparency_are_converted_and_the_transparency_is_not() -> None:
    veil = flower().convert("RGBA")
    veil.putalpha(Image.linear_gradient("L").resize(veil.size))
    canvas = Image.new("RGB", veil.size, "white")
    canvas.paste(Image.fromarray(by_littlecms(flower(), P3)), mask=veil.getchannel("A"))
    assert read(saved(veil, "PNG", icc_profile=P3)).tolist() == np.asarray(canvas).tolist()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_the_colours_of_a_palette_are_converted(kind: str) -> None:
    few = flower().quantize(64)
    expected = by_littlecms(few.convert("RGB"), P3)
    assert read(saved(few, kind, icc_profile=P3)).tolist() == expected.tolist()


# --- Colours that a file describes ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_code_points_of_display_p3_are_followed(kind: str) -> None:
    data = saved(flower(), kind, quality=95)
    place = data.index(b"colrnclx") + 8
    wide = data[:place] + struct.pack(">HH", 12, 13) + data[place + 4 :]
    stored = Image.open(io.BytesIO(data)).convert("RGB")
    assert read(data).tolist() == np.asarray(stored).tolist()
    assert apart(read(wide), by_littlecms(stored, P3)) <= 0.01


@pytest.mark.parametrize("transfer", [16, 18])
def test_brightness_beyond_white_is_spoken_of(transfer: int) -> None:
    for kind in ("AVIF", "HEIF"):
        data = saved(flower(), kind)
        place = data.index(b"colrnclx") + 8
        photo = read_photo(data[:place] + struct.pack(">HH", 9, transfer) + data[place + 4 :])
        assert "HDR screens" in photo.notes[0]
        assert read_photo(data).notes == ()
    assert "HDR screens" in read_photo(png_of(flower(), (b"cICP", bytes([9, transfer, 0, 1])))).notes[0]


def png_of(image: Image.Image, *chunks: tuple[bytes, bytes]) -> bytes:
    notes = PngImagePlugin.PngInfo()
    for name, body in chunks:
        notes.add(name, body)
    return saved(image, "PNG", pnginfo=notes)


def test_code_points_of_a_png_are_followed() -> None:
    wide = png_of(flower(), (b"cICP", bytes([12, 13, 0, 1])))
    assert b"cICP" in wide
    assert apart(read(wide), by_littlecms(flower(), P3)) <= 0.01
    assert read(png_of(flower(), (b"cICP", bytes([1, 13, 0, 1])))).tolist() == np.asarray(flower()).tolist()


CHROMATICITIES = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)


def test_the_gamma_of_a_png_is_followed_unless_it_means_srgb() -> None:
    usual, linear = (b"gAMA", struct.pack(">I", 45455)), (b"gAMA", struct.pack(">I", 100_000))
    for chunks in ((usual,), (usual, (b"cHRM", CHROMATICITIES)), (linear, (b"sRGB", b"\0"))):
        assert read(png_of(flower(), *chunks)).tolist() == np.asarray(flower()).tolist()
    expected = by_littlecms(flower(), matrix_profile(SRGB, D65, (1.0,)))
    assert read(png_of(flower(), linear)).tolist() == expected.tolist()


def test_the_chromaticities_of_a_png_are_followed() -> None:
    wide = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    found = read(png_of(flower(), (b"cHRM", wide)))
    assert apart(found, by_littlecms(flower(), P3)) <= 0.01


@pytest.mark.parametrize("nonsense", [bytes(32), b"\xff" * 32, struct.pack(">8I", *[33_000] * 8)])
def test_chromaticities_that_describe_no_colours_are_passed_over(nonsense: bytes) -> None:
    assert read(png_of(flower(), (b"cHRM", nonsense))).tolist() == np.asarray(flower()).tolist()


@pytest.mark.parametrize(
    ("space", "index", "follows"), [(65535, "R03", True), (1, "R03", False), (65535, "R98", False)]
)
def test_a_camera_s_note_that_it_used_adobe_rgb_is_followed(space: int, index: str, follows: bool) -> None:
    note = Image.Exif()
    inner = note.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.ColorSpace] = space
    inner[ExifTags.IFD.Interop] = {1: index}
    data = saved(flower(), "JPEG", quality=95, exif=note)
    stored = Image.open(io.BytesIO(data))
    expected = by_littlecms(stored, ADOBE_RGB) if follows else np.asarray(stored)
    assert read(data).tolist() == expected.tolist()


# --- Damage and malice ----------------------------------------------------------------------------------

TOO_LONG = sized(P3 + bytes(MAX_PROFILE_BYTES))
PIPELINE = profile_of({b"wtpt": WHITE, b"D2B0": b"mpet" + bytes(60)}, b"mntr", b"RGB ")
MANY_TAGS = P3[:128] + struct.pack(">I", 2**31) + P3[132:]
LINK = P3[:12] + b"link" + P3[16:]
LAB = P3[:16] + b"Lab " + P3[20:]


@pytest.mark.parametrize(
    "profile", [b"a profile", P3[:140], P3[:-60], TOO_LONG, PIPELINE, MANY_TAGS, LINK, LAB, PRESS, bytes(500)]
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_profile_that_cannot_be_used_leaves_the_pixels_alone(profile: bytes, mode: str) -> None:
    image = flower().convert(mode)
    data = saved(image, "TIFF", icc_profile=profile)
    assert read(data).tolist() == np.asarray(image.convert("RGB")).tolist()


def test_a_damaged_profile_never_costs_the_photo() -> None:
    chance = random.Random(0)
    for profile in (P3, PROPHOTO, GREY_LINEAR, PRESS):
        mode = {GREY_LINEAR: "L", PRESS: "CMYK"}.get(profile, "RGB")
        image = Image.new(mode, (8, 8))
        for _ in range(100):
            damaged = bytearray(profile)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            assert read(saved(image, "TIFF", icc_profile=bytes(damaged))).shape == (8, 8, 3)
