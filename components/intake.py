"""Every byte from outside enters the app here, and is hostile until it has been decoded.

Photos are recognised by their content, never by a name. A file that can't be taken is refused with
one sentence that its visitor can read.
"""

import hashlib
import io
from dataclasses import dataclass

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageOps

Image.init()  # all of Pillow's decoders, of which only the accepted ones are ever tried
pillow_heif.register_heif_opener()

Values = NDArray[np.float64]

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 64_000_000  # a phone's 48-megapixel photo passes; decoded it takes under 200 MB
KEPT_SIDE = 2048  # what is kept of a larger photo; the networks look at 224 pixels
ACCEPTED = "JPEG, PNG, WebP, BMP, GIF, TIFF or HEIC"
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIF")


class IntakeError(ValueError):
    """A file was refused; the message is one sentence for its visitor."""


class EmptyFile(IntakeError):
    """There is nothing in the file."""


class FileTooLarge(IntakeError):
    """The file has more bytes than are taken."""


class NotAPhoto(IntakeError):
    """The content is of no format that is read here."""


class TooManyPixels(IntakeError):
    """The picture would take too much memory once decoded."""


class DamagedPhoto(IntakeError):
    """It is a photo, but it can't be decoded to its end."""


@dataclass(frozen=True)
class Photo:
    """A decoded photo."""

    image: Image.Image  # RGB, upright, at most 2048 pixels long
    digest: str  # sha256 of the original bytes, hexadecimal


def read_photo(data: bytes) -> Photo:
    """Decode a photo to an upright RGB picture. Raises IntakeError."""
    if not data:
        raise EmptyFile("This file is empty; please choose another photo.")
    if len(data) > MAX_BYTES:
        raise FileTooLarge(
            f"This file is larger than {MAX_BYTES // 2**20} MB; please choose a smaller photo."
        )
    picture = _open(data)
    if picture.width * picture.height > MAX_PIXELS:
        raise TooManyPixels(
            f"This picture has {picture.width} × {picture.height} pixels, more than the "
            f"{MAX_PIXELS // 1_000_000} million that can be taken; please reduce it first."
        )
    try:
        image = _to_rgb(_upright(picture))
    except Exception as error:  # decoders fail in dozens of ways on damaged bytes, all of which mean this
        raise DamagedPhoto(
            "This photo is damaged or cut off and can't be decoded; please choose another one."
        ) from error
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    return Photo(image, hashlib.sha256(data).hexdigest())


def _open(data: bytes) -> Image.Image:
    """Read the header alone, with the decoders of the accepted formats and no others."""
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise TooManyPixels(
            f"This picture claims more than the {MAX_PIXELS // 1_000_000} million pixels that can be taken; "
            "please reduce it first."
        ) from error
    except Exception as error:  # whatever a decoder stumbled over, no decoder took it
        raise NotAPhoto(
            f"This file is not a photo that can be read here; please use a {ACCEPTED} file."
        ) from error


def _upright(picture: Image.Image) -> Image.Image:
    """Decode the first frame and turn it as its EXIF orientation says."""
    picture.load()
    return ImageOps.exif_transpose(picture)


def _to_rgb(picture: Image.Image) -> Image.Image:
    """RGB of any mode: deeper values are scaled to 8 bits, transparency is laid on white."""
    if picture.mode.startswith("I;16"):
        return _from_values(np.asarray(picture).astype(np.float64) / 65535)
    if picture.mode in ("I", "F"):  # 32 bits, whole or floating
        return _from_values(_spread(np.asarray(picture).astype(np.float64)))
    if picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return picture.convert("RGB")


def _from_values(values: Values) -> Image.Image:
    """A grey picture of values from 0 to 1; Pillow's own conversion clips 16-bit values to white."""
    grey = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")


def _spread(values: Values) -> Values:
    """Values of 32 bits have no fixed white: the finite ones are spread from 0 to 1."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return np.zeros_like(values)
    low, high = finite.min(), finite.max()
    return np.nan_to_num((values - low) / max(high - low, 1e-12), nan=0.0, posinf=1.0, neginf=0.0)
