"""Grey of more than 8 bits, as cameras, microscopes and scanners store it, as 8 bits.

Pillow's own conversion would clip it to white.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

FEWER_BITS = "It uses only {used} of its {room} bits, which were stretched to the full range."
STRETCHED = "Its smallest value is shown black, its largest white."
DEEP = 16


def eight_bits(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Grey of modes I;16, I;16B, I or F as L, and a sentence if its values had to be stretched.

    Values of 16 bits are divided by 257; a camera's 10, 12 or 14 bits by what they can reach at most.
    Floats and wider integers are stretched from minimum to maximum.
    """
    values = np.asarray(image)
    if image.mode != "F" and values.min() >= 0 and values.max() <= 65535:
        return _whole(image, values.astype(np.uint16))
    return Image.fromarray(_stretched(values.astype(np.float64))), (STRETCHED,)


def _whole(image: Image.Image, values: npt.NDArray[np.uint16]) -> tuple[Image.Image, tuple[str, ...]]:
    tags = getattr(image, "tag_v2", {})
    room = int(tags.get(TiffImagePlugin.BITSPERSAMPLE, (DEEP,))[0])
    room = room if 8 < room < DEEP else DEEP
    used = _bits_used(int(values.max()), room)
    top = 2**used - 1
    shades = np.minimum((np.arange(2**DEEP) * 255 + top // 2) // top, 255)  # rounded to the nearest
    if tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0:  # 0 is white; Pillow turns 8 bits only
        shades = 255 - shades
    return Image.fromarray(shades.astype(np.uint8)[values]), _notes(used, room)


def brightened(image: Image.Image, data: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    """A colour picture (or grey with alpha) that fills fewer bits than its file has, stretched like grey.

    Pillow keeps the upper 8 of 16 bits, so that little of 12 is left: coarse steps, but no black picture.
    """
    if image.mode not in ("RGB", "RGBA", "LA") or not _is_deep(image, data):
        return image, ()
    colours = [np.asarray(image.getchannel(band)) for band in image.getbands() if band != "A"]
    used = _bits_used(257 * max(int(colour.max()) for colour in colours), DEEP)
    if used in (8, DEEP):  # of 8, nothing is left
        return image, ()
    table = [min(255, round(value * 255 / (2 ** (used - 8) - 1))) for value in range(256)]
    unchanged = list(range(256))
    tables = [unchanged if band == "A" else table for band in image.getbands()]
    return image.point([value for one in tables for value in one]), _notes(used, DEEP)


def _is_deep(image: Image.Image, data: bytes) -> bool:
    if image.format == "PNG":
        return data[24] == DEEP
    bits = getattr(image, "tag_v2", {}).get(TiffImagePlugin.BITSPERSAMPLE, (8,))
    return int(bits[0]) == DEEP


def _bits_used(most: int, room: int) -> int:
    """How many of `room` bits a largest value needs; all if it needs all but one, or if there is no light.

    No device delivers one bit less than its file has room for: that is a dark photo.
    """
    used = max(8, most.bit_length())
    return used if most and used < room - 1 else room


def _notes(used: int, room: int) -> tuple[str, ...]:
    return (FEWER_BITS.format(room=room, used=used),) if used < room else ()


def _stretched(values: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """float64 [H, W] to 0 … 255 between the finite minimum and maximum; NaN becomes black."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.zeros(values.shape, np.uint8)
    low, high = float(finite.min()), float(finite.max())
    clean = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    scaled: npt.NDArray[np.uint8] = np.rint((clean - low) * (255 / ((high - low) or 1.0))).astype(np.uint8)
    return scaled
