"""Pictures as the bytes of a file."""

import io
from typing import Any

from PIL.Image import Image


def encoded(picture: Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401 -- Pillow's own, by kind
    """Encode a picture in one of Pillow's formats, with that format's options."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def jpeg(picture: Image, quality: int) -> bytes:
    """Encode a photo, colours at half the resolution."""
    return encoded(picture, "JPEG", quality=quality)


def full_colour_jpeg(picture: Image, quality: int) -> bytes:
    """Encode a drawing whose neighbouring pixels differ in colour: colours at full resolution."""
    return encoded(picture, "JPEG", quality=quality, subsampling=0)


def png(picture: Image) -> bytes:
    """Encode a picture without loss."""
    return encoded(picture, "PNG")


def fast_png(picture: Image) -> bytes:
    """Encode a picture without loss, in the least time."""
    return encoded(picture, "PNG", compress_level=1)


def webp(picture: Image, quality: int) -> bytes:
    """Encode a picture with transparency, with loss and in little time."""
    return encoded(picture, "WEBP", quality=quality, method=1)


def lossless_webp(picture: Image) -> bytes:
    """Encode a picture without loss, in the least time."""
    return encoded(picture, "WEBP", lossless=True, method=0, quality=0)
