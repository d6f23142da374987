"""Real files, made here, good and bad."""

import io
import struct
import threading
import tracemalloc
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from components.intake import (
    KEPT_SIDE,
    MAX_BYTES,
    DamagedPhoto,
    EmptyFile,
    FileTooLarge,
    IntakeError,
    NotAPhoto,
    TooManyPixels,
    read_photo,
)
from components.vision.samples import SAMPLES


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def scene(width: int = 120, height: int = 80) -> Image.Image:
    """Four quarters in four colours: which way up it is can be seen."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("lime", (width // 2, 0, width, height // 2))
    picture.paste("blue", (0, height // 2, width // 2, height))
    picture.paste("yellow", (width // 2, height // 2, width, height))
    return picture


def quarters(picture: Image.Image) -> list[str]:
    names = {(True, False, False): "red", (False, True, False): "lime", (False, False, True): "blue"}
    found = []
    for x, y in ((1, 1), (3, 1), (1, 3), (3, 3)):
        pixel = picture.getpixel((picture.width * x // 4, picture.height * y // 4))
        assert isinstance(pixel, tuple)
        found.append(names.get(tuple(value > 128 for value in pixel), "yellow"))  # type: ignore[call-overload]
    return found


UPRIGHT = ["red", "lime", "blue", "yellow"]


def png(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its data can't fill."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")


def is_one_sentence(error: IntakeError) -> bool:
    text = str(error)
    return text.endswith(".") and "\n" not in text and text[0].isupper() and "rror" not in text


# --- What is taken ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIF"])
def test_every_accepted_format_is_read(kind: str) -> None:
    photo = read_photo(encoded(scene(), kind))
    assert (photo.image.mode, photo.image.size) == ("RGB", (120, 80))
    assert quarters(photo.image) == UPRIGHT


def test_the_digest_is_of_the_bytes() -> None:
    one, other = encoded(scene(), "PNG"), encoded(scene(), "BMP")
    assert read_photo(one).digest == read_photo(one).digest != read_photo(other).digest
    assert len(read_photo(one).digest) == 64


# How each EXIF orientation stores an upright picture.
STORED_AS: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda p: p,
    2: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda p: p.transpose(Image.Transpose.ROTATE_180),
    4: lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda p: p.transpose(Image.Transpose.TRANSPOSE),
    6: lambda p: p.transpose(Image.Transpose.ROTATE_90),
    7: lambda p: p.transpose(Image.Transpose.TRANSVERSE),
    8: lambda p: p.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", STORED_AS)
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG", "WEBP", "TIFF"])
def test_a_turned_phone_photo_comes_out_upright(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = read_photo(encoded(STORED_AS[orientation](scene()), kind, exif=exif.tobytes()))
    assert photo.image.size == (120, 80)
    assert quarters(photo.image) == UPRIGHT


def test_a_heic_of_twelve_megapixels_is_read_and_kept_smaller() -> None:
    photo = read_photo(encoded(scene(4000, 3000), "HEIF", quality=50))
    assert photo.image.size == (KEPT_SIDE, KEPT_SIDE * 3 // 4)
    assert quarters(photo.image) == UPRIGHT


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_clipped_to_white(kind: str) -> None:
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    grey = np.asarray(read_photo(encoded(Image.fromarray(values), kind)).image)[..., 0]
    assert np.array_equal(grey, np.rint(values / 257))


def test_cmyk_keeps_its_colours() -> None:
    image = read_photo(encoded(scene().convert("CMYK"), "JPEG")).image
    assert quarters(image) == UPRIGHT


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    picture = Image.new("P", (8, 8), 0)
    picture.putpalette([0, 0, 0, 255, 0, 0])
    picture.paste(1, (4, 0, 8, 8))
    image = read_photo(encoded(picture, "PNG", transparency=0)).image
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getpixel((7, 0)) == (255, 0, 0)


@pytest.mark.parametrize(("mode", "clear"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0))])
def test_transparency_lies_on_white(mode: str, clear: tuple[int, ...]) -> None:
    assert read_photo(encoded(Image.new(mode, (4, 4), clear), "PNG")).image.getpixel((1, 1)) == (255, 255, 255)


def test_half_transparent_black_is_grey() -> None:
    pixel = read_photo(encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 128)), "PNG")).image.getpixel((1, 1))
    assert pixel == (127, 127, 127)


@pytest.mark.parametrize("mode", ["1", "L"])
def test_black_and_white_and_grey_become_rgb(mode: str) -> None:
    image = read_photo(encoded(Image.new(mode, (4, 4), 255), "PNG")).image
    assert (image.mode, image.getpixel((0, 0))) == ("RGB", (255, 255, 255))


def test_floating_point_values_are_spread_and_nan_does_no_harm() -> None:
    values = np.linspace(-3, 5, 64, dtype=np.float32).reshape(8, 8)
    values[0, 0], values[0, 1] = np.nan, np.inf
    grey = np.asarray(read_photo(encoded(Image.fromarray(values), "TIFF")).image)[..., 0]
    assert (grey[0, 0], grey[0, 1], grey[-1, -1]) == (0, 255, 255)
    assert (np.diff(grey[1:].ravel().astype(int)) >= 0).all()


def test_one_pixel_is_a_picture() -> None:
    assert read_photo(encoded(Image.new("RGB", (1, 1), "red"), "PNG")).image.size == (1, 1)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_of_a_hundred_frames_the_first_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), (0, 0, 40 + 2 * n)) for n in range(99)]
    data = encoded(Image.new("RGB", (32, 32), "red"), kind, save_all=True, append_images=frames)
    pixel = read_photo(data).image.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 240
    assert pixel[2] < 20


def test_threads_do_not_disturb_each_other() -> None:
    files = [sample.read() for sample in SAMPLES.values()][:4]
    serial = [read_photo(data).image.tobytes() for data in files]
    wrong: list[int] = []

    def work(number: int) -> None:
        for turn in range(4):
            index = (number + turn) % len(files)
            if read_photo(files[index]).image.tobytes() != serial[index]:
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# --- What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"Dear diary, today I renamed a text file to photo.jpg.", NotAPhoto),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj", NotAPhoto),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NotAPhoto),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage", NotAPhoto),
        (b"\xff\xd8" + bytes(25 * 2**20), FileTooLarge),
        (bytes(MAX_BYTES), NotAPhoto),
        (png(60_000, 60_000), TooManyPixels),
        (png(9_000, 9_000), TooManyPixels),
        (png(100, 100), DamagedPhoto),
    ],
    ids=["empty", "text", "pdf", "svg", "eps", "25 MB", "zeros", "60,000 px", "81 MP", "cut PNG"],
)
def test_bad_files_end_in_one_sentence(data: bytes, error: type[IntakeError]) -> None:
    with pytest.raises(error) as refusal:
        read_photo(data)
    assert is_one_sentence(refusal.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF"])
def test_a_photo_cut_in_half_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 60).convert("RGB")
    data = encoded(noise, kind)
    with pytest.raises(IntakeError):
        read_photo(data[: len(data) // 2])


def test_a_huge_claim_is_refused_before_any_memory_is_taken() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TooManyPixels):
            read_photo(png(60_000, 60_000))
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def damage(data: bytes, edits: list[tuple[str, float, int]]) -> bytes:
    damaged = bytearray(data)
    for kind, where, value in edits:
        place = int(where * len(damaged))
        if kind == "flip" and damaged:
            damaged[min(place, len(damaged) - 1)] ^= value or 1
        elif kind == "insert":
            damaged[place:place] = bytes([value]) * (1 + value % 7)
        elif kind == "delete":
            del damaged[place : place + 1 + value]
        elif kind == "cut":
            del damaged[max(place, 1) :]
    return bytes(damaged)


EDITS = st.lists(
    st.tuples(st.sampled_from(["flip", "insert", "delete", "cut"]), st.floats(0, 1), st.integers(0, 255)),
    min_size=1,
    max_size=8,
)
SMALL = {kind: encoded(Image.effect_noise((48, 32), 60).convert("RGB"), kind) for kind in ("JPEG", "PNG")}


@pytest.mark.parametrize("kind", list(SMALL))
def test_randomly_damaged_files_are_read_or_refused_and_nothing_else(kind: str) -> None:
    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(EDITS)
    def check(edits: list[tuple[str, float, int]]) -> None:
        try:
            photo = read_photo(damage(SMALL[kind], edits))
        except IntakeError as error:
            assert is_one_sentence(error)
        else:
            assert photo.image.mode == "RGB"

    check()
