import hashlib
import io
import random
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin

from components.intake.photos import (
    ACCEPTED,
    MAX_BYTES,
    MAX_PIXELS,
    DamagedPhoto,
    EmptyFile,
    FileTooLarge,
    IntakeError,
    NotAPhoto,
    TooManyPixels,
    read_photo,
)

Pixels = npt.NDArray[np.uint8]

# --- Files made by hand ------------------------------------------------------------------------------


def scene(width: int = 48, height: int = 32) -> Image.Image:
    """A smooth RGB picture that looks different from each of its turns and mirror images."""
    down, across = np.mgrid[0:height, 0:width]
    red = 40 + 180 * across / width
    green = 40 + 180 * down / height
    blue = 220 - 90 * across / width - 90 * down / height
    return Image.fromarray(np.stack([red, green, blue], axis=-1).astype(np.uint8))


def saved(image: Image.Image, name: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, name, **options)
    return stream.getvalue()


def pixels(image: Image.Image) -> Pixels:
    return np.asarray(image)


def read(data: bytes) -> Pixels:
    """What came in, as [H, W, 3]."""
    image = read_photo(data).image
    assert type(image) is Image.Image
    assert image.mode == "RGB"
    return pixels(image)


def assert_close(data: bytes, expected: Image.Image, tolerance: int) -> None:
    found = read(data).astype(int)
    assert found.shape == (expected.height, expected.width, 3)
    assert np.abs(found - pixels(expected)).max() <= tolerance


def refusal(data: bytes, kind: type[IntakeError]) -> str:
    with pytest.raises(IntakeError) as caught:
        read_photo(data)
    assert type(caught.value) is kind
    assert_one_sentence(str(caught.value))
    return str(caught.value)


def assert_one_sentence(message: str) -> None:
    assert re.fullmatch(r"[A-Z][^.!?\n]*\.", message)
    assert ACCEPTED in message
    assert not re.search(r"Traceback|Error|Exception|0x|PIL|None", message)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + body


def tiff(tags: dict[int, int], offsets_tag: int, offsets: list[int], strip: bytes = b"") -> bytes:
    """An 8-bit grey TIFF; every offset counts from the start of `strip`, which ends the file."""
    tags = {258: 8, 262: 1, 277: 1, 259: 1} | tags
    count = len(offsets)
    table = 8 + 2 + 12 * (len(tags) + 1) + 4
    start = table + (4 * count if count > 1 else 0)
    where = [start + offset for offset in offsets]
    entries = [(tag, 1, value) for tag, value in tags.items()]
    entries.append((offsets_tag, count, table if count > 1 else where[0]))
    directory = b"".join(struct.pack("<HHII", tag, 4, n, value) for tag, n, value in sorted(entries))
    tail = struct.pack(f"<{count}I", *where) if count > 1 else b""
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + bytes(4) + tail + strip


def gif(screen: tuple[int, int], frame: tuple[int, int]) -> bytes:
    head = b"GIF89a" + struct.pack("<HH", *screen) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    return head + b"," + struct.pack("<HHHH", 0, 0, *frame) + b"\0" + b"\x02\x02\x44\x01\0;"


def bmp(width: int, height: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 48, 0, 0, 54) + header + bytes(48)


def exif(orientation: int) -> Image.Exif:
    note = Image.Exif()
    note[ExifTags.Base.Orientation] = orientation
    return note


# --- What isn't a photo ------------------------------------------------------------------------------


def test_an_empty_file_is_refused() -> None:
    refusal(b"", EmptyFile)


def test_a_large_file_is_refused_by_its_size_alone() -> None:
    valid = saved(scene(), "JPEG")
    assert "20 MB" in refusal(valid + bytes(25 * 1024 * 1024), FileTooLarge)
    read(valid + bytes(MAX_BYTES - len(valid)))
    refusal(valid + bytes(MAX_BYTES - len(valid) + 1), FileTooLarge)


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data", [b"My holiday photo, honestly.\n", SCRIPT, b"\x00", b"\xff", b"PK\3\4" + bytes(99)]
)
def test_other_content_is_refused_whatever_its_name_says(data: bytes) -> None:
    refusal(data, NotAPhoto)


@pytest.mark.parametrize("name", ["PDF", "EPS", "ICO", "PPM", "TGA", "JPEG2000", "ICNS", "PCX"])
def test_only_the_accepted_formats_reach_a_decoder(name: str) -> None:
    refusal(saved(scene(64, 64), name), NotAPhoto)


# --- What is damaged ---------------------------------------------------------------------------------

FORMATS = ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIF", "AVIF"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_photo_cut_short_is_damaged(name: str, kept: float) -> None:
    data = saved(Image.effect_noise((120, 90), 60).convert("RGB"), name)
    read(data)
    refusal(data[: int(len(data) * kept)], DamagedPhoto)


@pytest.mark.parametrize("size", [(0, 4), (4, 0), (0, 0)])
def test_a_picture_without_pixels_is_damaged(size: tuple[int, int]) -> None:
    refusal(png(*size, 8, 2, b""), DamagedPhoto)
    refusal(bmp(*size), DamagedPhoto)
    refusal(gif(size, size), DamagedPhoto)


def test_a_text_bomb_in_a_png_is_refused_without_unpacking_it() -> None:
    packed = zlib.compress(bytes(200_000_000), 1)
    for kind, head in ((b"zTXt", b"note\0\0"), (b"iCCP", b"note\0\0"), (b"iTXt", b"note\0\1\0\0\0")):
        refusal(png(4, 4, 8, 0, bytes(20), png_chunk(kind, head + packed)), DamagedPhoto)


def test_a_jpeg_with_endless_scans_is_refused() -> None:
    data = saved(scene(), "JPEG", progressive=True)
    read(data)
    scan = data[data.rindex(b"\xff\xda") : -2]
    refusal(data[:-2] + 1000 * scan + data[-2:], DamagedPhoto)


def test_a_tiff_that_paints_the_same_strip_again_and_again_is_refused() -> None:
    strip = bytes(range(64))
    tags = {256: 16, 257: 4, 278: 4}
    assert read(tiff(tags, 273, [0], strip)).shape == (4, 16, 3)
    one_row = {256: 16, 257: 4, 278: 1}
    assert read(tiff(one_row, 273, [0, 16, 32, 48], strip))[3, 15, 0] == 63
    refusal(tiff(one_row, 273, [0, 16] * 20, strip), DamagedPhoto)


def test_a_tiff_with_millions_of_strips_is_refused_before_they_are_listed() -> None:
    data = tiff({256: 1, 257: 4_000_000, 278: 1}, 273, [0] * 4_000_000, b"\0")
    refusal(data, DamagedPhoto)


# --- What is too large -------------------------------------------------------------------------------

TINY_TILE = zlib.compress(bytes(100))


def webp_claiming(side: int) -> bytes:
    data = bytearray(saved(scene(), "WEBP", save_all=True, append_images=[Image.new("RGB", (48, 32))]))
    assert data[12:16] == b"VP8X"
    data[24:30] = 2 * struct.pack("<I", side - 1)[:3]
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png(60_000, 60_000, 8, 2, b""),
        png(8_200, 8_200, 8, 2, b""),  # fewer than Pillow warns about
        png(10_000, 10_000, 8, 2, b""),  # Pillow warns
        tiff({256: 60_000, 257: 60_000, 278: 60_000}, 273, [0], b"\0"),
        tiff({256: 1, 257: 1, 259: 8, 322: 40_000, 323: 40_000, 325: len(TINY_TILE)}, 324, [0], TINY_TILE),
        gif((60_000, 60_000), (1, 1)),
        gif((1, 1), (60_000, 60_000)),
        gif((1, 1), (8_200, 8_200)),
        bmp(60_000, 60_000),
        bmp(-5, 5),
        webp_claiming(8_200),
        webp_claiming(16_000),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_too_many_pixels_are_refused_by_the_header(data: bytes) -> None:
    assert "64 megapixels" in refusal(data, TooManyPixels)


STARVED = """
import resource, sys
from components.intake.photos import TooManyPixels, read_photo
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 50_000_000, used + 50_000_000))
try:
    read_photo(sys.stdin.buffer.read())
except TooManyPixels:
    sys.exit(0)
sys.exit(1)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits the address space the Linux way")
@pytest.mark.parametrize("side", [60_000, 8_200])
def test_a_giant_claim_is_refused_within_50_megabytes(side: int) -> None:
    data = png(side, side, 8, 2, b"")
    answer = subprocess.run([sys.executable, "-c", STARVED], input=data, check=False, timeout=30)
    assert answer.returncode == 0


@pytest.mark.parametrize("side", [8_200, 16_000])
def test_an_avif_that_claims_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    data = saved(scene(), "AVIF")
    place = data.index(b"ispe") + 8
    refusal(data[:place] + struct.pack(">II", side, side) + data[place + 8 :], TooManyPixels)


def test_a_48_megapixel_phone_photo_fits() -> None:
    assert MAX_PIXELS >= 9_248 * 6_936  # the largest "64-megapixel" phone sensors
    assert read(saved(Image.new("1", (8_064, 6_048), 1), "PNG")).shape == (6_048, 8_064, 3)


# --- Formats -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "tolerance"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}, 6),
        ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}, 6),
        ("PNG", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("BMP", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("TIFF", {"compression": "jpeg", "quality": 95}, 12),
        ("HEIF", {"quality": 95, "chroma": 444}, 8),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}, 8),
    ],
)
def test_each_format_keeps_its_picture(name: str, options: dict[str, Any], tolerance: int) -> None:
    assert_close(saved(scene(), name, **options), scene(), tolerance)


@pytest.mark.parametrize(("name", "brand"), [("AVIF", b"avif"), ("HEIF", b"heic")])
def test_the_coding_is_found_where_only_the_container_is_named(name: str, brand: bytes) -> None:
    data = saved(scene(64, 48), name, quality=95)
    assert data[8:12] == brand
    assert_close(data[:8] + b"mif1" + data[12:], scene(64, 48), 12)


@pytest.mark.parametrize(
    "note", ["tiff:Orientation='6'", 'tiff:Orientation = "6"', "<tiff:Orientation>6</tiff:Orientation>"]
)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_an_orientation_in_xmp_alone_is_followed_however_it_is_written(name: str, note: str) -> None:
    body = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{note}</x:xmpmeta>"
    told: dict[str, Any] = {"xmp": body.encode()}
    if name == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", body)
        told = {"pnginfo": notes}
    stored = STORED_AS[6](scene(64, 48))
    assert_close(saved(stored, name, quality=95, **told), scene(64, 48), 14)
    turned_by_exif = saved(STORED_AS[8](scene(64, 48)), name, quality=95, exif=exif(8).tobytes(), **told)
    assert_close(turned_by_exif, scene(64, 48), 14)


def test_the_digest_is_that_of_the_file() -> None:
    data = saved(scene(), "PNG")
    assert read_photo(data).digest == hashlib.sha256(data).hexdigest()


def test_no_metadata_travels_on() -> None:
    note = exif(6)
    note.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    photo = read_photo(saved(scene(), "JPEG", exif=note, icc_profile=b"a profile", comment=b"home"))
    assert photo.image.info == {}
    assert not photo.image.getexif()


def test_of_an_animated_gif_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (20, 10), (n * 2, 255 - n * 2, 90)) for n in range(100)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert Image.open(io.BytesIO(data)).n_frames == 100  # type: ignore[attr-defined]
    assert_close(data, frames[0], 0)


@pytest.mark.parametrize("name", ["WEBP", "PNG", "TIFF", "AVIF"])
def test_of_several_frames_the_first_is_taken(name: str) -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "lime", "blue")]
    lossless = {"lossless": True} if name == "WEBP" else {}
    data = saved(frames[0], name, save_all=True, append_images=frames[1:], **lossless)
    assert_close(data, frames[0], 1)


def test_a_phones_several_pictures_in_one_jpeg() -> None:
    data = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (48, 32))], quality=95)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert_close(data, scene(), 12)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_12_megapixel_heic(orientation: int) -> None:
    upright = scene(40, 30).resize((4_000, 3_000), Image.Resampling.BILINEAR)
    stored = STORED_AS[orientation](upright)
    data = saved(stored, "HEIF", exif=exif(orientation).tobytes(), enc_params={"preset": "ultrafast"})
    found = read(data)
    assert found.shape == (3_000, 4_000, 3)
    assert np.abs(found[::20, ::20].astype(int) - pixels(upright)[::20, ::20]).max() <= 12


@pytest.mark.parametrize("name", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "JPEG"])
def test_a_single_pixel(name: str) -> None:
    assert_close(saved(Image.new("RGB", (1, 1), "white"), name), Image.new("RGB", (1, 1), "white"), 3)


def test_a_gif_frame_larger_than_its_screen() -> None:
    assert read(saved(Image.new("L", (3, 2), 255), "GIF")).shape == (2, 3, 3)
    data = bytearray(saved(Image.new("L", (3, 2), 255), "GIF"))
    data[6:10] = struct.pack("<HH", 1, 1)
    assert read(bytes(data)).shape == (2, 3, 3)


# --- Upright -----------------------------------------------------------------------------------------

STORED_AS: dict[int, Callable[[Image.Image], Image.Image]] = {  # how a camera stores the upright scene
    1: lambda upright: upright,
    2: lambda upright: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda upright: upright.transpose(Image.Transpose.ROTATE_180),
    4: lambda upright: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda upright: upright.transpose(Image.Transpose.TRANSPOSE),
    6: lambda upright: upright.transpose(Image.Transpose.ROTATE_90),
    7: lambda upright: upright.transpose(Image.Transpose.TRANSVERSE),
    8: lambda upright: upright.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", STORED_AS)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_a_turned_photo_stands_upright(name: str, orientation: int) -> None:
    stored = STORED_AS[orientation](scene(64, 48))
    data = saved(stored, name, exif=exif(orientation).tobytes(), quality=95)
    assert_close(data, scene(64, 48), 14)


def test_a_photo_with_transparency_is_turned_too() -> None:
    stored = STORED_AS[6](scene()).convert("RGBA")
    assert_close(saved(stored, "PNG", exif=exif(6)), scene(), 0)


@pytest.mark.parametrize("note", [b"II*\0\x08", b"M", b"nonsense"])
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.filterwarnings("ignore")
def test_garbled_exif_data_do_not_spoil_a_photo(name: str, note: bytes) -> None:
    data = saved(scene(), name, exif=b"Exif\0\0" + note, quality=95)
    assert_close(data, scene(), 14)


def test_a_photo_is_turned_though_the_rest_of_its_exif_data_is_garbled() -> None:
    text_as_resolution = struct.pack("<HHII", ExifTags.Base.XResolution, 2, 2, 0x4142)
    turned = struct.pack("<HHII", ExifTags.Base.Orientation, 3, 1, 6)
    note = b"II*\0" + struct.pack("<IH", 8, 2) + turned + text_as_resolution + bytes(4)
    data = saved(STORED_AS[6](scene()), "PNG", exif=note)
    assert_close(data, scene(), 0)  # ImageOps.exif_transpose fails here: it writes the data back


# --- Modes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr"])
def test_every_colour_mode_of_a_tiff(mode: str) -> None:
    stored = scene().convert(mode)
    data = saved(stored, "TIFF")
    assert Image.open(io.BytesIO(data)).mode == mode
    assert_close(data, stored.convert("RGB"), 0)


def test_lab_has_its_colours() -> None:
    stored = Image.frombytes("LAB", (3, 1), bytes([255, 0, 0, 128, 0, 0, 0, 0, 0]))
    found = read(saved(stored, "TIFF"))
    assert np.abs(found[0].astype(int) - [[255] * 3, [119] * 3, [0] * 3]).max() <= 3


def test_a_palette_with_an_alpha_channel() -> None:
    stored = Image.new("PA", (2, 1))
    stored.putpalette([200, 100, 0])
    stored.putalpha(Image.frombytes("L", (2, 1), bytes([255, 128])))
    data = saved(stored, "TIFF")
    assert Image.open(io.BytesIO(data)).mode == "PA"
    assert np.abs(read(data)[0].astype(int) - [[200, 100, 0], [227, 177, 127]]).max() <= 1


def test_cmyk_jpeg_of_adobe_has_its_colours() -> None:
    data = saved(scene().convert("CMYK"), "JPEG", quality=95, subsampling=0)
    assert b"Adobe" in data  # so the inks are stored inverted
    assert isinstance(Image.open(io.BytesIO(data)), JpegImagePlugin.JpegImageFile)
    assert_close(data, scene(), 8)


RAMP = np.arange(256, dtype=np.uint16).reshape(16, 16) * 257
GREY_RAMP = Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16))


@pytest.mark.parametrize(
    "data",
    [
        saved(Image.fromarray(RAMP), "PNG"),
        saved(Image.fromarray(RAMP), "TIFF"),
        saved(Image.frombytes("I;16B", (16, 16), RAMP.astype(">u2").tobytes()), "TIFF"),
        saved(Image.fromarray(RAMP.astype(np.int32)), "TIFF"),
    ],
    ids=["I;16 PNG", "I;16 TIFF", "I;16B TIFF", "I TIFF"],
)
def test_16_bit_grey_stays_a_gradient(data: bytes) -> None:
    assert Image.open(io.BytesIO(data)).mode.startswith("I")
    assert_close(data, GREY_RAMP.convert("RGB"), 0)


def test_16_bit_grey_is_rounded_to_the_nearest() -> None:
    values = np.array([[0, 128, 129, 32_767, 65_406, 65_407, 65_535]], np.uint16)
    assert read(saved(Image.fromarray(values), "PNG"))[0, :, 0].tolist() == [0, 0, 1, 127, 254, 255, 255]


def test_16_bit_colour() -> None:
    rows = b"\0" + struct.pack(">6H", 0, 128 * 257, 65_535, 7 * 257, 200 * 257, 3 * 257)
    assert read(png(2, 1, 16, 2, rows)).tolist() == [[[0, 128, 255], [7, 200, 3]]]


def test_16_bit_grey_with_transparency_on_white() -> None:
    rows = b"\0" + struct.pack(">4H", 100 * 257, 65_535, 100 * 257, 0)
    assert read(png(2, 1, 16, 4, rows))[0, :, 0].tolist() == [100, 255]


def test_wider_integers_are_stretched_and_not_clipped() -> None:
    values = np.array([[-1_000_000, 0, 1_000_000]], np.int32)
    assert read(saved(Image.fromarray(values), "TIFF"))[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([-1.0, 0.0, 1.0, np.nan], [0, 128, 255, 0]),
        ([0.2, 0.4, np.inf, -np.inf], [0, 255, 255, 0]),
        ([-3e38, 0.0, 3e38, np.nan], [0, 128, 255, 0]),
        ([0.5, 0.5, 0.5, np.nan], [0, 0, 0, 0]),
        ([np.nan] * 4, [0, 0, 0, 0]),
    ],
)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_float_tiffs_are_stretched_between_their_finite_values(
    values: list[float], expected: list[int]
) -> None:
    data = saved(Image.fromarray(np.array([values], np.float32)), "TIFF")
    assert read(data)[0, :, 0].tolist() == expected


# --- Transparency ------------------------------------------------------------------------------------


def test_rgba_is_blended_onto_white() -> None:
    image = Image.new("RGBA", (3, 1), (200, 100, 0, 255))
    image.putpixel((1, 0), (200, 100, 0, 128))
    image.putpixel((2, 0), (200, 100, 0, 0))
    expected = np.array([[[200, 100, 0], [227, 177, 127], [255, 255, 255]]])
    for data in (saved(image, "PNG"), saved(image, "WEBP", lossless=True, exact=True), saved(image, "TIFF")):
        assert np.abs(read(data).astype(int) - expected).max() <= 1


def test_heic_transparency_is_blended_onto_white() -> None:
    image = Image.new("RGBA", (64, 64), (10, 20, 30, 0))
    assert read(saved(image, "HEIF", quality=95)).min() >= 250


@pytest.mark.parametrize("name", ["PNG", "TIFF"])
def test_grey_with_alpha_is_blended_onto_white(name: str) -> None:
    image = Image.new("LA", (3, 1), (100, 255))
    image.putpixel((1, 0), (100, 128))
    image.putpixel((2, 0), (100, 0))
    found = read(saved(image, name))
    assert np.abs(found[0, :, 0].astype(int) - [100, 177, 255]).max() <= 1


def test_grey_already_multiplied_by_its_alpha() -> None:
    data = tiff({256: 1, 257: 1, 278: 1, 277: 2, 338: 1}, 273, [0], bytes([50, 128]))
    assert Image.open(io.BytesIO(data)).mode == "La"
    assert abs(int(read(data)[0, 0, 0]) - 177) <= 1


@pytest.mark.parametrize("name", ["PNG", "GIF"])
def test_a_transparent_palette_entry_is_white(name: str) -> None:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([0, 0, 0, 200, 30, 40])
    image.putpixel((1, 0), 1)
    opaque = saved(image, name)
    assert read(opaque).tolist() == [[[0, 0, 0], [200, 30, 40]]]
    assert read(saved(image, name, transparency=0)).tolist() == [[[255, 255, 255], [200, 30, 40]]]


def test_a_half_transparent_palette_entry_is_blended() -> None:
    image = Image.new("P", (1, 1), 0)
    image.putpalette([200, 100, 0])
    found = read(saved(image, "PNG", transparency=bytes([128])))
    assert np.abs(found.astype(int) - [227, 177, 127]).max() <= 1


@pytest.mark.parametrize(("mode", "key"), [("L", 7), ("RGB", (7, 7, 7))])
def test_a_transparent_colour_is_white(mode: str, key: int | tuple[int, ...]) -> None:
    image = Image.new(mode, (1, 1), key)
    assert read(saved(image, "PNG")).tolist() == [[[7, 7, 7]]]
    assert read(saved(image, "PNG", transparency=key)).tolist() == [[[255, 255, 255]]]


# --- Many at once, and damage at random --------------------------------------------------------------


def test_eight_threads_read_like_one() -> None:
    files = [saved(scene(200 + 8 * n, 150), name) for n, name in enumerate([*FORMATS, "MPO"])]
    alone = [pixels(read_photo(data).image).tobytes() for data in files]
    start = Barrier(8)

    def work(n: int) -> bytes:
        start.wait()
        return b"".join(pixels(read_photo(files[(n + turn) % 8]).image).tobytes() for turn in range(8))

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, range(8)))
    for n, answer in enumerate(together):
        assert answer == b"".join(alone[(n + turn) % 8] for turn in range(8))


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "delete", "insert", "truncate"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 255),
    ),
    min_size=1,
    max_size=6,
)


def damaged(data: bytes, edits: list[tuple[str, float, int]]) -> bytes:
    """Each edit is what to do, where (0 … 1 of the length) and a byte or count."""
    for action, place, number in edits:
        at = int(place * len(data))
        if action == "flip" and data:
            data = data[:at] + bytes([data[at] ^ number]) + data[at + 1 :]
        elif action == "delete":
            data = data[:at] + data[at + number % 16 :]
        elif action == "insert":
            data = data[:at] + random.Random(number).randbytes(number % 16) + data[at:]
        elif action == "truncate":
            data = data[: max(at, 8)]
    return data


def assert_read_or_refused(data: bytes) -> None:
    try:
        photo = read_photo(data)
    except IntakeError as trouble:
        assert_one_sentence(str(trouble))
    else:
        assert photo.image.mode == "RGB"
        assert np.asarray(photo.image).shape == (photo.image.height, photo.image.width, 3)


SMALL = {name: saved(scene(24, 16), name) for name in FORMATS}
often = settings(max_examples=200, derandomize=True, deadline=None, database=None)


@pytest.mark.filterwarnings("ignore")
@given(edits=EDITS)
@often
def test_a_damaged_jpeg_is_read_or_refused(edits: list[tuple[str, float, int]]) -> None:
    assert_read_or_refused(damaged(SMALL["JPEG"], edits))


@pytest.mark.filterwarnings("ignore")
@given(edits=EDITS)
@often
def test_a_damaged_png_is_read_or_refused(edits: list[tuple[str, float, int]]) -> None:
    assert_read_or_refused(damaged(SMALL["PNG"], edits))


@pytest.mark.filterwarnings("ignore")
@given(name=st.sampled_from(["WEBP", "BMP", "GIF", "TIFF", "HEIF", "AVIF"]), edits=EDITS)
@often
def test_any_other_damaged_photo_is_read_or_refused(name: str, edits: list[tuple[str, float, int]]) -> None:
    assert_read_or_refused(damaged(SMALL[name], edits))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"PK\x03\x04 and so on",
            "a zip, not a photo; .* choose “Folders of a zip” in the list “Add photos to” on Teach",
        ),
        (b"Rar!\x1a\x07\x01\x00 and so on", "a RAR archive, not a photo; please unpack it"),
        (b"\x1f\x8b\x08 and so on", "a gzip archive"),
        (b"cats/".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
    ],
)
def test_an_archive_is_called_what_it_is_and_shown_the_way_in(data: bytes, sentence: str) -> None:
    with pytest.raises(NotAPhoto, match=sentence):
        read_photo(data)
