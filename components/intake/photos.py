"""Every byte from outside enters here: a photo comes out, or one sentence that says why not.

Photos are found by their content, never by a name. Nothing here keeps state, so that many threads may
read at once.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Protocol

import pillow_heif
from PIL import ExifTags, Image, TiffImagePlugin

from components.intake.colour import in_srgb
from components.intake.declared import declared_profile, notes_on_light
from components.intake.depth import brightened, eight_bits
from components.intake.file_kinds import HEAD_BYTES, ZIP, archive_kind
from components.intake.ground import on_ground

ACCEPTED = "JPEG, PNG, WebP, AVIF, BMP, GIF, TIFF or HEIC"
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 64 * 1024 * 1024  # room for every phone's full resolution; 256 MB once decoded

_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "HEIF")  # MPO (phones) comes in as JPEG
_MAX_SCANS = 100  # a progressive JPEG has about ten
_MAX_STRIPS = 100_000  # a TIFF has at most one a row and colour
_TILE_SIDES = (TiffImagePlugin.TILEWIDTH, TiffImagePlugin.TILELENGTH)
_MAX_COVERS = 6  # how often the tiles may cover the picture: once a colour, with up to six samples a pixel

# All decoders are registered once, here: registration during the first reads would be a race.
Image.init()
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


class IntakeError(ValueError):
    """What came in can't be used. The message is one plain sentence for the visitor."""


class EmptyFile(IntakeError):
    """There are no bytes at all."""


class FileTooLarge(IntakeError):
    """There are more than `MAX_BYTES` bytes."""


class NotAPhoto(IntakeError):
    """The content starts like none of the accepted formats."""


class TooManyPixels(IntakeError):
    """The header claims more than `MAX_PIXELS` pixels."""

    def __init__(self) -> None:
        megapixels = MAX_PIXELS // 2**20
        super().__init__(
            f"This photo has more than {megapixels} megapixels; please use a smaller {ACCEPTED} file."
        )


class DamagedPhoto(IntakeError):
    """It starts like a photo but can't be decoded to its end."""

    def __init__(self) -> None:
        super().__init__(
            "This photo is damaged, incomplete or stored in an unusual way; "
            f"please use another {ACCEPTED} file."
        )


class PhotoLike(Protocol):
    """What is shown and classified: a decoded photo, or one that is decoded when its pixels are needed."""

    @property
    def image(self) -> Image.Image:
        """RGB, upright; never change it in place."""

    @property
    def digest(self) -> str:
        """The key for caches."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what the file left open."""


@dataclass(frozen=True)
class Photo:
    """One photo, shared by whoever asks for it: never change the image in place."""

    image: Image.Image  # sRGB, 8 bits, upright, full resolution, without the file's metadata
    digest: str  # SHA-256 of the file's bytes, in hexadecimal; the key for caches
    notes: tuple[str, ...] = ()  # sentences on what the file left open, and what was made of it


def read_photo(data: bytes) -> Photo:
    """The photo in a file's bytes: the first frame or page, upright, in sRGB, on a plain ground.

    The same bytes give the same pixels, here and in a program that takes this file along.

    Raises EmptyFile, FileTooLarge, NotAPhoto, TooManyPixels or DamagedPhoto, and nothing else.
    """
    if not data:
        raise EmptyFile(f"This file is empty; please use a {ACCEPTED} file.")
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise FileTooLarge(f"This file is larger than {limit} MB; please use a smaller {ACCEPTED} file.")
    if not starts_like_a_photo(data):
        raise _not_a_photo(data)
    try:
        image, notes = _decode(data)
    except IntakeError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise TooManyPixels from trouble
    except Exception as trouble:  # the decoders document no list of what they raise on damaged bytes
        raise DamagedPhoto from trouble
    return Photo(image, hashlib.sha256(data).hexdigest(), notes)


def _not_a_photo(data: bytes) -> NotAPhoto:
    """What a file is instead, where that can be told, and the way in."""
    archive = archive_kind(data[:HEAD_BYTES])
    if archive == ZIP:
        return NotAPhoto(
            f"This file is a zip, not a photo; please use a {ACCEPTED} file, or, if it holds one folder per "
            "class, choose “Folders of a zip” in the list “Add photos to” on Teach."
        )
    if archive:
        return NotAPhoto(f"This file is {archive}, not a photo; please unpack it, and use a {ACCEPTED} file.")
    return NotAPhoto(f"This file is not a photo that can be read here; please use a {ACCEPTED} file.")


def starts_like_a_photo(data: bytes) -> bool:
    """Whether one of the accepted formats' own signature checks knows the first bytes."""
    checks = [Image.OPEN[name][1] for name in _FORMATS]
    return any(check is not None and check(data[:16]) for check in checks)


def _decode(data: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    """The upright RGB picture and its notes; raises IntakeError or whatever the decoder raises."""
    _refuse_giant_tiles(data)
    image = Image.open(io.BytesIO(data), formats=_FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise TooManyPixels
    _refuse_repeated_work(image, data)
    image.load()
    turn = _turn(image)
    profile = _profile(image, data)
    shallow, notes = eight_bits(image) if _is_deep_grey(image) else brightened(image, data)
    picture, more = _rgb(shallow, profile)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info = {}  # pixels only: no place, no colour profile, no transparency key travels on
    return picture, (*notes, *notes_on_light(image, data), *more)


# --- Small files that would cost much ----------------------------------------------------------------


def _refuse_giant_tiles(data: bytes) -> None:
    """Refuse a TIFF that claims a giant tile (Pillow bounds the picture only) or millions of strips.

    It has to happen before Pillow opens the file, since opening already lists the strips.
    """
    if not data.startswith(tuple(TiffImagePlugin.PREFIXES)):
        return
    directory = TiffImagePlugin.ImageFileDirectory_v2(data[:16] if data[2] == 43 else data[:8])
    stream = io.BytesIO(data)
    stream.seek(directory.next)
    directory.load(stream)
    width, height = (int(directory.get(tag, 0)) for tag in _TILE_SIDES)
    if width * height > MAX_PIXELS:
        raise TooManyPixels
    for tag in (TiffImagePlugin.STRIPOFFSETS, TiffImagePlugin.TILEOFFSETS):
        if len(directory.get(tag, ())) > _MAX_STRIPS:
            raise DamagedPhoto


def _refuse_repeated_work(image: Image.Image, data: bytes) -> None:
    """Refuse a picture that is painted over again and again: JPEG scans or TIFF strips by the thousand."""
    jpeg = image.format in ("JPEG", "MPO") or image.info.get("compression") == "jpeg"
    if jpeg and data.count(b"\xff\xda\x00") > _MAX_SCANS:
        raise DamagedPhoto
    boxes = [tile[1] for tile in getattr(image, "tile", ())]
    covered = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    if covered > _MAX_COVERS * image.width * image.height:
        raise DamagedPhoto


# --- Upright, RGB, 8 bits ----------------------------------------------------------------------------

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_XMP_ORIENTATION = re.compile(rb"""tiff:Orientation\s*(?:=\s*["']|>)\s*([1-8])""")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What sets a loaded picture upright, by its EXIF orientation or else by XMP's; None if it stands.

    TIFF and HEIC are turned by their decoders, which also clear the orientation. ImageOps.exif_transpose
    would copy every photo and write the EXIF data back, which fails when they are garbled.
    """
    try:
        told = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # garbled EXIF data: the pixels are still a photo
        told = None
    if told is None and image.format not in ("TIFF", "HEIF"):
        note = image.info.get("xmp") or b""
        found = _XMP_ORIENTATION.search(note.encode() if isinstance(note, str) else note)
        told = int(found[1]) if found else None
    return None if told is None else _TURNS.get(told)


def _profile(image: Image.Image, data: bytes) -> bytes:
    """The ICC profile that a loaded picture brings, or that the file describes; b"" for sRGB."""
    brought: bytes = image.info.get("icc_profile") or b""
    try:
        return brought or declared_profile(image, data)
    except Exception:  # garbled EXIF data or numbers that describe no colours: the pixels are still a photo
        return b""


def _is_deep_grey(image: Image.Image) -> bool:
    return image.mode == "F" or image.mode.startswith("I")


def _rgb(image: Image.Image, profile: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    """Any mode of 8 bits as sRGB, what is transparent on a ground; with a sentence on that."""
    if image.mode in ("La", "RGBa"):  # multiplied by alpha
        image = image.convert(image.mode.upper())
    colours, alpha = _apart(image)
    picture = in_srgb(colours, profile)
    if alpha is None:
        return picture, ()
    picture, note = on_ground(picture, alpha)
    return picture, (note,)


def _apart(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours (L, CMYK or RGB: what profiles describe) and how opaque each is (L; None if all are)."""
    grey = image.mode in ("1", "L", "LA")
    if not image.has_transparency_data:
        return image if image.mode in ("L", "CMYK", "RGB") else image.convert("L" if grey else "RGB"), None
    whole = image.convert("RGBA")
    alpha = whole.getchannel("A")
    colours = image.convert("L") if grey else whole.convert("RGB")
    return colours, None if alpha.getextrema() == (255, 255) else alpha
